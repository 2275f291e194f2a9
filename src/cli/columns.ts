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

/** A command at the end of a sentence: a line break in the middle of it would run its half. */
const COMMAND = /(?<=: |, then )(?:\.\/stack|docker|mv|npx|rm|sudo) .*?(?=\.? *$|\. [A-Z])/gm;

/** Stands for the spaces of a command meanwhile. */
const UNBROKEN = '\u00a0';

/** Prose in lines that end between words; a command stays whole, and indented lines are somebody's to copy. */
export function folded(text: string, width: number): string {
  if (width === Infinity) return text;
  const lines = new RegExp(`(.{1,${width}})(?: |$)`, 'g');
  const fold = (line: string) => (line.startsWith(' ') ? line : line.replaceAll(lines, '$1\n').trimEnd());
  return text.replaceAll(COMMAND, (command) => command.replaceAll(' ', UNBROKEN)).split('\n').map(fold).join('\n').replaceAll(UNBROKEN, ' ');
}

/** A note: a sentence, and after an empty line what it is about, as it is. */
export function foldedNote(note: string, width: number): string {
  const [sentence = '', ...rest] = note.trimEnd().split('\n\n');
  return [folded(sentence, width), ...rest].join('\n\n');
}

/** What is said of a name, beside it: every line of it begins in the same column. */
export function hanging(name: string, text: string, column: number, width: number): string {
  return folded(text, width - column).split('\n').map((line, index) => (index === 0 ? name : '').padEnd(column) + line).join('\n');
}
