/** A compose file as compose has it after its variables: `$$` is a dollar, and a `$` that begins no variable an error. */
import { parse } from 'yaml';
import { fileOf, type Made } from './stacks.ts';

/** What a release and the owner of a further host set; all else is unset, or in .env where compose insists on it. */
export const SET: Readonly<Record<string, string>> = { TAG: 'a-release', PUBLISH_ON: '192.0.2.9' };

const DOLLAR = /\$(?:(?<dollar>\$)|(?<plain>[A-Za-z_]\w*)|\{(?<name>[A-Za-z_]\w*)(?:(?<how>:[-?])(?<rest>[^{}$]*))?\}|)/g;

function interpolated(text: string): string {
  return text.replaceAll(DOLLAR, (...match) => {
    const { dollar, plain, name = plain, how, rest = '' } = match.at(-1) as Partial<Record<string, string>>;
    if (dollar) return '$';
    if (name === undefined) throw new Error(`compose would stop at ${JSON.stringify(text)}`);
    return SET[name] ?? (how === ':?' ? 'in .env' : rest);
  });
}

const known = new WeakMap<Made, Map<string, unknown>>();

/** Values alone: compose leaves keys as they are. Several tests ask for the same file, and YAML takes its time. */
export function readValues<T>(made: Made, path: string): T {
  const files = known.get(made) ?? new Map<string, unknown>();
  known.set(made, files);
  if (!files.has(path)) files.set(path, interpolatedIn(parse(fileOf(made, path), { merge: true })));
  return files.get(path) as T;
}

const interpolatedIn = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_, part: unknown) => (typeof part === 'string' ? interpolated(part) : part));
