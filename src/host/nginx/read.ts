/** What `nginx -T` prints, file by file, and the directives in it with every include opened. */
import { dirname, resolve } from 'node:path';
import { StackError } from '../../errors.ts';
import { readFile, type Entry } from '../../regenerate/nginx/blocks.ts';
import { lineAt } from '../../regenerate/text.ts';
import type { Bytes } from '../machine.ts';

export interface ConfFile {
  readonly path: string;
  readonly text: Bytes;
}

/** A directive where it counts: one that is included twice is there twice. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly body: readonly Directive[];
}

const HEADING = /^# configuration file (.+):\n/gm;

/** The files of a dump, in the order in which nginx opened them. */
export function filesOf(dump: string): readonly ConfFile[] {
  const headings = [...dump.matchAll(HEADING)];
  return headings.map((heading, index) => {
    const from = heading.index + heading[0].length;
    const to = headings[index + 1]?.index ?? dump.length;
    // nginx ends each file with one line break more.
    return { path: heading[1] ?? '', text: dump.slice(from, to).replace(/\n$/, '') };
  });
}

/** Deeper than includes are ever nested; nginx itself would stop at a circle. */
const DEEPEST = 20;

/**
 * The directives of the first file, with those of all others in the place of their includes.
 * @throws StackError failed, where nginx could not read it either
 */
export function directivesOf(files: readonly ConfFile[]): readonly Directive[] {
  const [first] = files;
  if (first === undefined) return [];
  const base = dirname(first.path);
  const parsed = new Map(files.map((file) => [file.path, file]));
  const open = (file: ConfFile, depth: number): readonly Directive[] => convert(readNamed(file).body, file, depth);
  const convert = (body: readonly Entry[], file: ConfFile, depth: number): readonly Directive[] =>
    body.filter(({ kind }) => kind !== 'note').flatMap((entry) => {
      const [name = '', ...args] = entry.words.filter(({ kind }) => kind === 'word').map(({ value }) => value);
      if (name === 'include' && depth < DEEPEST) return included(args[0] ?? '', base, [...parsed.keys()]).flatMap((path) => open(parsed.get(path) ?? file, depth + 1));
      return [{ name, args, file: file.path, line: lineAt(file.text, entry.at), body: convert(entry.body, file, depth) }];
    });
  return open(first, 0);
}

/** @throws StackError failed, with the file and the line */
export function readNamed({ path, text }: ConfFile): ReturnType<typeof readFile> {
  try {
    return readFile(text);
  } catch (error) {
    if (error instanceof StackError) throw new StackError(error.outcome, error.message.replace(/^line (?=\d)/, `${path}:`), error.hints);
    throw error;
  }
}

/**
 * The files that an include names, in nginx's order.
 * @param base the folder of nginx.conf, from which relative ones count
 */
export function included(pattern: string, base: string, paths: readonly string[]): readonly string[] {
  const full = resolve(base, pattern);
  const matches = globOf(full);
  return paths.filter((path) => path === full || matches.test(path)).sort();
}

/** As glob(3) reads a pattern: a wildcard ends at a slash, and behind one it does not stand for a dot. */
function globOf(pattern: string): RegExp {
  const source = pattern.replace(/(\/?)([*?])|[.+^${}()|\\]/g, (whole, slash: string | undefined, wild: string | undefined) =>
    wild === undefined ? `\\${whole}` : `${slash}${slash && '(?!\\.)'}[^/]${wild === '*' ? '*' : ''}`,
  );
  return new RegExp(`^${source}$`);
}
