/** A line as a POSIX shell splits it: blanks, single quotes and backslashes, which is all that our commands use. */
export function splitShellWords(line: string): readonly string[] {
  const pieces = line.matchAll(/(?:'([^']*)'|\\([\s\S])|([^\s'\\]+)|(\s+))/g);
  const words: string[] = [];
  let open = false;
  for (const [, single, escaped, plain, blank] of pieces) {
    if (blank !== undefined) open = false;
    else {
      if (!open) words.push('');
      words.push((words.pop() ?? '') + (single ?? escaped ?? plain ?? ''));
      open = true;
    }
  }
  return words;
}
