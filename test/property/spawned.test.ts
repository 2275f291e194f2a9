/** Hostile input to the built program: exit 2, the flag is named, and nothing is written. */
import { describe, expect, it } from 'vitest';
import { commonFlags, questionFlags } from '../../src/cli/flags.ts';
import { pathsIn, startProgram, tempFolder } from '../support/program.ts';
import { inTwos } from '../support/twos.ts';

const table: readonly (readonly [flag: string, ...values: readonly string[]])[] = [
  ['--name', 'a\nb', 'é', '../x', '$(id)', 'a"b', 'shop;', '', 'null\t'],
  ['--domain', 'a.com; return 301 http://evil$request_uri', 'a.com; } server {', '$host', '~^.*$', 'exa"mple.com', '*', 'a.com,-d.b.com', 'a.com\u202e'],
  ['--module', 'app.wsgi","--bind","0.0.0.0:1"]\nUSER root\nRUN ["x', 'os.system', 'a;b'],
  ['--settings', 'a.b\nENV X=1', 'a b'],
  ['--requirements', '-r /etc/passwd', 'a.txt\nUSER root', '../a.txt', 'a.txt && id'],
  ['--web', 'image:a:1\nRUN x', 'image:$x:1', 'image:a b:1', 'static\n'],
  ['--web-port', '8000; server 10.0.0.1:80', '8e3', '08000', '٨٠٠٠'],
  ['--api-prefix', '/a/ { } location /b/', '/$uri/', '//x/', '~ /'],
  ['--volumes-root', '/srv/$uri', '/srv/${X:-/etc}', '/srv/a\nb', '/srv/../etc', '~/x', "/srv/a'b"],
  ['--upload-limit', '20m; deny all', '1g'],
  ['--with', 'redis;id', '__proto__', '../x'],
  ['--db', '18\n', '18-alpine'],
  ['--tls', 'none;', 'letsencrypt\n'],
  ['--django', 'new"', '$(id)'],
  ['--manage', '../manage.py', 'manage.py; id', '/etc/passwd'],
  ['--configuration', 'Production" USER="root', 'a.b'],
  ['--interface', 'asgi","--bind","0.0.0.0:1', 'wsgi:app'],
  ['--python', '3.14-slim AS x', '3.14\nUSER root'],
  ['--base', 'alpine\nRUN id', 'slim:latest'],
  ['--registry', 'curl; rm -rf /', 'registry.example.org/a b', 'https://registry.example.org'],
  ['--libraries', 'curl; rm -rf /', 'postgresql,x && y'],
  ['--variables', 'PATH', 'LD_PRELOAD', 'A=b\nC', '${HOME}'],
  ['--static-url', '/', '/a;/', '//x/', '/$uri/'],
  ['--static-root', '../x', '/srv/static', 'a"; id; "'],
  ['--media-url', '/a { } location /b/', '~ /', '/a b/'],
  ['--media-root', 'x\\\nUSER root', '.', 'a:b'],
  ['--health', '/"); import os; ("', '/$HOME', 'http://a.com/'],
  ['--admin', '/admin/ { } location /b/', 'admin', '/a;/'],
  ['--front-end', '../web', 'web && id', '/web'],
  ['--api-port', '0', '-1', '8000-8001', '8000/udp'],
  ['--cache', 'redis:8', 'memcached;'],
  ['--celery', 'shop"); import os; ("', 'shop; id', 'a:b:c'],
  ['--cwd', '\u202egro', '$(id)'],
  ['--mailpit-port', '70000', '8000 backup', '８０２５'],
];

const rows = table.flatMap(([flag, ...values]) => values.map((value) => [flag, value] as const));

describe('the built program', () => {
  it('is given something hostile for every flag that takes a value', () => {
    expect(table.map(([flag]) => flag).sort()).toEqual([...questionFlags, ...commonFlags].filter(({ value }) => value !== undefined).map(({ name }) => `--${name}`).sort());
  });

  it(`refuses ${rows.length} hostile values, each with exit 2, the name of its flag and no file`, async () => {
    const cwd = tempFolder();
    const wrong: unknown[] = [];
    await inTwos(rows, async ([flag, value]) => {
      const { code, stdout, stderr } = await startProgram(['shop', `${flag}=${value}`], { cwd }).ended;
      const named = stderr.startsWith(`${flag}: `) && stderr.trimEnd().split('\n').length === 1;
      if (code !== 2 || stdout !== '' || !named) wrong.push({ flag, value, code, stderr });
    });
    expect(wrong).toEqual([]);
    expect(pathsIn(cwd)).toEqual([]);
  }, 60_000);
});
