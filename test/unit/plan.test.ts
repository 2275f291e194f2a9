/** What happens to each file of a folder, and what is recorded. */
import { describe, expect, it } from 'vitest';
import { changes, keepingMine, planCreate, type Action, type Snapshot } from '../../src/regenerate/plan.ts';
import { firstPast, recordOf } from '../../src/regenerate/record.ts';
import type { Ownership, RenderedFile } from '../../src/stack/types.ts';
import { make } from '../support/stacks.ts';

const SECRET = 'c0ffee';
const file = (ownership: Ownership, content: string): RenderedFile => ({ path: 'f', content, mode: 0o644, ownership });
const there = (text: string, mode = 0o600): Snapshot => new Map([['f', { text, mode }]]);

function planOne(rendered: RenderedFile, before?: string) {
  const [planned] = planCreate([rendered], before === undefined ? new Map() : there(before), () => SECRET);
  if (!planned) throw new Error('no plan');
  return planned;
}

describe('planCreate, by owner and what is there', () => {
  it.each<readonly [Ownership, before: string | undefined, Action, after: string]>([
    ['shared', undefined, 'create', 'new\n'],
    ['shared', 'new\n', 'unchanged', 'new\n'],
    ['shared', 'mine\n', 'differs', 'new\n'],
    ['shared', '', 'differs', 'new\n'],
    ['yours', undefined, 'create', 'new\n'],
    ['yours', 'new\n', 'unchanged', 'new\n'],
    ['yours', 'mine\n', 'differs', 'new\n'],
    ['tool', undefined, 'create', 'new\n'],
    ['tool', 'old\n', 'update', 'new\n'],
    ['tool', 'new\n', 'unchanged', 'new\n'],
    ['lines', undefined, 'create', 'new\n'],
    ['lines', 'new\n', 'unchanged', 'new\n'],
    ['lines', 'mine\n', 'append', 'mine\nnew\n'],
  ])('%s, %j: %s', (ownership, before, action, after) => {
    expect(planOne(file(ownership, 'new\n'), before)).toMatchObject({ action, after });
  });

  it('keeps the mode of what is there', () => {
    expect(planOne(file('lines', 'new\n'), 'mine\n').mode).toBe(0o600);
    expect(planOne(file('lines', 'new\n')).mode).toBe(0o644);
  });

  it('leaves alone what a person wants to keep, and calls a change only what is written', () => {
    const plan = keepingMine([planOne(file('shared', 'new\n'), 'mine\n'), planOne(file('shared', 'new\n'))]);
    expect(plan.map(({ action }) => action)).toEqual(['keep', 'create']);
    expect(changes(plan)).toHaveLength(1);
  });
});

describe('lines that are missing', () => {
  it.each([
    ['a\nb\n', 'a\nb\n'],
    ['b\na\n', 'b\na\n'],
    ['  a  \nb\n', '  a  \nb\n'],
    ['a\r\nx\r\n', 'a\r\nx\r\nb\r\n'],
    ['x', 'x\na\nb\n'],
    ['', 'a\nb\n'],
    ['# a\n', '# a\na\nb\n'],
    ['\uFEFFa\n', '\uFEFFa\nb\n'],
  ])('%j → %j', (before, after) => {
    expect(planOne(file('lines', 'a\nb\n'), before).after).toBe(after);
  });
});

const ENV = '# The secrets.\n\n# Signs.\nDJANGO_SECRET_KEY={{DJANGO_SECRET_KEY}}\n\n# Counts once.\nPOSTGRES_PASSWORD={{POSTGRES_PASSWORD}}\n';
const PASSWORD = '\n# Counts once.\nPOSTGRES_PASSWORD=c0ffee\n';

