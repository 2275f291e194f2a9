/** Folders that settings name: `BASE_DIR / "staticfiles"` and the like, worked out as paths from the repository's top. */
import { settingOf, type Placed, type Settings } from '../modules.ts';
import type { Token } from '../python.ts';
import { plain } from '../tree.ts';

/** Names that only turn one notation of a path into another. */
const NEUTRAL = new Set(['os', 'path', 'join', 'abspath', 'realpath', 'normpath', 'Path', 'PurePath', 'pathlib', 'str', 'joinpath', 'resolve', 'absolute', 'environ', 'root', 'rel_path', 'strict', 'True', '__file__']);

/** The folder of a setting, or undefined where it cannot be told: another variable, the environment, an absolute path. */
export function folderOf(settings: Settings, name: string, seen: readonly string[] = []): string | undefined {
  const setting = seen.includes(name) ? undefined : settingOf(settings, name);
  return setting && worked(settings, setting, [...seen, name]);
}

function worked(settings: Settings, setting: Placed, seen: readonly string[]): string | undefined {
  const { value, path } = setting;
  if (value.some(({ kind, text }) => kind === 'formatted' || (kind === 'operator' && !'()/.,+-=[]'.includes(text)))) return undefined;
  const start = startOf(settings, value, path, seen);
  const parts = value.filter(({ kind }) => kind === 'string').map(({ text }) => text);
  return start === undefined || parts.some((part) => part.startsWith('/') && !plus(value)) ? undefined : plain([start, '../'.repeat(upwards(value)), ...parts].join('/'));
}

const plus = (value: readonly Token[]) => value.some(({ text, kind }) => kind === 'operator' && text === '+');

/** Where an expression begins: this very file, or another setting. */
function startOf(settings: Settings, value: readonly Token[], path: string, seen: readonly string[]): string | undefined {
  const names = value.filter(({ kind, text }) => kind === 'name' && !NEUTRAL.has(text) && !MOVES.test(text)).map(({ text }) => text);
  if (value.some(({ text }) => text === '__file__')) return names.length === 0 ? path : undefined;
  return names.length === 1 && names[0] !== undefined ? folderOf(settings, names[0], seen) : undefined;
}

const MOVES = /^(parents?|dirname)$/;

/** How often an expression goes to the folder above: `.parent`, `.parents[1]`, `dirname(…)`, and `environ.Path(…) - 2`. */
function upwards(value: readonly Token[]): number {
  return value.reduce((count, { text, kind }, at) => {
    const next = Number(value[at + 1]?.text === '[' ? value[at + 2]?.text : value[at + 1]?.text);
    if (kind === 'name' && (text === 'parent' || text === 'dirname')) return count + 1;
    if (kind === 'name' && text === 'parents') return count + next + 1;
    return kind === 'operator' && text === '-' ? count + next : count;
  }, 0);
}
