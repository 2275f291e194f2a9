/** What a run says at its end. */
import { describe, expect, it } from 'vitest';
import { answersIn, parseArgv } from '../../src/cli/argv.ts';
import { folded, foldedNote } from '../../src/cli/columns.ts';
import { unifiedDiff } from '../../src/cli/diff.ts';
import { findings } from '../../src/cli/findings.ts';
import { nextSteps, notes, numbered, quoted, replay } from '../../src/cli/report.ts';
import { planCreate } from '../../src/regenerate/plan.ts';
import { addable } from '../../src/services/index.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { resolve, withDefaults } from '../../src/stack/resolve.ts';
import type { Findings } from '../../src/stack/types.ts';
import { fileOf, found, make, proposing } from '../support/stacks.ts';
import { splitShellWords } from '../support/words.ts';

const existing = proposing({ module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt' });

describe('the command that repeats a run', () => {
  it.each<readonly [given: RawAnswers, found: Partial<Findings>, folder: string, line: string]>([
    [{}, {}, 'shop', 'npm create django-stack@1.0.0 shop -- --yes'],
    [{ db: '17' }, {}, 'shop', 'npm create django-stack@1.0.0 shop -- --yes --db 17'],
    [{ db: '18', name: 'shop' }, {}, 'shop', 'npm create django-stack@1.0.0 shop -- --yes'],
    [{ name: 'x' }, {}, 'my shop', "npm create django-stack@1.0.0 'my shop' -- --yes --name x"],
    [{ domain: 'a.org, b.org' }, {}, "it's", "npm create django-stack@1.0.0 'it'\\''s' -- --yes --name shop --domain 'a.org, b.org'"],
    [{}, existing, '.', 'npm create django-stack@1.0.0 . -- --yes --name shop --django existing --module bakery --settings bakery.settings --requirements requirements.txt'],
    [{ web: 'static' }, existing, '.', 'npm create django-stack@1.0.0 . -- --yes --name shop --django existing --module bakery --settings bakery.settings --requirements requirements.txt --web static'],
  ])('%j', (given, findings, folder, line) => {
    expect(replay(withDefaults(given, found(findings)), folder, '1.0.0', {})).toBe(line);
  });

  it.each<readonly [given: RawAnswers]>([
    [{}],
    [{ web: 'none', cache: 'none', db: 'external' }],
    [{ web: 'image:localhost:5000/a:1', with: 'redis,valkey', 'upload-limit': '1m' }],
    [{ domain: 'a.org, exämple.org', tls: 'letsencrypt', 'api-prefix': '/v1/,/admin/' }],
    [{ name: 'my-shop', module: 'core', 'volumes-root': '/data/x', python: '3.10', base: 'alpine', 'web-port': '3000', 'api-port': '9000' }],
  ])('gives the same stack again: %j', (given) => {
    const answers = withDefaults(given, found());
    const words = splitShellWords(replay(answers, 'shop', '1.0.0', {}));
    const again = answersIn(parseArgv(words.slice(words.indexOf('--') + 1)).flags);
    expect(resolve(again, found(), addable)).toEqual(resolve(given, found(), addable));
  });
});

it.each([
  ['shop', 'shop'],
  ['/a/b-c_d.e', '/a/b-c_d.e'],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['~', "'~'"],
  ['', "''"],
  ['a\nb', "'a\nb'"],
])('quoted(%j) is %s', (word, expected) => {
  expect(quoted(word)).toBe(expected);
  expect(splitShellWords(expected)).toEqual([word]);
});

describe('next steps', () => {
  const { stack } = make();
  it('begin with cd, where that is needed', () => {
    expect(nextSteps(stack, 'my shop')[0]).toBe("cd 'my shop'");
    expect(nextSteps(stack, '.')[0]).not.toMatch(/^cd/);
  });

  const COPIED = ['sudo cp nginx/shop.tls.conf /etc/nginx/', 'sudo nginx -t && sudo systemctl reload nginx || sudo rm /etc/nginx/shop.tls.conf'];
  it.each<readonly [given: RawAnswers, last: readonly string[]]>([
    [{ domain: 'a.org,b.org', tls: 'letsencrypt' }, ["sudo certbot certonly --webroot -w /srv/shop/acme -d a.org -d b.org --deploy-hook 'nginx -t && systemctl reload nginx'", ...COPIED]],
    [{ tls: 'files' }, ['sudo install -d -m 700 /etc/ssl/shop   # fullchain.pem and privkey.pem go there', ...COPIED]],
  ])('end with the certificate: %j', (given, last) => {
    const steps = nextSteps(make(given).stack, '.');
    expect(steps.slice(-4, -3)).toEqual(nextSteps(stack, '.').slice(-1));
    expect(steps.slice(-3)).toEqual(last);
  });

  it.each<RawAnswers>([{}, { tls: 'files' }, { tls: 'letsencrypt', domain: 'a.org' }])('say of nginx what DEPLOY.md says: %j', (given) => {
    const made = make(given);
    const lines = fileOf(made, 'DEPLOY.md').split('\n').map((line) => line.trim());
    const ofNginx = nextSteps(made.stack, '.').flatMap((step) => (step.includes('/etc/nginx') ? step.split(/(?<=mkdir .*) && /) : []));
    expect(ofNginx.length).toBeGreaterThan(3);
    expect(lines).toEqual(expect.arrayContaining(ofNginx));
  });

  it('go on below after && or ||, where they are longer than 80 columns', () => {
    const lines = numbered(nextSteps(make({ name: 'online-shop' }).stack, '.')).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines).toContain('  5. sudo nginx -t && sudo systemctl reload nginx ||');
    expect(numbered(['./stack up'])).toBe('  1. ./stack up\n');
  });
});

describe('notes', () => {
  it.each<readonly [given: RawAnswers, findings: Partial<Findings>, expected: RegExp | undefined]>([
    [{}, {}, undefined],
    [{ tls: 'files' }, {}, /certificate/],
  ])('%j', (given, findings, expected) => {
    const [first] = notes(make(given, found(findings)).stack);
    if (expected) expect(first).toMatch(expected);
    else expect(first).toBeUndefined();
  });
});

it('what was found is said in lines that no terminal must break', () => {
  const sentence = 'settings/base.py:12: DATABASES has no default, and the address of the database is what it reads from DATABASE_URL.';
  const lines = findings({ folder: 'shop', project: true, frontEnd: false, remarks: [{ about: 'db', sentence }] }, 40).join('\n').split('\n');
  expect(lines.join(' ')).toBe(sentence);
  expect(lines.filter((line) => line.length > 40 || line.startsWith(' '))).toEqual([]);
});

describe('a diff', () => {
  const file = { path: 'f', mode: 0o644 } as const;
  const nothing = new Map<string, { text: string; mode: number }>();

  it('shows a new file as a patch tool reads it', () => {
    const plan = planCreate([{ ...file, content: 'a\n', ownership: 'shared' }], nothing, () => '');
    expect(unifiedDiff(plan)).toBe('--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a\n');
  });

  it('shows what differs', () => {
    const plan = planCreate([{ ...file, content: 'a\n', ownership: 'shared' }], new Map([['f', { text: 'b\n', mode: 0o644 }]]), () => '');
    expect(unifiedDiff(plan)).toBe('--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-b\n+a\n');
  });

  it('never shows a secret, new or old', () => {
    const plan = planCreate([{ ...file, content: '# x\n\nKEY={{KEY}}\n', ownership: 'keys' }], new Map([['f', { text: 'OLD=hush\n', mode: 0o600 }]]), () => 'c0ffee');
    expect(unifiedDiff(plan)).not.toMatch(/hush|c0ffee/);
    expect(unifiedDiff(plan)).toContain('f: holds secrets, not shown');
  });

  it('leaves out what stays and the tool’s own record', () => {
    const files = [{ ...file, content: 'a\n', ownership: 'shared' }, { ...file, path: '.django-stack/lock.json', content: '{}', ownership: 'tool' }] as const;
    expect(unifiedDiff(planCreate(files, new Map([['f', { text: 'a\n', mode: 0o644 }]]), () => ''))).toBe('');
  });
});

describe('prose in a terminal', () => {
  it('ends its lines between words, and leaves what is to be copied', () => {
    const text = 'Take out what was for development, and what is not read.\n\n    uv add "celery[redis]>=5.7,<6" "django-redis>=6,<8"\nDATABASE_URL=postgres://bakery:<password>@postgres:5432/bakery goes into .env.';
    expect(folded(text, 40).split('\n')).toEqual([
      'Take out what was for development, and', 'what is not read.', '', '    uv add "celery[redis]>=5.7,<6" "django-redis>=6,<8"',
      'DATABASE_URL=postgres://bakery:<password>@postgres:5432/bakery', 'goes into .env.',
    ]);
    expect(folded(text, 40).replaceAll(/\s+/g, ' ')).toBe(text.replaceAll(/\s+/g, ' '));
  });

  it.each([
    ['The data is still in /srv/shop. Before anything starts: ./stack down && sudo mv /srv/shop /srv/store', 40,
      ['The data is still in /srv/shop. Before', 'anything starts:', './stack down && sudo mv /srv/shop /srv/store']],
    ['It came with worker: npx create-django-stack@1.2.3 remove worker. To have it back, copy its block.', 46,
      ['It came with worker:', 'npx create-django-stack@1.2.3 remove worker.', 'To have it back, copy its block.']],
    ['In django-stack.yml "cache: none", then npx create-django-stack@1.2.3 regenerate. Or not.', 50,
      ['In django-stack.yml "cache: none", then', 'npx create-django-stack@1.2.3 regenerate. Or not.']],
    ['Nothing is there yet: then ./stack up is all.', 30, ['Nothing is there yet: then', './stack up is all.']],
  ])('never breaks a command: %s', (text, width, lines) => {
    expect(folded(text, width).split('\n')).toEqual(lines);
  });

  it('leaves code as it is; without a terminal every line', () => {
    const note = 'and, if there is none of that name yet, in shop/celery.py:\n\n# Its broker, and where results go, are in the environment.\n';
    expect(foldedNote(note, 40).split('\n')).toEqual(['and, if there is none of that name yet,', 'in shop/celery.py:', '', '# Its broker, and where results go, are in the environment.']);
    expect(folded('A sentence of more than a few letters.', Infinity)).toBe('A sentence of more than a few letters.');
  });
});
