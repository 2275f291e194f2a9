/** Reads Python as far as settings need it: statements, their tokens, assignments. It evaluates nothing. */

export interface Token {
  /** `formatted` is an f-string: its text is not its value. */
  readonly kind: 'name' | 'number' | 'string' | 'formatted' | 'operator';
  /** Of a string: what is between its quotes. */
  readonly text: string;
  readonly line: number;
}

/** A logical line: it goes on where a bracket is open. */
export interface Statement {
  readonly tokens: readonly Token[];
  readonly line: number;
  readonly indent: number;
  /** The class that it stands in directly. */
  readonly within?: string;
}

const QUOTED = /"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'/.source;
const TOKEN = new RegExp(
  [
    String.raw`(?<blank>[ \t\f\r]+|\\\r?\n|#[^\n]*)`,
    String.raw`(?<end>\n|;)`,
    String.raw`(?<prefix>[rRbBuUfFtT]{0,2})(?<quoted>${QUOTED})`,
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<number>\d[\w.]*)`,
    String.raw`(?<operator>[-+*/%&|^@=!<>:]=|\*\*|//|->|[^])`,
  ].join('|'),
  'uy',
);

/** The statements of a module, in their order. */
export function statementsIn(text: string): readonly Statement[] {
  const statements: Statement[] = [];
  const classes: { readonly name: string; readonly indent: number }[] = [];
  for (const { tokens, indent } of logicalLines(text)) {
    const [first, second] = tokens;
    if (first === undefined) continue;
    while (classes.length > 0 && indent <= (classes.at(-1)?.indent ?? 0)) classes.pop();
    const within = classes.at(-1)?.name;
    statements.push({ tokens, line: first.line, indent, ...(within !== undefined && { within }) });
    if (first.text === 'class' && second?.kind === 'name') classes.push({ name: second.text, indent });
  }
  return statements;
}

function* logicalLines(text: string): Generator<{ tokens: Token[]; indent: number }> {
  let tokens: Token[] = [];
  let [line, depth, start] = [1, 0, 0];
  for (const match of text.matchAll(new RegExp(TOKEN.source, 'uyg'))) {
    const token = tokenOf(match, line);
    line += match[0].split('\n').length - 1;
    if (token) {
      if (tokens.length === 0) start = indentAt(text, match.index);
      tokens.push(token);
      if (token.kind === 'operator') depth = Math.max(0, depth + depthOf(token.text));
    } else if (match.groups?.['end'] !== undefined && depth === 0) {
      yield { tokens, indent: start };
      tokens = [];
    }
  }
  yield { tokens, indent: start };
}

/** Of the line that the offset is in: a statement after a semicolon stands as deep as the one before it. */
function indentAt(text: string, offset: number): number {
  const line = text.slice(text.lastIndexOf('\n', offset) + 1, offset + 1);
  return line.length - line.trimStart().length;
}

const depthOf = (operator: string): number => ('([{'.includes(operator) ? 1 : ')]}'.includes(operator) ? -1 : 0);

function tokenOf({ groups = {} }: RegExpExecArray, line: number): Token | undefined {
  const { prefix = '', quoted, name, number, operator } = groups;
  if (quoted !== undefined) {
    const edge = /^("""|''')/.test(quoted) ? 3 : 1;
    return { kind: /f|t/i.test(prefix) ? 'formatted' : 'string', text: quoted.slice(edge, -edge), line };
  }
  if (name !== undefined) return { kind: 'name', text: name, line };
  if (number !== undefined) return { kind: 'number', text: number, line };
  return operator === undefined ? undefined : { kind: 'operator', text: operator, line };
}

export interface Assignment {
  readonly name: string;
  readonly value: readonly Token[];
  readonly line: number;
  /** It stands below an `if`, a `try`, a `for` or in a function: whether it happens is not known. */
  readonly conditional: boolean;
  /** It adds to what is there: `+=`, `|=`, or an item of it. */
  readonly adds: boolean;
  readonly within?: string;
}

/** What a statement assigns: `A = 1`, `A: int = 1`, `A = B = 1`, `A, B = 1, 2`, `A += 1`, `A["x"] = 1`. */
export function assignmentsIn(statements: readonly Statement[]): readonly Assignment[] {
  return statements.flatMap((statement) => assigned(statement).map((one) => ({ ...one, ...facts(statement) })));
}

function facts({ line, indent, within }: Statement): Pick<Assignment, 'line' | 'conditional' | 'within'> {
  return { line, conditional: within === undefined && indent > 0, ...(within !== undefined && { within }) };
}

function assigned({ tokens }: Statement): readonly Pick<Assignment, 'name' | 'value' | 'adds'>[] {
  const parts = split(tokens, '=');
  const value = parts.pop() ?? [];
  if (parts.length === 0) {
    const [first, operator, ...rest] = tokens;
    const adds = first?.kind === 'name' && operator !== undefined && /^[-+*/%&|^@]=$/.test(operator.text);
    return adds ? [{ name: first.text, value: rest, adds }] : [];
  }
  return parts.flatMap((target) => {
    const [names, values] = [split(target, ','), split(value, ',')];
    return names.flatMap((name, index) => targetOf(name, names.length === 1 ? value : (values[index] ?? [])));
  });
}

function targetOf([first, second]: readonly Token[], value: readonly Token[]): readonly Pick<Assignment, 'name' | 'value' | 'adds'>[] {
  if (first?.kind !== 'name' || (second !== undefined && ![':', '['].includes(second.text))) return [];
  return [{ name: first.text, value, adds: second?.text === '[' }];
}

/** Tokens between separators that no bracket encloses. */
function split(tokens: readonly Token[], separator: string): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'operator') depth += depthOf(token.text);
    if (depth === 0 && token.kind === 'operator' && token.text === separator) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The string that an expression is, if it is nothing else; neighbours are one. */
export function stringOf(tokens: readonly Token[]): string | undefined {
  const bare = tokens.filter(({ text, kind }) => kind !== 'operator' || !'()'.includes(text));
  return bare.length > 0 && bare.every(({ kind }) => kind === 'string') ? bare.map(({ text }) => text).join('') : undefined;
}

/** Calls of `name` (`os.environ.setdefault`, `include`): their arguments, each as tokens. */
export function callsOf(statements: readonly Statement[], name: string): readonly { readonly args: readonly (readonly Token[])[]; readonly line: number }[] {
  const parts = name.split('.');
  return statements.flatMap(({ tokens }) =>
    tokens.flatMap((token, at) => {
      if (!startsWith(tokens, at, parts) || tokens[at - 1]?.text === '.') return [];
      const open = at + parts.length * 2 - 1;
      return tokens[open]?.text === '(' ? [{ args: split(enclosed(tokens, open), ','), line: token.line }] : [];
    }),
  );
}

const startsWith = (tokens: readonly Token[], at: number, parts: readonly string[]) =>
  parts.every((part, index) => tokens[at + index * 2]?.text === part && (index === 0 || tokens[at + index * 2 - 1]?.text === '.'));

/** What is between a bracket and its partner. */
function enclosed(tokens: readonly Token[], open: number): readonly Token[] {
  let depth = 0;
  const rest = tokens.slice(open);
  const close = rest.findIndex((token) => token.kind === 'operator' && (depth += depthOf(token.text)) === 0);
  return rest.slice(1, close < 0 ? undefined : close);
}
