/** Wrong command lines: exit 2 (or 3), one line on stderr that says what and how, stdout empty, nothing written. */
import { describe, expect, it } from 'vitest';
import { fingerprint, run, tempFolder } from '../support/program.ts';

const rows: readonly (readonly [args: readonly string[], code: number, stderr: RegExp])[] = [
  [['shop', '--bogus'], 2, /^There is no flag --bogus\.\n {2}All flags: create-django-stack --help\n$/],
  [['shop', '--domian', 'a.org'], 2, /^There is no flag --domian; did you mean --domain\?\n/],
  [['shop', '--force'], 2, /^There is no flag --force/],
  [['list', '--db', '17'], 2, /^There is no flag --db\.\n {2}All flags: create-django-stack list --help\n$/],
  [['shop', '--db', '19'], 2, /^--db: "19" is not one of 18, 17, 16, external/],
  [['shop', '--db'], 2, /^--db needs a value: --db 18\|17\|16\|external\n$/],
  [['shop', '--yes=no'], 2, /^--yes takes no value\.\n$/],
  [['shop', '--db', '17', '--db', '16'], 2, /^--db is given twice\.\n$/],
  [['shop', '--name', 'Shop'], 2, /^--name: "Shop" takes lower-case letters/],
  [['shop', '--name', 'default'], 2, /^--name: "default" cannot be used: /],
  [['shop', '--module', 'site'], 2, /^--module: "site" cannot be the package: /],
  [['shop', '--domain', 'a.org', '--domain', 'b'], 2, /^--domain: ".*b" is not a host name/],
  [['shop', '--with', 'swarm'], 2, /^--with: swarm is no service, but another way to run the stack: "add swarm" when it is there\.\n/],
  [['shop', '--with', 'redis,reddis'], 2, /^--with: "reddis" is not one of .*redis.*; did you mean redis/],
  [['shop', '--tls', 'letsencrypt'], 2, /^--tls: letsencrypt needs names/],
  [['shop', '--web', 'none', '--web-port', '9000'], 2, /^--web-port has no meaning where web is none\.\n$/],
  [['shop', '--web', 'image:nginx'], 2, /^--web: "image:nginx" needs a fixed tag or digest/],
  [['shop', '--web-port', '8080'], 2, /^--api-port: 8080 is too near to web-port 8080/],
  [['shop', '--volumes-root', 'srv'], 2, /^--volumes-root: "srv" is not an absolute path/],
  [['one', 'two'], 2, /^create takes one folder, and "two" is too much\.\n$/],
  [['--cwd', 'nowhere', 'shop'], 2, /^--cwd: there is no folder nowhere\.\n$/],
  [[], 2, /^Which folder\?.*\n {2}npm create django-stack my-site -- --yes\n$/],
  [['--no-input'], 2, /^Which folder\?/],
  [['show'], 2, /^There is no django-stack\.yml here\.\n/],
  [['shop', '--django', 'existing'], 3, /^--module is needed: the project does not tell/],
];

describe('a wrong command line', () => {
  it.each(rows)('%j: exit %i', (args, code, sentence) => {
    const cwd = tempFolder();
    const before = fingerprint(cwd);
    const ended = run(args, { cwd });
    expect(ended).toEqual({ code, stdout: '', stderr: expect.stringMatching(sentence) as string });
    expect(fingerprint(cwd)).toEqual(before);
  });

  it.each(rows)('%j, with --json: the same on stdout, as one object', (args, code) => {
    const cwd = tempFolder();
    const { code: actual, stdout, stderr } = run([...args, '--json'], { cwd });
    expect({ actual, stderr }).toEqual({ actual: code, stderr: '' });
    const outcome = code === 2 ? 'usage' : 'undecided';
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { outcome, message: expect.any(String) as string, hints: expect.any(Array) as string[] } });
  });
});

it('a mistyped command is no second stack in the folder of the first; elsewhere, and with ./, the word is a folder', () => {
  const cwd = tempFolder();
  expect(run(['doctr', '--yes', '--dry-run'], { cwd }).stdout).toContain('would be written to doctr.');
  run(['.', '--name', 'shop', '--yes'], { cwd });
  const before = fingerprint(cwd);
  expect(run(['doctr', '--yes'], { cwd })).toEqual({ code: 2, stdout: '', stderr: 'There is no command "doctr"; did you mean doctor?\n  For a stack in a folder of that name: ./doctr\n' });
  expect(run(['./doctr', '--yes', '--dry-run'], { cwd })).toMatchObject({ code: 0 });
  expect(run(['bakery', '--yes', '--dry-run'], { cwd })).toMatchObject({ code: 0 });
  expect(fingerprint(cwd)).toEqual(before);
});

it('no line of an error is wider than a terminal has room for, and none has colours', () => {
  const texts = rows.map(([args]) => run(args, { cwd: tempFolder() }).stderr);
  expect(texts.join('')).not.toContain('\u001b');
  expect(texts.flatMap((text) => text.split('\n')).filter((line) => line.length > 160)).toEqual([]);
});