describe('keys that are missing', () => {
  it('are all written to a new file', () => {
    expect(planOne(file('keys', ENV)).after).toBe(ENV.replaceAll(/\{\{\w+\}\}/g, SECRET));
  });

  it.each([
    ['plain', 'DJANGO_SECRET_KEY=x\n', PASSWORD],
    ['empty', 'DJANGO_SECRET_KEY=\n', PASSWORD],
    ['exported', 'export DJANGO_SECRET_KEY=x\n', PASSWORD],
    ['indented', '   DJANGO_SECRET_KEY = x\n', PASSWORD],
    ['commented out', '# DJANGO_SECRET_KEY=x\n#POSTGRES_PASSWORD=y\n', ''],
    ['quoted, over lines', 'DJANGO_SECRET_KEY="a\nb"\nPOSTGRES_PASSWORD=\'y\'\n', ''],
    ['without a last line end', 'DJANGO_SECRET_KEY=x', `\n${PASSWORD}`],
    ['with Windows line ends', 'DJANGO_SECRET_KEY=x\r\n', PASSWORD.replaceAll('\n', '\r\n')],
    ['after a byte order mark', '\uFEFFDJANGO_SECRET_KEY=x\n', PASSWORD],
    ['with a colon, as compose reads it too', 'DJANGO_SECRET_KEY: x\n', PASSWORD],
    ['all there', 'POSTGRES_PASSWORD=y\nDJANGO_SECRET_KEY=x\nOTHER=z\n', ''],
  ])('%s', (_title, before, added) => {
    const planned = planOne(file('keys', ENV), before);
    expect(planned.after).toBe(before + added);
    expect(planned.action).toBe(added === '' ? 'unchanged' : 'append');
  });

  it.each(['DJANGO_SECRET_KEY_OLD=x\n', 'MY_DJANGO_SECRET_KEY=x\n', 'django_secret_key=x\n', '# about DJANGO_SECRET_KEY\n'])('%j is another', (before) => {
    expect(planOne(file('keys', ENV), before).after).toContain('\nDJANGO_SECRET_KEY=c0ffee\n');
  });

  it('a value that looks like a pattern is written as it is', () => {
    const [planned] = planCreate([file('keys', ENV)], there('X=1\n'), () => "$&$'$1");
    expect(planned?.after).toContain("\nDJANGO_SECRET_KEY=$&$'$1\n");
  });

  it('are secret, and nothing else is', () => {
    expect(planOne(file('keys', ENV)).secret).toBe(true);
    expect(planOne(file('shared', ENV)).secret).toBe(false);
  });
});

describe('the record', () => {
  const files = recordOf(firstPast(make().files), [], '1.2.3');
  const lock = JSON.parse(files.find(({ path }) => path.endsWith('lock.json'))?.content ?? '') as { files: Record<string, object> };

  it('holds every file that is merged verbatim, and no other', () => {
    const shared = make().files.filter(({ ownership }) => ownership === 'shared' || ownership === 'lines');
    const base = files.filter(({ path }) => path.startsWith('.django-stack/base/'));
    expect(base.map(({ path, content }) => [path, content])).toEqual(shared.map(({ path, content }) => [`.django-stack/base/${path}`, content]));
  });

  it('is sorted, so that two of them can be compared', () => {
    expect(Object.keys(lock.files)).toEqual(Object.keys(lock.files).toSorted());
    expect(lock).toMatchObject({ schema: 1, version: '1.2.3', files: { 'docker-compose.yml': expect.stringMatching(/^[0-9a-f]{64}$/) as string } });
  });

  it('is all the tool’s, and keeps secrets out', () => {
    expect(files.every(({ ownership }) => ownership === 'tool')).toBe(true);
    expect(files.filter(({ path, content }) => /(^|\/)\.env$/.test(path) || /\{\{[A-Z_]+\}\}/.test(content)).map(({ path }) => path)).toEqual([]);
  });

  it('ignores what is only under way', () => {
    expect(files[0]).toMatchObject({ path: '.django-stack/.gitignore', content: expect.stringContaining('/journal/') as string });
  });
});
