/** Templates: nothing they use may be missing, and what comes out is clean text. */
import { describe, expect, it } from 'vitest';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stacks } from '../config/answers.ts';
import { make, ROOT } from '../support/stacks.ts';
import { fileRules, templatesOf } from '../../src/render/files.ts';
import { fill } from '../../src/render/template.ts';

const template = (text: string) => new Map([['x.ejs', text]]);

describe('fill', () => {
  it('pastes as it is, without HTML escapes', () => {
    expect(fill(template('<%= a %>&<%- a %>'), 'x.ejs', { a: `<'"&$` })).toBe(`<'"&$&<'"&$`);
  });

  it.each([
    ['a template that is not there', 'y.ejs', '', /no template y\.ejs/],
    ['a name that is not there', 'x.ejs', '<%= b %>', /b is not defined/],
    ['a property that is not there', 'x.ejs', '<%= a.c %>', /a\.c is not there/],
    ['a property far down', 'x.ejs', '<%= a.b.d %>', /a\.b\.d is not there/],
  ])('stops at %s', (_title, path, text, sentence) => {
    expect(() => fill(template(text), path, { a: { b: {} } })).toThrow(sentence);
  });

  it('leaves alone what is no template', () => {
    expect(fill(new Map([['x', '<%= a %>']]), 'x', {})).toBe('<%= a %>');
  });
});

it('every template is rendered by some rule, and every rule has one', () => {
  const there = readdirSync(join(ROOT, 'templates'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(ROOT, 'templates').length + 1));
  expect(there.sort()).toEqual(fileRules.flatMap(templatesOf).sort());
});

describe.each(stacks)('the files of a stack: %s', (_title, { files }) => {
  const wrong = (test: (content: string) => boolean) => files.filter(({ content }) => test(content)).map(({ path }) => path);

  it('have different paths, inside the folder', () => {
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    expect(files.filter(({ path }) => path.startsWith('/') || path.split('/').includes('..'))).toEqual([]);
  });

  it('end in one line end, with no blank before any, no tab and no carriage return', () => {
    expect(wrong((content) => content !== '' && !/[^\n]\n$/.test(content))).toEqual([]);
    expect(wrong((content) => /[ \t]$/m.test(content))).toEqual([]);
    expect(wrong((content) => /\r|\t/.test(content))).toEqual([]);
  });

  it('have no two empty lines but in Python and between the stages of a Dockerfile', () => {
    expect(wrong((content) => /\n{4}/.test(content))).toEqual([]);
    const strict = files.filter(({ path }) => !/\.py$|Dockerfile$/.test(path));
    expect(strict.filter(({ content }) => /\n{3}/.test(content)).map(({ path }) => path)).toEqual([]);
  });

  it('hold no hole', () => {
    expect(wrong((content) => /\[object |<%|%>|NaN/.test(content))).toEqual([]);
    expect(wrong((content) => /\bundefined\b/.test(content)).filter((path) => !path.endsWith('.js'))).toEqual([]);
  });
});

it('the same answers give the same bytes', () => {
  expect(make({ with: 'redis' }).files).toEqual(make({ with: 'redis' }).files);
});
