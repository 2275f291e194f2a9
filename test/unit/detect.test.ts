/** What a folder tells of its project, and what stands where files would go. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/project/detect.ts';
import { takeSnapshot } from '../../src/project/snapshot.ts';
import type { Findings } from '../../src/stack/types.ts';
import { PROJECT, tempFolder } from '../support/program.ts';

const manage = (settings: string) => `os.environ.setdefault('DJANGO_SETTINGS_MODULE', '${settings}')\n`;

const trees: readonly (readonly [title: string, files: Record<string, string>, expected: Omit<Findings, 'folder'>])[] = [
  ['an empty folder', {}, { project: false, frontEnd: false }],
  ['a project', PROJECT, { project: true, frontEnd: false, module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt' }],
  ['settings in a folder', { 'manage.py': manage('a.settings'), 'a/wsgi.py': '', 'a/settings/production.py': '' }, { project: true, frontEnd: false, module: 'a', settings: 'a.settings.production' }],
  ['settings beside each other', { 'manage.py': manage('a.settings.dev'), 'a/wsgi.py': '', 'a/settings/prod.py': '' }, { project: true, frontEnd: false, module: 'a', settings: 'a.settings.prod' }],
  ['no wsgi.py', { 'manage.py': manage('a.settings') }, { project: true, frontEnd: false, settings: 'a.settings' }],
  ['a manage.py of another kind', { 'manage.py': 'print(1)\n' }, { project: true, frontEnd: false }],
  ['settings that are no module', { 'manage.py': manage('$(id)') }, { project: true, frontEnd: false }],
  ['several requirements', { 'requirements.txt': '', 'requirements/production.txt': '', 'requirements-prod.txt': '' }, { project: false, frontEnd: false, requirements: 'requirements-prod.txt' }],
  ['requirements in a folder', { 'requirements/prod.txt': '', 'requirements.txt': '' }, { project: false, frontEnd: false, requirements: 'requirements/prod.txt' }],
  ['a front end', { 'web/package.json': '{}' }, { project: false, frontEnd: true }],
];

describe('detect', () => {
  it.each(trees)('%s', (_title, files, expected) => {
    const folder = tempFolder(files);
    expect(detect(folder)).toEqual({ folder: folder.split('/').at(-1), ...expected });
  });

  it('a folder that is not there', () => {
    expect(detect('/nowhere/My Shop/')).toEqual({ folder: 'My Shop', project: false, frontEnd: false });
  });
});

describe('takeSnapshot', () => {
  it('reads text and mode of what exists, and only of that', () => {
    const folder = tempFolder({ a: 'A\r\n', 'b/c': '' });
    chmodSync(join(folder, 'a'), 0o640);
    expect(takeSnapshot(folder, ['a', 'b/c', 'd/e'])).toEqual(new Map([['a', { text: 'A\r\n', mode: 0o640 }], ['b/c', expect.objectContaining({ text: '' })]]));
  });

  it('finds nothing in a folder that is not there', () => {
    expect(takeSnapshot('/nowhere', ['a'])).toEqual(new Map());
  });

  it.each<readonly [title: string, make: (folder: string) => void, sentence: RegExp]>([
    ['a folder', (folder) => mkdirSync(join(folder, 'a')), /^a is not a file/],
    ['bytes that are no text', (folder) => writeFileSync(join(folder, 'a'), Buffer.from([0xff, 0xfe])), /^a is not UTF-8 text/],
    ['a link to elsewhere', (folder) => symlinkSync('/etc/hostname', join(folder, 'a')), /^a leads outside of/],
  ])('stops at %s', (_title, prepare, sentence) => {
    const folder = tempFolder();
    prepare(folder);
    expect(() => takeSnapshot(folder, ['a'])).toThrow(expect.objectContaining({ outcome: 'failed', message: expect.stringMatching(sentence) as string }));
  });

  it('stops at a link that leads nowhere, and at a folder that is a link to elsewhere', () => {
    const folder = tempFolder();
    symlinkSync(join(folder, 'gone'), join(folder, 'a'));
    symlinkSync('/etc', join(folder, 'b'));
    expect(() => takeSnapshot(folder, ['a'])).toThrow(/ENOENT|leads nowhere/);
    expect(() => takeSnapshot(folder, ['b/new'])).toThrow(expect.objectContaining({ outcome: 'failed', message: expect.stringMatching(/^b\/new leads outside of/) as string }));
  });

  it('stops at a file where a folder is needed', () => {
    const folder = tempFolder({ nginx: '' });
    expect(() => takeSnapshot(folder, ['nginx/shop.conf'])).toThrow(expect.objectContaining({ outcome: 'failed' }));
  });
});
