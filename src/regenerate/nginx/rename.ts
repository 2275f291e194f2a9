/** New names for words of an nginx text; blanks, comments and every other byte stay. */
import { tokenise } from './tokenise.ts';

/**
 * @param rename a word as it is written, with its quotes → what it shall be
 * @throws StackError failed, with the line, where the text cannot be read
 */
export function renameInNginx(text: string, rename: (word: string) => string): string {
  let [result, at] = ['', 0];
  for (const { kind, start, end } of tokenise(text)) {
    if (kind !== 'word') continue;
    result += text.slice(at, start) + rename(text.slice(start, end));
    at = end;
  }
  return result + text.slice(at);
}
