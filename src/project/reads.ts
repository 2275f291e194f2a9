/** What Python reads from the environment: `os.environ`, django-environ, environs, decouple and django-configurations. */
import { callsOf, stringOf, type Statement, type Token } from './python.ts';

export interface Read {
  readonly name: string;
  readonly line: number;
  /** What stands in for a missing one: empty where that is nothing, absent where nothing starts without it. */
  readonly fallback?: readonly Token[];
  /** The reader makes a bool of it. */
  readonly bool: boolean;
}

const METHODS = ['', '.str', '.bool', '.int', '.float', '.list', '.tuple', '.dict', '.json', '.url', '.path', '.db', '.db_url', '.dj_db_url', '.cache', '.cache_url', '.email', '.email_url', '.dj_email_url', '.decimal', '.date'];
const GETTERS = ['os.environ.get', 'environ.get', 'os.getenv', 'getenv'];

/** @param all statements of the file that these are from, whose imports and schemes of django-environ count */
export function readsIn(statements: readonly Statement[], all: readonly Statement[] = statements): readonly Read[] {
  return [...subscripts(statements), ...calls(statements, all), ...getters(statements)];
}

/** `os.environ["X"]`, unless that is where it is set. */
function subscripts(statements: readonly Statement[]): readonly Read[] {
  return statements.flatMap(({ tokens }) =>
    tokens.flatMap(({ text, line }, at) => {
      const [open, name, close, next] = tokens.slice(at + 1, at + 5);
      const reads = text === 'environ' && open?.text === '[' && name?.kind === 'string' && close?.text === ']' && next?.text !== '=';
      return reads && name ? [{ name: name.text, line, bool: false }] : [];
    }),
  );
}

/** `env("X")`, `env.int("X", default=1)`, `config("X")`. */
function calls(statements: readonly Statement[], all: readonly Statement[]): readonly Read[] {
  const scheme = schemeOf(all);
  const names = [...METHODS.map((method) => `env${method}`), ...(imports(all, 'decouple') ? ['config'] : [])];
  return names.flatMap((called) => callsOf(statements, called).flatMap(({ args: [first = [], ...rest], line }) => {
    const name = stringOf(first);
    const fallback = rest.map(defaultIn).find((value) => value !== undefined) ?? scheme.get(name ?? '')?.fallback;
    const bool = called === 'env.bool' || rest.some((arg) => arg.at(-1)?.text === 'bool') || scheme.get(name ?? '')?.bool === true;
    return name === undefined ? [] : [{ name, line, bool, ...(fallback && { fallback }) }];
  }));
}

/** `environ.Env(DEBUG=(bool, False))`: the default of each. */
function schemeOf(statements: readonly Statement[]): ReadonlyMap<string, Pick<Read, 'bool'> & { readonly fallback: readonly Token[] }> {
  const args = [...callsOf(statements, 'environ.Env'), ...callsOf(statements, 'Env')].flatMap((call) => call.args);
  return new Map(args.flatMap(([name, equals, ...value]) => (equals?.text === '=' && name ? [[name.text, { fallback: value.slice(3, -1), bool: value[1]?.text === 'bool' }]] : [])));
}

/** The value of an argument that is a default: by its name, or by its place where it is no type. */
function defaultIn(arg: readonly Token[]): readonly Token[] | undefined {
  const [name, equals, ...value] = arg;
  if (equals?.text === '=') return name?.text === 'default' ? value : undefined;
  return name !== undefined && !['bool', 'int', 'str', 'float', 'list'].includes(name.text) ? arg : undefined;
}

/** `os.environ.get("X", "y")`: without a second argument it is None. */
function getters(statements: readonly Statement[]): readonly Read[] {
  return GETTERS.flatMap((called) => callsOf(statements, called)).flatMap(({ args: [first = [], second = []], line }) => {
    const name = stringOf(first);
    return name === undefined ? [] : [{ name, line, bool: false, fallback: defaultIn(second) ?? [] }];
  });
}

const imports = (statements: readonly Statement[], module: string) => statements.some(({ tokens: [word, name] }) => ['from', 'import'].includes(word?.text ?? '') && name?.text === module);
