/** Hostile input to the built program: exit 2, the flag is named, and nothing is written. */
import { describe, expect, it } from 'vitest';
import { pathsIn, startProgram, tempFolder } from '../support/program.ts';

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
];

const rows = table.flatMap(([flag, ...values]) => values.map((value) => [flag, value] as const));

describe('the built program', () => {
  it(`refuses ${rows.length} hostile values, each with exit 2, the name of its flag and no file`, async () => {
    const cwd = tempFolder();
    const ends = await Promise.all(rows.map(async ([flag, value]) => {
      const { code, stdout, stderr } = await startProgram(['shop', `${flag}=${value}`], { cwd }).ended;
      const named = stderr.startsWith(`${flag}: `) && stderr.trimEnd().split('\n').length === 1;
      return code === 2 && stdout === '' && named ? undefined : { flag, value, code, stderr };
    }));
    expect(ends.filter((end) => end !== undefined)).toEqual([]);
    expect(pathsIn(cwd)).toEqual([]);
  }, 60_000);
});
