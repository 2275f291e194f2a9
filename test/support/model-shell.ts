/** Where answers reach a shell: the script `stack`, and the commands of containers; and the words that programs must get there. */
import { readValues } from './compose-values.ts';
import { fileOf, type Made } from './stacks.ts';

/** A text for `wordsOf`, and what it must say. */
export interface ShellText {
  readonly text: string;
  readonly expected: readonly (readonly string[])[];
}

interface Commands {
  readonly services: Readonly<Record<string, { command?: readonly string[] }>>;
}

/** All that one stack says to a shell, as one text. */
export function shellText(made: Made): ShellText {
  const parts = [assignments(made), functions(made), developed(made), ...(made.stack.with.includes('worker') ? [worker(made)] : [])];
  return { text: parts.map(({ text }) => text).join('\n'), expected: parts.flatMap(({ expected }) => expected) };
}

function between(text: string, begin: string, end: string): string {
  const [, rest] = text.split(begin, 2);
  const [found] = rest?.split(end, 1) ?? [];
  if (found === undefined || found.length === rest?.length) throw new Error(`nothing between ${begin} and ${end}`);
  return found;
}

/** Stands for programs: their names and words are said. */
const say = (...programs: readonly string[]): string => programs.map((name) => `${name}() { said ${name} "$@"; }`).join('\n');

const inPython = ({ stack: { manage: { script } } }: Made): readonly string[] => (script === '-m django' ? ['-m', 'django'] : [script]);

/** What stands at the top of `stack`, and what VOLUMES_ROOT is where nobody sets it. */
function assignments(made: Made): ShellText {
  const { stack, services } = made;
  const script = fileOf(made, 'stack');
  const secrets = services.flatMap(({ secrets: some = [] }) => some);
  const keys = (whose: string) => secrets.filter(({ from }) => from === whose).map(({ key }) => key).join(' ');
  const names = ['NAME', 'REGISTRY', 'REPOSITORY', 'BUILT', 'DATABASE', 'SECRETS', 'YOURS', 'VOLUMES_ROOT'];
  const built = [...(['static', 'node'].includes(stack.web.kind) ? ['web'] : []), 'api'].join(' ');
  const repository = stack.registry && `${stack.registry}/${stack.name}`;
  return {
    text: [say('unset'), between(script, '\numask 022\n', '\nsay() {'), `VOLUMES_ROOT=${between(script, '\nexport VOLUMES_ROOT=', '\ncase $ROOT in')}`, `said ${names.map((name) => `"\${${name}-}"`).join(' ')}`].join('\n'),
    expected: [
      ['unset', 'COMPOSE_FILE', 'COMPOSE_ENV_FILES', 'COMPOSE_PROJECT_NAME', 'TAG', ...secrets.map(({ key }) => key)],
      [stack.name, stack.registry, repository, built, stack.db === 'external' ? '' : stack.ident, keys('generated'), keys('owner'), stack.volumesRoot],
    ],
  };
}

/** Functions of `stack` that answers are pasted into, each called once. */
function functions(made: Made): ShellText {
  const { stack } = made;
  const script = fileOf(made, 'stack');
  const front = [['api', stack.ports.apiSpare, stack.apiPrefixes], ...(stack.web.kind === 'none' ? [] : [['web', stack.ports.webSpare, ['/']] as const])] as const;
  const pages = (prefixes: readonly string[]) => (stack.with.includes('channels') ? prefixes.filter((prefix) => prefix !== '/ws/') : prefixes).join(' ');
  const image = (id: string) => (id === 'web' ? stack.web.image : undefined) ?? `${stack.registry && `${stack.registry}/`}${stack.name}-${id}:a-release`;
  const bodies = ['spare_port', 'pages', 'image', 'manage'].map((name) => `${name}() {${between(script, `\n${name}() {`, '\n}\n')}\n}`);
  return {
    text: [say('compose', 'docker', 'echo'), ...bodies, ...front.map(([id]) => `spare_port ${id}; pages ${id}; image ${id} a-release`), 'manage check', `new=there; ${/^ *docker cp .*$/m.exec(script)?.[0] ?? ''}`].join('\n'),
    expected: [
      ...front.flatMap(([id, spare, prefixes]) => [String(spare), pages(prefixes), image(id)].map((word) => ['echo', word])),
      ['compose', 'exec', '-T', 'api', 'python', ...inPython(made), 'check'],
      ['docker', 'cp', '--quiet', `${stack.name}-static:/app/${stack.static.root}/.`, 'there'],
    ],
  };
}

const commandOf = (made: Made, path: string, id: string): string => readValues<Commands>(made, path).services[id]?.command?.[2] ?? '';

/** What the api does where it is developed. */
function developed(made: Made): ShellText {
  const { module, manage: { folder }, interface: served } = made.stack;
  const config = folder === '' ? [] : ['--config', '/app/gunicorn.conf.py'];
  const server = served === 'wsgi' ? ['python', ...inPython(made), 'runserver', '0.0.0.0:8000'] : ['gunicorn', ...config, '--reload', '--workers', '1', `${module}.asgi`];
  return {
    text: [say('python', 'gunicorn'), 'exec() { "$@"; }', commandOf(made, 'docker-compose.dev.yml', 'api')].join('\n'),
    expected: [['python', ...inPython(made), 'migrate', '--noinput'], server],
  };
}

function worker(made: Made): ShellText {
  const { celery } = made.stack;
  const program = `from celery.app.utils import find_app; find_app(${JSON.stringify(celery)})`;
  return {
    text: [say('python', 'celery'), 'exec() { "$@"; }', commandOf(made, 'docker-compose.yml', 'worker')].join('\n'),
    expected: [['python', '-c', program], ['celery', '--app', celery, 'worker', '--loglevel', 'INFO', '--concurrency', '2']],
  };
}
