import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addOnlyFor, mergeFor } from '../../src/regenerate/kinds.ts';
import type { Decide, Merged } from '../../src/regenerate/merge.ts';
import { bodyText, readFile } from '../../src/regenerate/nginx/blocks.ts';
import { withCheck } from '../../src/regenerate/nginx/merge.ts';
import { tokenise } from '../../src/regenerate/nginx/tokenise.ts';
import { edited, harmlessEdits } from '../property/nginx-edits.ts';
import { render, step } from '../property/nginx-stacks.ts';
import { describeWith } from '../support/need.ts';
import '../support/seed.ts';

const merge = mergeFor('nginx/shop.conf');
const nobody: Decide = () => undefined;

describe('reading nginx files', () => {
  const hard = [
    '',
    '# only a comment',
    'a;b;c{d;}e;',
    'map $uri $x { "~\\.[0-9a-f]{12}\\.[^/]+$" "a;b{}"; default ""; }\n',
    'log_format x "a $b"\n  \'c # d\' # { why\n  e;\n',
    'if ($a = "}") { return 200 "${host}{"; } # }\n',
    'location ~ ^/(a|b)\\{2\\}/ { proxy_pass http://${up}stream#no; }',
    'set $x "two\nlines;}";\r\nset $y \'it\\\'s\';\t',
    'content_by_lua_block { local a = { b = "}" } -- }\n ngx.say([[ } ]]) }\nx;\n',
    '\uFEFFuser www;\n\n\n# apart\n\n  # near\n  worker_processes 1 ; # end',
  ];
  it.each(hard)('keeps every byte: %j', (text) => {
    const { mark, body, close } = readFile(text);
    expect(mark + bodyText(body) + close).toBe(text);
  });

  it('understands words as nginx does', () => {
    expect(tokenise('a "b;{" \'#\' c\\;d ${e}f; # g').map(({ kind, value }) => [kind, value])).toEqual([
      ['word', 'a'], ['word', 'b;{'], ['word', '#'], ['word', 'c\\;d'], ['word', '${e}f'], [';', ';'], ['comment', '# g'],
    ]);
  });

  it.each([
    ['server {\n  listen 80;\n', 'line 3: the block "server" has no closing brace.'],
    ['a;\n}\n', 'line 2: a brace closes what was never opened.'],
    ['a;\nb "c;\n', 'line 2: a quote begins here and ends nowhere.'],
    ['a {\n b\n}\n', 'line 2: "b" has no semicolon at its end.'],
    ['a "b"c;', 'line 1: "c" stands right after a quote.'],
    ['\n;', 'line 2: ";" stands where a directive should begin.'],
    ['<<<<<<< mine\na;\n=======\n', 'line 3: "=======" has no semicolon at its end.'],
  ])('refuses %j', (text, message) => {
    expect(() => merge('a;', text, 'b;', nobody)).toThrow(message);
  });
});

it('refuses blocks nested without end', () => {
  expect(() => merge('a;', 'a {'.repeat(300), 'b;', nobody)).toThrow('line 1: blocks are nested too deeply.');
});

