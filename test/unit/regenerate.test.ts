/** What happens to one file: next render, last render and the folder, in every combination. */
import { describe, expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import type { Snapshot } from '../../src/regenerate/plan.ts';
import { conflictId, regenerate, type Past } from '../../src/regenerate/regenerate.ts';
import type { RenderedFile } from '../../src/stack/types.ts';

interface Case {
  readonly base?: string;
  readonly mine?: string;
  readonly next?: string;
  readonly ownership?: RenderedFile['ownership'];
  readonly past?: Partial<Past>;
  readonly wanted?: boolean;
  readonly decide?: 'mine' | 'new';
  readonly path?: string;
}

function happens({ base, mine, next, ownership = 'shared', past = {}, wanted = false, decide, path = 'Dockerfile' }: Case) {
  const files: readonly RenderedFile[] = next === undefined ? [] : [{ path, content: next, mode: 0o644, ownership }];
  const folder: Snapshot = new Map(mine === undefined ? [] : [[path, { text: mine, mode: 0o600 }]]);
  return regenerate(files, {
    past: { base: new Map(base === undefined ? [] : [[path, base]]), given: new Set(), deleted: new Set(), migrated: new Set(), ...past },
    mine: folder,
    decide: () => decide,
    generate: () => 'c0ffee',
    wanted: new Set(wanted ? [path] : []),
  });
}

const given = { given: new Set(['Dockerfile']) };
const deleted = { deleted: new Set(['Dockerfile']) };

describe('one file', () => {
  const cases: readonly (readonly [title: string, state: Case, action: string | undefined, after?: string])[] = [
    ['is new', { next: 'a\n' }, 'create', 'a\n'],
    ['is as it was rendered', { base: 'a\n', mine: 'a\n', next: 'b\n' }, 'update', 'b\n'],
    ['was edited, and its render did not change', { base: 'a\n', mine: 'mine\n', next: 'a\n' }, 'unchanged', 'mine\n'],
    ['says already what it should', { base: 'a\n', mine: 'b\n', next: 'b\n' }, 'unchanged', 'b\n'],
    ['was edited elsewhere than the render', { base: 'a\nb\nc\n', mine: 'a\nb\nc\nmine\n', next: 'x\nb\nc\n' }, 'merge', 'x\nb\nc\nmine\n'],
    ['was deleted by its owner', { base: 'a\n', next: 'b\n' }, undefined],
    ['was deleted before', { next: 'b\n', past: deleted }, undefined],
    ['was deleted, and is asked for', { base: 'a\n', next: 'b\n', wanted: true }, 'create', 'b\n'],
    ['has no base, and says the same', { mine: 'a\n', next: 'a\n' }, 'unchanged', 'a\n'],
    ['has no base, and says something else', { mine: 'mine\n', next: 'a\n' }, 'unchanged', 'mine\n'],
    ['is for the start only, and new', { next: 'a\n', ownership: 'yours' }, 'create', 'a\n'],
    ['is for the start only, and was given', { next: 'a\n', ownership: 'yours', past: given }, undefined],
    ['is for the start only, and is asked for', { next: 'a\n', ownership: 'yours', past: given, wanted: true }, 'create', 'a\n'],
    ['is no longer needed', { base: 'a\n', mine: 'a\n' }, 'delete', ''],
    ['is no longer needed, and gone', { base: 'a\n' }, undefined],
    ['is no longer needed, but was edited', { base: 'a\n', mine: 'mine\n' }, undefined],
    ['is no longer needed, was edited, and shall go', { base: 'a\n', mine: 'mine\n', decide: 'new' }, 'delete', ''],
    ['is no longer needed, was edited, and shall stay', { base: 'a\n', mine: 'mine\n', decide: 'mine' }, undefined],
  ];

  it.each(cases.map(([title, state, action, after]) => ({ title, state, action, after })))('that $title', ({ state, action, after }) => {
    const [planned] = happens(state).plan;
    expect([planned?.action, planned?.after]).toEqual([action, after]);
  });

  it('keeps its mode', () => {
    expect(happens({ base: 'a\n', mine: 'a\n', next: 'b\n' }).plan[0]?.mode).toBe(0o600);
  });
});

describe('what is remembered', () => {
  it('of a deleted file, so that the next run knows it', () => {
    const { past } = happens({ base: 'a\n', next: 'b\n' });
    expect([past.base.get('Dockerfile'), past.deleted]).toEqual(['b\n', new Set(['Dockerfile'])]);
  });

  it('of one that came back: that it is there', () => {
    expect(happens({ next: 'b\n', past: deleted, wanted: true }).past.deleted).toEqual(new Set());
  });

  it('of an edited one that is no longer needed: its base, until somebody decides', () => {
    expect(happens({ base: 'a\n', mine: 'mine\n' }).past.base.get('Dockerfile')).toBe('a\n');
    for (const decide of ['mine', 'new'] as const) expect(happens({ base: 'a\n', mine: 'mine\n', decide }).past.base.size).toBe(0);
  });
});

describe('a conflict', () => {
  const state: Case = { base: 'a\n', mine: 'mine\n', next: 'b\n' };

  it('leaves mine, and is found again with the same id', () => {
    const first = happens(state);
    const second = happens({ ...state, base: first.past.base.get('Dockerfile') ?? '' });
    expect(first.plan[0]?.action).toBe('unchanged');
    expect(first.conflicts).toMatchObject([{ file: 'Dockerfile', line: 1 }]);
    expect(second.conflicts.map(({ id }) => id)).toEqual(first.conflicts.map(({ id }) => id));
  });

  it.each([['mine', 'mine\n'], ['new', 'b\n']] as const)('decided as %s is over', (decide, text) => {
    const { plan, conflicts, past } = happens({ ...state, decide });
    expect([plan[0]?.after, conflicts, past.base.get('Dockerfile')]).toEqual([text, [], 'b\n']);
  });

  it('has another id in another file, at another place, or about another text', () => {
    const conflict = { path: 'p', base: 'a', next: 'b', why: '', line: 1 };
    const ids = [conflictId('f', conflict), conflictId('g', conflict), conflictId('f', { ...conflict, path: 'q' }), conflictId('f', { ...conflict, next: 'c' })];
    expect(new Set(ids).size).toBe(4);
    expect(conflictId('f', { ...conflict, line: 9, mine: 'x' })).toBe(ids[0]);
  });
});

it.each([
  ['docker-compose.yml', 'a: [\n', /^docker-compose\.yml:\d+: .* Nothing was written\.$/],
  ['nginx/shop.conf', '}\n', /^nginx\/shop\.conf:1: .* Nothing was written\.$/],
])('%s that cannot be read is named with its line', (path, mine, message) => {
  expect(() => happens({ path, base: 'a: 1\n', mine, next: 'a: 2\n' })).toThrow(StackError);
  expect(() => happens({ path, base: path.endsWith('.conf') ? 'a 1;\n' : 'a: 1\n', mine, next: path.endsWith('.conf') ? 'a 2;\n' : 'a: 2\n' })).toThrow(message);
});
