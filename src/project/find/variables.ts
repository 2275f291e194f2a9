/** Environment variables that the settings read without a default: without them nothing starts. */
import type { Settings } from '../modules.ts';
import { callsOf, stringOf, type Statement, type Token } from '../python.ts';
import type { Finding } from '../finding.ts';

/** What the stack sets itself. */
const GIVEN = new Set(['DATABASE_URL', 'CACHE_LOCATION', 'DJANGO_SECRET_KEY', 'DJANGO_ALLOWED_HOSTS', 'DJANGO_HTTPS', 'DJANGO_SETTINGS_MODULE', 'DJANGO_CONFIGURATION', 'POSTGRES_PASSWORD', 'PATH', 'HOME', 'HOSTNAME', 'TZ', 'LANG']);

const METHODS = ['', '.str', '.bool', '.int', '.float', '.list', '.tuple', '.dict', '.json', '.url', '.path', '.db', '.db_url', '.dj_db_url', '.cache', '.cache_url', '.email', '.email_url', '.dj_email_url', '.decimal', '.date'];

/** Names with the place of the first reader; `os.environ[…]`, django-environ, environs, decouple and django-configurations are read. */
export function findVariables({ files }: Settings): readonly Finding[] {
  const all = files.flatMap(({ path, statements }) => [...subscripts(statements), ...calls(statements), ...secretValues(statements)].map(({ name, line }) => ({ value: name, from: `${path}:${line}` })));
  return all.filter(({ value }, index) => /^[A-Z][A-Z0-9_]*$/.test(value) && !GIVEN.has(value) && all.findIndex((other) => other.value === value) === index);
}

interface Read {
  readonly name: string;
  readonly line: number;
}

/** `os.environ["X"]`, unless that is where it is set. */
function subscripts(statements: readonly Statement[]): readonly Read[] {
  return statements.flatMap(({ tokens }) =>
    tokens.flatMap(({ text, line }, at) => {
      const [open, name, close, next] = tokens.slice(at + 1, at + 5);
      const reads = text === 'environ' && open?.text === '[' && name?.kind === 'string' && close?.text === ']' && next?.text !== '=';
      return reads && name ? [{ name: name.text, line }] : [];
    }),
  );
}

/** `env("X")`, `env.int("X")`, `config("X")` with nothing that could be a default. */
function calls(statements: readonly Statement[]): readonly Read[] {
  const scheme = new Set(callsOf(statements, 'environ.Env').concat(callsOf(statements, 'Env')).flatMap(({ args }) => args.flatMap(([name, equals]) => (equals?.text === '=' && name ? [name.text] : []))));
  const names = [...METHODS.map((method) => `env${method}`), ...(imports(statements, 'decouple') ? ['config'] : [])];
  return names.flatMap((name) => callsOf(statements, name)).flatMap(({ args: [first = [], ...rest], line }) => {
    const variable = stringOf(first);
    return variable === undefined || scheme.has(variable) || rest.some(isDefault) ? [] : [{ name: variable, line }];
  });
}

const isDefault = ([name, equals]: readonly Token[]) => equals?.text !== '=' ? name !== undefined && !['bool', 'int', 'str', 'float', 'list'].includes(name.text) : name?.text === 'default';

const imports = (statements: readonly Statement[], module: string) => statements.some(({ tokens: [word, name] }) => ['from', 'import'].includes(word?.text ?? '') && name?.text === module);

/** `SECRET_KEY = values.SecretValue()` reads DJANGO_SECRET_KEY. */
function secretValues(statements: readonly Statement[]): readonly Read[] {
  return statements.flatMap(({ tokens: [name, equals, ...rest], line }) =>
    name !== undefined && equals?.text === '=' && rest.some(({ text }) => text === 'SecretValue') ? [{ name: `DJANGO_${name.text}`, line }] : [],
  );
}