describe('merging nginx files', () => {
  const base = 'server {\n    listen 80;\n    server_name a.example;\n    keepalive_timeout 5s;\n\n    location /api/ {\n        proxy_pass http://api;\n    }\n}\n';
  const withBi = base.replace('    }\n}\n', '    }\n\n    location /bi/ {\n        # Charts.\n        proxy_pass http://bi;\n    }\n}\n');

  it('adds after what precedes it, indented and ended as the file is', () => {
    const mine = base.replaceAll('    ', '\t').replace('}\n}\n', '}\n\tlocation /mine/ { return 204; }\n}').replaceAll('\n', '\r\n');
    const { text, conflicts } = merge(base, mine, withBi, nobody);
    expect(conflicts).toEqual([]);
    expect(text).toBe(mine.replace('\tlocation /mine/', '\r\n\tlocation /bi/ {\r\n\t\t# Charts.\r\n\t\tproxy_pass http://bi;\r\n\t}\r\n\tlocation /mine/'));
  });

  it('keeps a server through a change of its name', () => {
    const mine = base.replace('listen 80;', 'listen 80;\n    add_header X-Mine 1;');
    const next = base.replaceAll('a.example', 'b.example');
    const { text, conflicts } = merge(base, mine, next, nobody);
    expect([text, conflicts]).toEqual([mine.replaceAll('a.example', 'b.example'), []]);
  });

  it('keeps the main server apart from a new one that gets its old name', () => {
    const mine = base.replace('listen 80;', 'listen 80;\n    add_header X-Mine 1;');
    const next = `server {\n    server_name a.example;\n    return 308 https://b.example;\n}\n${base.replace('a.example', 'b.example')}`;
    const { text } = merge(base, mine, next, nobody);
    expect(text).toBe(next.replace('listen 80;', 'listen 80;\n    add_header X-Mine 1;'));
  });

  it('reports what both changed, with all three and the line, and applies the rest', () => {
    const mine = base.replace('5s', '9s');
    const next = withBi.replace('5s', '7s');
    const merged = merge(base, mine, next, nobody);
    expect(merged.conflicts).toEqual([{
      path: 'server a.example > keepalive_timeout',
      base: 'keepalive_timeout 5s;',
      mine: 'keepalive_timeout 9s;',
      next: 'keepalive_timeout 7s;',
      why: 'You have changed it, and it now has another value of its own.',
      line: 4,
    }]);
    expect(merged.text).toBe(withBi.replace('5s', '9s'));
    expect(merged.base).toBe(withBi);
    expect(merge(merged.base, merged.text, next, () => 'new').text).toBe(next);
    expect(merge(merged.base, merged.text, next, () => 'mine')).toEqual({ text: merged.text, base: next, conflicts: [], notes: [] });
    expect(merge(merged.base, next, next, nobody).conflicts).toEqual([]);
  });

  it('does not remove what holds a comment of somebody else', () => {
    const mine = withBi.replace('# Charts.', '# Charts.\n        # Ask Ann before you touch it.');
    const merged = merge(withBi, mine, base, nobody);
    expect(merged.text).toBe(mine);
    expect(merged.conflicts.map(({ path, next, line }) => [path, next, line])).toEqual([['server a.example > location /bi/', undefined, 10]]);
    expect(merge(merged.base, mine, base, nobody)).toEqual(merged);
    expect(merge(merged.base, mine, base, () => 'new').text).toBe(base);
  });

  it.each(['"$bi-$uri"', '"$uri.$bi.x"', '"$bi_2$bi"', '"${bi}"'])('keeps a variable that is used in %s', (word) => {
    const next = 'server {\n    listen 80;\n}\n';
    const mine = `map $uri $bi {\n    default 1;\n}\n${next.replace('80;', `80;\n    add_header X ${word};`)}`;
    expect(merge(`map $uri $bi {\n    default 1;\n}\n${next}`, mine, next, nobody).text).toBe(mine);
  });

  it('keeps a definition as long as something that stays uses it', () => {
    const next = 'log_format x y;\nserver {\n    listen 80;\n}\n';
    const old = 'upstream bi {\n    server 127.0.0.1:3000;\n}\nlog_format x y;\nserver {\n    listen 80;\n    set $bi bi;\n    location /bi/ {\n        proxy_pass http://$bi;\n    }\n}\n';
    const mine = old.replace('proxy_pass', '# Mine.\n        proxy_pass');
    const merged = merge(old, mine, next, nobody);
    expect([merged.text, merged.base, merged.conflicts.length, merged.notes.length]).toEqual([mine, old, 1, 2]);
    expect(merge(merged.base, merged.text, next, () => 'new')).toEqual({ text: next, base: next, conflicts: [], notes: [] });
    expect(merge(merged.base, merged.text, next, () => 'mine')).toMatchObject({ text: mine, base: next, conflicts: [] });
    const own = next.replace('80;', '80;\n    location /mine/ {\n        proxy_pass http://bi/;\n    }');
    expect(merge(`upstream bi {\n    server x;\n}\n${next}`, `upstream bi {\n    server x;\n}\n${own}`, next, nobody)).toMatchObject({ text: `upstream bi {\n    server x;\n}\n${own}`, base: next, conflicts: [] });
  });

  it('takes quotes and blanks for looks', () => {
    const quoted = 'add_header A "b c" always;\nset $x y;\n';
    const mine = "add_header   A 'b c'   always;\nset $x y;\n";
    expect(merge(quoted, mine, quoted.replace('b c', 'd e'), nobody).text).toBe('add_header   A "d e"   always;\nset $x y;\n');
  });

  it('notes what a person deleted and the new version changed', () => {
    const mine = base.replace('    keepalive_timeout 5s;\n', '');
    const merged = merge(base, mine, base.replace('5s', '7s'), nobody);
    expect([merged.text, merged.conflicts]).toEqual([mine, []]);
    expect(merged.notes).toEqual(['server a.example > keepalive_timeout was deleted here and has changed in the new version: it stays away.']);
  });

  it('asks where both wrote something of one name, and not where they wrote the same', () => {
    const mine = withBi.replace('http://bi', 'http://other');
    const merged = merge(base, mine, withBi, nobody);
    expect(merged.conflicts.map(({ path, base: before }) => [path, before])).toEqual([['server a.example > location /bi/ > proxy_pass', undefined]]);
    expect(merge(base, withBi.replace('# Charts.\n', '# Mine.\n'), withBi, nobody).conflicts).toEqual([]);
  });

  it('follows a new order, but not against a person', () => {
    const [ab, ba, bma] = ['a 1;\nb 2;\nc 3;\n', 'b 2;\na 1;\nc 3;\n', 'a 1; # mine\nb 2;\nc 3;\n'];
    expect(merge(ab, bma, ba, nobody).text).toBe('b 2;\na 1; # mine\nc 3;\n');
    const moved = 'c 3;\na 1;\nb 2;\n';
    expect(merge(ab, moved, ba, nobody).text).toBe(moved);
  });

  it('writes into a block on one line', () => {
    expect(merge('a { b; }', 'a { b; } # mine', 'a { b; c 1; }', nobody).text).toBe('a { b; c 1; } # mine');
    expect(merge('a { }\nz;\n', 'a { }\n z;', 'a {\n    # why\n    c;\n}\nz;\n', nobody).text).toBe('a {\n    # why\n    c;\n }\n z;');
  });

  it('without a base adds missing blocks and definitions, and changes nothing else', () => {
    const mine = 'server {\n    listen 8080;\n    location /api/ {\n        return 204;\n    }\n}\n';
    const merged = addOnlyFor('nginx/shop.conf')(mine, `upstream x {\n    server y;\n}\n${withBi.replace('server_name a.example;', 'set $x y;').replace('listen 80', 'listen 8080')}`);
    expect(merged.text).toBe('upstream x {\n    server y;\n}\nserver {\n    listen 8080;\n    set $x y;\n    location /api/ {\n        return 204;\n    }\n\n    location /bi/ {\n        # Charts.\n        proxy_pass http://bi;\n    }\n}\n');
    expect(merged.conflicts).toEqual([]);
    expect(merged.notes.slice(1).every((note) => /^line \d+, .*your file .*Rendered now: \S/.test(note))).toBe(true);
  });
});

