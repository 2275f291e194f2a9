/** The record, read back: nothing in it is trusted. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaints, readPast } from '../../src/project/past.ts';
import { recordOf } from '../../src/regenerate/record.ts';
import { tempFolder } from '../support/program.ts';

const PAST = { base: new Map([['Dockerfile', 'FROM x\n'], ['nginx/shop.conf', 'server {}\n']]), given: new Set(['manage.py']), deleted: new Set(['stack']), migrated: new Set(['0.2.0 services.cache']) };

function recorded(): string {
  return tempFolder(Object.fromEntries(recordOf(PAST, [], '1.2.3').map(({ path, content }) => [path, content])));
}

describe('the record', () => {
  it('comes back as it was written', () => {
    expect(readPast(recorded())).toMatchObject({ past: PAST, version: '1.2.3', lost: [] });
  });

  it('has one line for each file, sorted', () => {
    const lock = recordOf(PAST, [], '1.2.3').find(({ path }) => path.endsWith('lock.json'))?.content ?? '';
    expect([...lock.matchAll(/^ {4}"([^"]+)": "[0-9a-f]{64}",?$/gm)].map(([, path]) => path)).toEqual(['Dockerfile', 'nginx/shop.conf']);
  });

  it('lacks one file whose base is not what lock.json says', () => {
    const root = recorded();
    writeFileSync(join(root, '.django-stack/base/Dockerfile'), 'FROM y\n');
    const found = readPast(root);
    expect([[...found.past.base.keys()], complaints(found)]).toEqual([['nginx/shop.conf'], [expect.stringContaining('.django-stack/base/Dockerfile is lost or damaged')]]);
  });

  const lock = { schema: 1, version: '1.2.3', files: {}, given: [], deleted: [] };
  it.each<readonly [title: string, text: string]>([
    ['empty', ''], ['half', '{"schema":'], ['a list', '[]'], ['null', 'null'], ['a number', '3'],
    ['without files', JSON.stringify({ ...lock, files: undefined })],
    ['a path upwards', JSON.stringify({ ...lock, files: { '../x': 'a' } })],
    ['a path upwards, inside', JSON.stringify({ ...lock, files: { 'a/../../x': 'a' } })],
    ['an absolute path', JSON.stringify({ ...lock, files: { '/etc/passwd': 'a' } })],
    ['a sum that is none', JSON.stringify({ ...lock, files: { a: 3 } })],
    ['given that is no list', JSON.stringify({ ...lock, given: 'x' })],
    ['a path that a terminal would obey', JSON.stringify({ ...lock, files: { 'a\u001b[31m': 'a' } })],
    ['a version that a shell would obey', JSON.stringify({ ...lock, version: '9.9.9;$(id)' })],
    ['a version that is no text', JSON.stringify({ ...lock, version: 3 })],
  ])('is not believed: %s', (_title, text) => {
    const root = recorded();
    writeFileSync(join(root, '.django-stack/lock.json'), text);
    const found = readPast(root);
    expect([found.past.base.size, found.version, complaints(found).length]).toEqual([0, undefined, 1]);
  });

  it('is not there', () => {
    const found = readPast(tempFolder());
    expect([found.files, complaints(found)]).toEqual([[], [expect.stringContaining('lost or damaged')]]);
  });
});
