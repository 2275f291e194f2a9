/** .dockerignore as the engine reads it: patterns from the root, `**` for any depth, `!` to take back, the last match counts. */

function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/^\/|\/$/g, '')
    .split(/(\*\*\/|\*\*|\*|\?|\[[^\]]+\])/)
    .map((part) => GLOBS[part] ?? (part.startsWith('[') ? part : part.replace(/[.+^${}()|\\]/g, '\\$&')))
    .join('');
  // A folder that is excluded takes along what it holds.
  return new RegExp(`^${source}(/.*)?$`);
}

const GLOBS: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** Does a .dockerignore with this text keep `path` out of the image? */
export function excludes(text: string, path: string): boolean {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.reduce((excluded, line) => {
    const pattern = line.replace(/^!/, '');
    return toRegExp(pattern).test(path) ? !line.startsWith('!') : excluded;
  }, false);
}