describe('the check of a result', () => {
  it('leaves out the one operation after which the text does not say what was meant, and reports it', () => {
    const operations = ['one', 'two', 'three'];
    const attempt = (refused: ReadonlySet<string>) => {
      const text = operations.filter((name) => !refused.has(name)).join(' ');
      const conflicts = [...refused].map((path) => ({ path, why: '', line: 1 }));
      return { text, base: '', conflicts, notes: [], done: new Set(operations.filter((name) => !refused.has(name))), meant: [] };
    };
    const found = withCheck(attempt, (text) => !text.includes('two'));
    expect([found.text, found.conflicts.map(({ path }) => path)]).toEqual(['one three', ['two']]);
  });
});

describeWith(['nginx'], 'nginx', ({ path }) => {
  it('accepts merged files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nginx-merge-'));
    for (const name of ['log', 'shop.d']) mkdirSync(join(folder, name));
    const test = ({ text, conflicts }: Merged): void => {
      const here = text.replace(/^\uFEFF/, '').replaceAll('/var/log/nginx', join(folder, 'log')).replaceAll(/listen 80;/g, 'listen 18080;').replaceAll('listen [::]:80;', '');
      writeFileSync(join(folder, 'nginx.conf'), `pid ${folder}/pid;\nerror_log ${folder}/log/error;\nevents {}\nhttp {\naccess_log off;\n${here}\n}\n`);
      const { status, stderr } = spawnSync(path('nginx'), ['-t', '-q', '-p', folder, '-e', join(folder, 'log', 'error'), '-c', join(folder, 'nginx.conf')], { encoding: 'utf8' });
      // A server that is in conflict keeps its name, which another may have by now: nginx then warns, and goes on.
      const warned = conflicts.length > 0 ? stderr.replace(/^nginx: \[warn\] conflicting server name .*\n/gm, '') : stderr;
      expect([status, warned]).toEqual([0, '']);
    };
    fc.assert(fc.property(step, harmlessEdits, ([from, to], edits) => {
      const { text: mine } = edited(render(from), edits);
      test(merge(render(from), mine, render(to), nobody));
    }), { numRuns: 40 });
    rmSync(folder, { recursive: true });
  });
});
