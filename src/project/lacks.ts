/** Which settings a stack counts on and a project lacks, by what its files say. What they leave open is not called lacking. */
import type { Guarded } from './guarded.ts';
import { assignmentsOf, type Settings } from './modules.ts';
import type { Token } from './python.ts';

/** Settings that differ from host to host: a value in the file is the value of another host. */
const FROM_THE_HOST = ['SECRET_KEY', 'ALLOWED_HOSTS', 'DATABASES', 'CACHES'];
/** Settings whose default does not do here. */
const NEEDED = ['STATIC_URL', 'STATIC_ROOT', 'MEDIA_URL', 'MEDIA_ROOT', 'SECURE_PROXY_SSL_HEADER', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'CSRF_TRUSTED_ORIGINS'];

/** Names in expressions that are fixed all the same. */
const FIXED = new Set(['True', 'False', 'None', 'Path', 'pathlib', 'os', 'path', 'join', 'str', 'resolve', 'parent', 'parents', 'dirname', 'abspath', '__file__']);

/** Names of settings; undefined where no settings file was found. */
export function lackingIn(settings: Settings, { lacking }: Guarded): readonly string[] | undefined {
  if (settings.files.length === 0) return undefined;
  const absent = (name: string) => assignmentsOf(settings, name).length === 0;
  const unguarded = (name: string) => absent(name) || lacking.includes(name);
  const host = FROM_THE_HOST.filter((name) => unguarded(name) || isFixed(settings, name));
  return [
    ...host.filter((name) => name !== 'ALLOWED_HOSTS' || !acceptsAll(settings)),
    ...(debugs(settings) || lacking.includes('DEBUG') ? ['DEBUG'] : []),
    ...[...NEEDED, 'BASE_DIR'].filter(unguarded),
    ...(absent('EMAIL_HOST') && absent('EMAIL_BACKEND') ? ['EMAIL_HOST'] : []),
  ];
}

/** Every assignment is made of literals, and of names that are. @param known what was found of names: in a circle none is fixed */
export function isFixed(settings: Settings, name: string, known: Map<string, boolean> = new Map()): boolean {
  const assignments = assignmentsOf(settings, name);
  known.set(name, false);
  const fixed = ({ kind, text }: Token) => {
    if (kind === 'formatted') return false;
    return kind !== 'name' || FIXED.has(text) || (known.get(text) ?? isFixed(settings, text, known));
  };
  const answer = assignments.length > 0 && assignments.every(({ value }) => value.every(fixed));
  known.set(name, answer);
  return answer;
}

const acceptsAll = (settings: Settings) => assignmentsOf(settings, 'ALLOWED_HOSTS')[0]?.value.some(({ text }) => text === '*') === true;

function debugs(settings: Settings): boolean {
  const [decisive] = assignmentsOf(settings, 'DEBUG');
  return decisive?.value.length === 1 && decisive.value[0]?.text === 'True';
}
