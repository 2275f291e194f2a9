import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { change, pending, recover, type Edit } from '../../src/files/change.ts';
import { sha256 } from '../../src/files/durable.ts';
import { isDead, ownName } from '../../src/files/exclude.ts';
import { parse } from '../../src/files/journal.ts';
import { isPlain } from '../../src/files/place.ts';
import { undo } from '../../src/files/undo.ts';

let base = '';
let root = '';

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'journal-'));
  root = join(base, 'shop');
  mkdirSync(root);
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const put = (path: string, text: string) => writeFileSync(join(root, path), text);
const get = (path: string) => readFileSync(join(root, path), 'utf8');
const file = (text: string, mode = 0o644) => ({ text, mode });
const edit = (path: string, before?: string, after?: string): Edit => ({ path, ...(before !== undefined && { before: file(before) }), ...(after !== undefined && { after: file(after) }) });
const sum = (text: string) => ({ sha256: sha256(text), mode: 0o644 });
const mode = (path: string) => (lstatSync(join(root, path)).mode & 0o777).toString(8);

function said(work: () => unknown): string {
  try {
    work();
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a journal is read as what it is: a file that anybody may have written', () => {
  const paths = ['', '.', '..', '/etc/passwd', '../x', 'a/../../x', 'a//b', 'a/', './a', 'a\\b', 'a\0b', '.git/config', 'sub/.GIT/hooks/x', '.django-stack/journal/x', '.django-stack/undo/0.old'];

  test.each(paths)('%j is no path of a change', (path) => {
    expect(isPlain(path)).toBe(false);
    expect(parse(JSON.stringify({ schema: 1, about: 'x', entries: [{ path, before: null, after: sum('x') }] }))).toBe('entry 0 is none');
  });

  test.each(['.env', '.gitignore', 'nginx/shop.conf', '.django-stack/base/.github/x', 'a b/ü'])('%j is one', (path) => expect(isPlain(path)).toBe(true));

  const entry = { path: 'a', before: null, after: sum('x') };
  test.each([
    ['', 'it is no list of files'],
    ['[]', 'it is no list of files'],
    ['{"schema":2}', 'it was written by another version of this tool; finish with that one'],
    [JSON.stringify({ schema: 1, about: 'x\u001b[2J', entries: [] }), 'it does not say what the change was'],
    [JSON.stringify({ schema: 1, about: 'x' }), 'it names no files'],
    [JSON.stringify({ schema: 1, about: 'x', entries: [entry, entry] }), 'it names a file twice'],
    [JSON.stringify({ schema: 1, about: 'x', entries: [{ ...entry, after: null }] }), 'entry 0 is none'],
    [JSON.stringify({ schema: 1, about: 'x', entries: [{ ...entry, after: { sha256: 'x', mode: 0 } }] }), 'entry 0 is none'],
    [JSON.stringify({ schema: 1, about: 'x', entries: [{ ...entry, after: { ...sum('x'), mode: 0o4755 } }] }), 'entry 0 is none'],
  ])('%j', (text, reason) => expect(parse(text)).toBe(reason));

  function forge(entries: readonly unknown[], bytes: Readonly<Record<string, string>>): void {
    const folder = join(root, '.django-stack/journal/change');
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(bytes)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'forward.json'), JSON.stringify({ schema: 1, about: 'add evil', entries }));
  }

  test('a path out of the project, a link out of it, other bytes: nothing is written', () => {
    forge([{ path: '../out', before: null, after: sum('x') }], { '0.new': 'x' });
    expect(said(() => recover(root))).toMatch(/^\.django-stack\/journal is damaged: forward\.json: entry 0 is none\. Nothing was changed\./);
    symlinkSync(base, join(root, 'away'));
    forge([{ path: 'away/out', before: null, after: sum('x') }], { '0.new': 'x' });
    expect(said(() => recover(root))).toBe('away/out leads out of the project: replace the link by a file or folder of its own.');
    forge([{ path: 'in', before: null, after: sum('x') }], { '0.new': 'y' });
    expect(said(() => recover(root))).toMatch(/damaged: 0\.new was changed\./);
    expect([existsSync(join(base, 'out')), existsSync(join(root, 'in'))]).toEqual([false, false]);
  });

  test('what looks only changes nothing', () => {
    forge([{ path: 'in', before: null, after: sum('x') }], { '0.new': 'x' });
    expect(pending(root)).toEqual({ about: 'add evil', paths: ['in'] });
    expect(existsSync(join(root, 'in'))).toBe(false);
    expect(recover(root)).toEqual({ about: 'add evil', paths: ['in'] });
    expect([get('in'), pending(root), recover(root)]).toEqual(['x', undefined, undefined]);
  });
});

