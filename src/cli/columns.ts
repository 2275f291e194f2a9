/** Text in the width of a terminal. */

/** The second column begins at the same place on each line; where both do not fit, it stands on a line of its own. */
export function columns(rows: readonly (readonly [left: string, right: string])[], width: number): readonly string[] {
  const fitting = rows.filter(([left, right]) => right !== '' && left.length + right.length + 2 <= width);
  const column = Math.min(...[Math.max(0, ...fitting.map(([left]) => left.length)), ...fitting.map(([, right]) => width - right.length - 2)]);
  return rows.flatMap(([left, right]) => {
    if (right === '') return [left];
    if (left.length + right.length + 2 > width) return [left, ...right.split(', ').map((part) => `      ${part}`)];
    return [`${left.padEnd(column)}  ${right}`];
  });
}

/** Prose in lines that end between words; indented lines are somebody's to copy, and stay. */
export function folded(text: string, width: number): string {
  const fold = (line: string) => (line.startsWith(' ') ? line : line.replaceAll(new RegExp(`(.{1,${width}})(?: |$)`, 'g'), '$1\n').trimEnd());
  return text.split('\n').map(fold).join('\n');
}
