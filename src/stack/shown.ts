/** Foreign text in a sentence of ours. */

/** Characters that a terminal would obey or hide: controls, formats (bidirectional ones too), line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (text: string) => text.replace(UNSEEN, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);

/** In quotes, at most 60 characters long, and with nothing in it that a terminal obeys. */
export function shown(text: string): string {
  return escaped(JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text));
}

/** Several lines of unknown origin, with nothing in them that a terminal obeys but the line ends. */
export function harmless(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}