describe('change', () => {
  test('modes, line ends and links are kept; the record is hidden from git', () => {
    put('crlf', 'a\r\n');
    put('real', 'a\n');
    chmodSync(join(root, 'crlf'), 0o664);
    symlinkSync('real', join(root, 'link'));
    change(root, [{ path: 'crlf', before: { text: 'a\r\n', mode: 0o664 }, after: { text: 'b\r\n', mode: 0o664 } }, edit('link', 'a\n', 'b\n'), { path: '.env', after: file('S=1\n', 0o600) }], 'add');
    expect([get('crlf'), mode('crlf'), get('real'), lstatSync(join(root, 'link')).isSymbolicLink(), mode('.env')]).toEqual(['b\r\n', '664', 'b\n', true, '600']);
    expect(get('.django-stack/.gitignore')).toContain('/journal/\n/undo/\n');
    expect([mode('.django-stack/undo'), ...readdirSync(join(root, '.django-stack/undo')).map((name) => mode(`.django-stack/undo/${name}`))]).toEqual(['700', '600', '600', '600']);
  });

  test('a link below the record leads nowhere else', () => {
    symlinkSync(base, join(root, 'away'));
    mkdirSync(join(root, '.django-stack'));
    symlinkSync(base, join(root, '.django-stack/journal'));
    expect(said(() => change(root, [edit('a', undefined, 'a')], 'add'))).toBe('.django-stack/journal is not a folder. Move it away; the tool keeps its own files there.');
    expect(existsSync(join(root, 'a'))).toBe(false);
  });

  test('nothing to change writes nothing at all', () => {
    put('a', 'a');
    change(root, [edit('a', 'a', 'a')], 'add');
    expect(readdirSync(root)).toEqual(['a']);
  });

  test('a mode alone can change', () => {
    put('stack', 'sh');
    change(root, [{ path: 'stack', before: file('sh'), after: file('sh', 0o755) }], 'add');
    expect(mode('stack')).toBe('755');
    undo(root);
    expect(mode('stack')).toBe('644');
  });

  const refused: readonly (readonly [string, () => void, Edit, string])[] = [
    ['changed', () => put('a', 'mine'), edit('a', 'old', 'new'), 'a was changed just now. Nothing was written; run the command again.'],
    ['appeared', () => put('a', 'mine'), edit('a', undefined, 'new'), 'a was changed just now. Nothing was written; run the command again.'],
    ['gone', () => undefined, edit('a', 'old', 'new'), 'a was changed just now. Nothing was written; run the command again.'],
    ['a folder', () => mkdirSync(join(root, 'a')), edit('a', 'old', 'new'), 'a is not a file. Move it away; the stack needs a file of that name.'],
    ['read-only', () => (put('a', 'old'), chmodSync(join(root, 'a'), 0o444)), edit('a', 'old', 'new'), 'a is read-only. Nothing was written. To allow the change: chmod u+w a'],
    ['below a file', () => put('a', 'old'), edit('a/b', undefined, 'new'), 'A file stands where a/b needs a folder. Nothing was written.'],
    ['a link out', () => symlinkSync('/etc/hosts', join(root, 'a')), edit('a', 'old', 'new'), 'a leads out of the project: replace the link by a file or folder of its own.'],
    ['a link to nothing', () => symlinkSync('nowhere', join(root, 'a')), edit('a', undefined, 'new'), 'a is a link to nothing: remove it, or make what it points to.'],
    ['a folder that leads out', () => symlinkSync('/tmp', join(root, 'a')), edit('a/b', undefined, 'new'), 'a/b leads out of the project: replace the link by a file or folder of its own.'],
  ];

  test.each(refused)('%s', (_, prepare, wrong, sentence) => {
    prepare();
    put('other', 'old');
    const before = readdirSync(root);
    expect(said(() => change(root, [edit('other', 'old', 'new'), wrong], 'add'))).toBe(sentence);
    expect([get('other'), readdirSync(root)]).toEqual(['old', before]);
  });
});

describe('undo', () => {
  test('takes back, and back again', () => {
    put('a', 'old');
    change(root, [edit('a', 'old', 'new'), edit('deep/b', undefined, 'b')], 'add redis');
    expect(undo(root)).toEqual({ about: 'add redis', paths: ['deep/b', 'a'], kept: [] });
    expect([get('a'), existsSync(join(root, 'deep'))]).toEqual(['old', false]);
    expect(undo(root)?.about).toBe('undo of add redis');
    expect([get('a'), get('deep/b')]).toEqual(['new', 'b']);
    expect(undo(root)?.about).toBe('add redis');
  });

  test('refuses where a person edited since, and names the files', () => {
    put('a', 'old');
    change(root, [edit('a', 'old', 'new'), edit('b', undefined, 'b')], 'add redis');
    put('b', 'mine');
    expect(said(() => undo(root))).toBe('Edited since the last run: b. To take that run back would lose the edit. Nothing was changed.');
    expect([get('a'), get('b')]).toEqual(['new', 'mine']);
  });

  test('says so where there is nothing to take back', () => expect(undo(root)).toBeUndefined());

  test('secrets that were made stay: a database may know them', () => {
    change(root, [{ path: '.env', after: file('S=1\n', 0o600) }, edit('a', undefined, 'a')], 'create');
    expect(undo(root)).toEqual({ about: 'create', paths: ['a'], kept: ['.env'] });
    expect([get('.env'), existsSync(join(root, 'a'))]).toEqual(['S=1\n', false]);
  });
});

describe('a run that is under way', () => {
  const place = ownName().split('-').at(-1);

  test.each([
    ['this process', `run-${ownName()}`, false],
    ['a process that ended', `run-${2 ** 22 + 1}-1-${place}`, true],
    ['another process with the same number', `run-${process.pid}-1-${place}`, existsSync('/proc/self/stat')],
    ['one on another machine', 'run-1-1-00000000', false],
  ])('%s', (_, claim, dead) => expect(isDead(claim)).toBe(dead));

  test('is named; one on another machine with the file to delete if there is none', () => {
    mkdirSync(join(root, '.django-stack/journal'), { recursive: true });
    put(`.django-stack/journal/run-${process.ppid}--${place}`, '');
    expect(said(() => change(root, [edit('a', undefined, 'a')], 'add'))).toBe(`Another run (process ${process.ppid}) is changing this stack. Wait for it to end, then run this again.`);
    rmSync(join(root, `.django-stack/journal/run-${process.ppid}--${place}`));
    put('.django-stack/journal/run-1-1-00000000', '');
    expect(said(() => recover(root))).toMatch(/^A run on another machine, or in a container, is changing this stack\./);
  });
});
