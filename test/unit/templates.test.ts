/** Templates: nothing they use may be missing, and what comes out is clean text. */
import { describe, expect, it } from 'vitest';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stacks } from '../config/answers.ts';
import { make, ROOT } from '../support/stacks.ts';
import { fileRules, templatesOf } from '../../src/render/files.ts';
import { fill, guard, written } from '../../src/render/template.ts';
import { locals } from '../../src/render/index.ts';
import { compile, LOCALS } from '../../.ci/templates.js';

/** The text of a template, compiled as those of the package are. */
function filled(text: string, values: Record<string, unknown>): string {
  const template = new Function(`return ${compile(text, 'x.ejs', Object.keys(values))}`)() as (...args: unknown[]) => string;
  return template(guard(values), written);
}

describe('a template', () => {
  it('pastes as it is, without HTML escapes', () => {
    expect(filled('<%= a %>&<%- a %>', { a: `<'"&$` })).toBe(`<'"&$&<'"&$`);
  });

  it.each([
    ['a name that is not there', '<%= b %>', /b is not defined/],
    ['a property that is not there', '<% if (a.c) { %>c<% } %>', /a\.c is not there/],
    ['a property far down', '<%= a.b.d %>', /a\.b\.d is not there/],
    ['a value that is not there', '<%= a.none %>', /a value that is undefined/],
    ['null', '<%= a.nothing %>', /a value that is null/],
  ])('stops at %s', (_title, text, sentence) => {
    expect(() => filled(text, { a: { b: {}, none: undefined, nothing: null } })).toThrow(sentence);
  });

  it('that is not there is a mistake', () => {
    expect(() => fill('y.ejs', {})).toThrow(/no template y\.ejs/);
  });

  it('may use what is there for it: the list has every name', () => {
    const { stack, services } = make();
    expect(LOCALS.toSorted()).toEqual(Object.keys(locals(stack, services, '')).sort());
  });
});

it('every template is rendered by some rule, and every rule has one', () => {
  const there = readdirSync(join(ROOT, 'templates'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(ROOT, 'templates').length + 1));
  // Not a file of its own: docker-compose.dev.yml holds it.
  expect(there.sort()).toEqual([...fileRules.flatMap(templatesOf), 'development/site.sh.ejs'].sort());
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
    const outsidePython = (content: string) => content.replaceAll(/^```python\n[^]*?^```$/gm, 'code');
    expect(strict.filter(({ content }) => /\n{3}/.test(outsidePython(content))).map(({ path }) => path)).toEqual([]);
  });

  it('hold no hole', () => {
    expect(wrong((content) => /\[object |<%|%>|NaN/.test(content))).toEqual([]);
    expect(wrong((content) => /\bundefined\b/.test(content)).filter((path) => !path.endsWith('.js'))).toEqual([]);
  });
});

it('the same answers give the same bytes', () => {
  expect(make({ with: 'redis' }).files).toEqual(make({ with: 'redis' }).files);
});
