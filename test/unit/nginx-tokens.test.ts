/** The tokenizer behind the property tests splits as nginx does. */
import { describe, expect, it } from 'vitest';
import { all, parseNginx } from '../support/nginx-tokens.ts';

describe('parseNginx', () => {
  it.each([
    ['a b c;', [{ name: 'a', args: ['b', 'c'] }]],
    ['a "b c" \'d;e\';', [{ name: 'a', args: ['b c', 'd;e'] }]],
    ['a b#c; # d;\n', [{ name: 'a', args: ['b#c'] }]],
    ['a { b; }', [{ name: 'a', args: [], block: [{ name: 'b', args: [] }] }]],
    ['a ${b}c;', [{ name: 'a', args: ['${b}c'] }]],
    ['"" "";', [{ name: '', args: [''] }]],
    ['a "\\"b\\\\";', [{ name: 'a', args: ['"b\\'] }]],
    ['"~\\.[0-9a-f]{12}\\.[^/]+$" x;', [{ name: '~\\.[0-9a-f]{12}\\.[^/]+$', args: ['x'] }]],
    ['server_name a.com; return 301 http://evil$request_uri;', [{ name: 'server_name', args: ['a.com'] }, { name: 'return', args: ['301', 'http://evil$request_uri'] }]],
  ])('%j', (text, directives) => {
    expect(parseNginx(text)).toEqual(directives);
  });

  it.each(['a', 'a {', 'a; }', 'a { b }', '{ a; }', 'a "b;'])('%j is none', (text) => {
    expect(() => parseNginx(text)).toThrow();
  });

  it('finds directives at any depth', () => {
    expect(all(parseNginx('a { b 1; c { b 2; } } b 3;'), 'b').map(({ args }) => args[0])).toEqual(['1', '2', '3']);
  });
});
