/** Texts whose lines are known one by one, and two people who change them: so that it is known what both changed. */
import fc from 'fast-check';

/** What somebody does to a line of the base: say something else, take it away, or put lines above it. */
export interface Change {
  readonly line: number;
  readonly kind: 'replace' | 'delete' | 'insert';
  readonly what: string;
}

export interface Case {
  readonly base: readonly string[];
  readonly mine: readonly Change[];
  readonly next: readonly Change[];
}

const word = fc.constantFrom('RUN apt-get', 'COPY', '  echo "${x}"', 'ENV A=1 \\', '# why', '## Title', '* ü 漢字', '', 'fi', '}');

/** One change a line at most, in the order of the lines. */
const changesOf = (size: number, who: string): fc.Arbitrary<readonly Change[]> =>
  fc.uniqueArray(fc.record({ line: fc.nat({ max: size }), kind: fc.constantFrom('replace', 'delete', 'insert'), what: word }), { maxLength: 6, selector: ({ line }) => line })
    .map((changes) => [...changes].sort((one, other) => one.line - other.line).map((change, i): Change => ({
      ...change, kind: change.line === size ? 'insert' : change.kind as Change['kind'], what: `${change.what} ${who}${i}`,
    })));

export const cases: fc.Arbitrary<Case> = fc.integer({ min: 0, max: 30 }).chain((size) => fc.record({
  base: fc.array(word, { minLength: size, maxLength: size }).map((lines) => lines.map((line, i) => `${line} ${i}`)),
  mine: changesOf(size, 'mine'),
  next: fc.oneof({ weight: 4, arbitrary: changesOf(size, 'next') }, { weight: 1, arbitrary: changesOf(size, 'mine') }),
}));

export function applied(base: readonly string[], changes: readonly Change[]): readonly string[] {
  const of = (line: number): Change | undefined => changes.find((change) => change.line === line);
  const lines = base.flatMap((line, i) => {
    const change = of(i);
    if (change?.kind === 'insert') return [change.what, line];
    return change?.kind === 'replace' ? [change.what] : change?.kind === 'delete' ? [] : [line];
  });
  const last = of(base.length);
  return last ? [...lines, last.what] : lines;
}

/** Runs of changed lines, with the number of lines that they become: what a person would call one change. */
function runs(changes: readonly Change[]): readonly { readonly from: number; readonly to: number; readonly grows: boolean }[] {
  const found: { from: number; to: number; growth: number }[] = [];
  for (const { line, kind } of changes) {
    const last = found.at(-1);
    const [to, growth] = [kind === 'insert' ? line : line + 1, kind === 'insert' ? 1 : kind === 'delete' ? -1 : 0];
    if (last?.to === line) [last.to, last.growth] = [to, last.growth + growth];
    else found.push({ from: line, to, growth });
  }
  return found.map(({ from, to, growth }) => ({ from, to, grows: growth > 0 }));
}

/** True if both changed one line, or both put lines into one gap. */
export function bothChanged({ mine, next }: Case): boolean {
  return runs(mine).some((one) => runs(next).some((other) => {
    if (one.from < other.to && other.from < one.to) return true;
    return (one.to === other.from || other.to === one.from) && one.grows && other.grows;
  }));
}

/** How a person's editor writes the same lines. */
export const looks: fc.Arbitrary<(text: string) => string> = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.replaceAll('\n', '\r\n'),
  (text: string) => text.replace(/\n$/, ''),
  (text: string) => `\uFEFF${text}`,
);
