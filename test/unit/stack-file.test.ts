/** django-stack.yml: what is read from it, and where it is wrong. */
import { describe, expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { addable } from '../../src/services/index.ts';
import { parseStackFile } from '../../src/stack/file.ts';
import { resolve } from '../../src/stack/resolve.ts';
import { fileOf, found, make } from '../support/stacks.ts';

describe('an answer is read as it is written', () => {
  it.each([
    ['python: 3.10', { python: '3.10' }],
    ['python: "3.10"', { python: '3.10' }],
    ["name: 'shop'", { name: 'shop' }],
    ['db: 18', { db: '18' }],
    ['web-port: 0x1F40', { 'web-port': '0x1F40' }],
    ['name: on', { name: 'on' }],
    ['name: yes # really', { name: 'yes' }],
    ['upload-limit: 1_0m', { 'upload-limit': '1_0m' }],
    ['domain: [a.org, b.org]', { domain: 'a.org,b.org' }],
    ['domain:\n  - a.org\n  - b.org\n', { domain: 'a.org,b.org' }],
    ['domain: a.org', { domain: 'a.org' }],
    ['with: []', { with: '' }],
    ['name: shop\r\ndb: 17\r\n', { name: 'shop', db: '17' }],
    ['\uFEFFname: shop', { name: 'shop' }],
    ['---\nname: shop\n', { name: 'shop' }],
    ['{name: shop, db: 17}', { name: 'shop', db: '17' }],
    ['"name": shop', { name: 'shop' }],
  ])('%j', (text, answers) => {
    expect(parseStackFile(text).answers).toEqual(answers);
  });
});

describe('a file that cannot be is refused with line and column', () => {
  it.each([
    ['', 'django-stack.yml:1:1: holds no answers; each is a line such as "name: shop".'],
    ['shop', 'django-stack.yml:1:1: holds no answers; each is a line such as "name: shop".'],
    ['- name', 'django-stack.yml:1:1: holds no answers; each is a line such as "name: shop".'],
    ['name: shop\ndomian: a.org', 'django-stack.yml:2:1: there is no answer called "domian"; did you mean domain?'],
    ['# one\n\nzzzzzz: 1', 'django-stack.yml:3:1: there is no answer called "zzzzzz".'],
    ['toString: 1', 'django-stack.yml:1:1: there is no answer called "toString".'],
    ['__proto__: 1', 'django-stack.yml:1:1: there is no answer called "__proto__".'],
    ['? [a]\n: b', 'django-stack.yml:1:3: there is no answer called "?".'],
    ['name:', 'django-stack.yml:1:1: name: needs one plain value.'],
    ['name: ~', 'django-stack.yml:1:1: name: needs one plain value.'],
    ['name: [shop]', 'django-stack.yml:1:1: name: needs one plain value.'],
    ['name: {a: b}', 'django-stack.yml:1:1: name: needs one plain value.'],
    ['domain: {a: b}', 'django-stack.yml:1:1: domain: needs a list such as [a, b].'],
    ['domain: [[a]]', 'django-stack.yml:1:1: domain: needs one plain value.'],
    ['name: !!str shop', 'django-stack.yml:1:1: name: needs one plain value.'],
    ['name: !include x', 'django-stack.yml:1:1: name: needs one plain value.'],
    ['name: &a shop\ndomain: *a', 'django-stack.yml:2:1: domain: is an alias; write the value out.'],
    ['domain: &a [*a]', 'django-stack.yml:1:1: domain: is an alias; write the value out.'],
    ['<<: {name: shop}', 'django-stack.yml:1:1: there is no answer called "<<".'],
  ])('%j → %s', (text, sentence) => {
    expect(() => parseStackFile(text)).toThrow(new StackError('usage', sentence));
  });

  it.each([
    ['name: a\nname: b', /^django-stack\.yml:2:1: .*unique/],
    ['name: a: b', /^django-stack\.yml:1:\d+: /],
    ['name: "a', /^django-stack\.yml:1:\d+: /],
    ['name: shop\n\tdb: 17', /^django-stack\.yml:2:\d+: /],
    ['name: a\n---\nname: b', /^django-stack\.yml:2:1: /],
    ['%YAML 9\n---\nname: [', /^django-stack\.yml:\d+:\d+: /],
  ])('%j', (text, sentence) => {
    expect(() => parseStackFile(text)).toThrow(expect.objectContaining({ outcome: 'usage', message: expect.stringMatching(sentence) as string }));
  });

  it('also where only its value is wrong', () => {
    const { answers, place } = parseStackFile('name: shop\n\nweb-port:   80\n');
    expect(() => resolve(answers, found(), addable, place)).toThrow(new StackError('usage', 'django-stack.yml:3:13: web-port: "80" is not a port from 1024 to 65534.'));
  });

  it('an answer that is missing has no line', () => {
    const { answers, place } = parseStackFile('tls: letsencrypt\n');
    expect(place('domain')).toBe('django-stack.yml: domain');
    expect(() => resolve(answers, found(), addable, place)).toThrow(/^django-stack\.yml:1:6: tls: letsencrypt needs names/);
  });
});

it('what is rendered is read back, comments and all', () => {
  const made = make({ python: '3.10', web: 'image:localhost:5000/a:1', with: 'redis', domain: 'a.org,b.org' });
  const { answers } = parseStackFile(fileOf(made, 'django-stack.yml'));
  expect(resolve(answers, found(), addable)).toEqual(made.stack);
});
