/** Two texts beside each other, or one below the other where the terminal is narrow. */

const NARROWEST = 60;

/** @param width columns that both may take together */
export function sideBySide(mine = '(nothing)', next = '(nothing)', width: number): string {
  if (width < NARROWEST) return `mine:\n${mine}\n\nnew:\n${next}`;
  const column = Math.floor((width - 3) / 2);
  const [left, right] = [['mine', ...mine.split('\n')], ['new', ...next.split('\n')]];
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, row) => `${cell(left[row], column)} | ${cell(right[row], column).trimEnd()}`).join('\n');
}

function cell(text = '', width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
