/** Shell scripts by shellcheck, and the numbers of gunicorn, nginx and compose in their right order: P61–P63, P65, P87. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../support/need.ts';
import { fileOf, ROOT, type Made } from '../support/stacks.ts';
import { stackOf, stacks } from './answers.ts';

/** What a program says of a text on its standard input; empty if all is well. */
function check(program: string, args: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8', timeout: 30_000 });
  return status === 0 ? '' : `${stdout}${stderr}` || `exit ${status}`;
}

describeWith(['shellcheck'], 'shellcheck', ({ path }) => {
  const strict = ['--shell=sh', '--format=gcc', '-'];

  // A second each: the sets whose scripts differ in more than names.
  it.each([
    'default', 'web none', 'web image', 'db external', 'cache none', 'nothing behind the api', 'further services', 'own certificate', 'existing project',
  ])('P87: finds nothing in ./stack, %s', (title) => {
    expect(check(path('shellcheck'), strict, fileOf(stackOf(title), 'stack'))).toBe('');
  });

  it('finds nothing in our own scripts', () => {
    const folders = ['test/machine', 'test/machine/images'].map((folder) => join(ROOT, folder));
    const scripts = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.sh')).map((name) => join(folder, name)));
    expect(check(path('shellcheck'), ['--format=gcc', join(ROOT, '.ci/run'), ...scripts], '')).toBe('');
  });

  it('negative control: finds an unquoted variable', () => {
    expect(check(path('shellcheck'), strict, '#!/bin/sh\nrm -r $1\n')).toContain('SC2086');
  });
});

describe.each(stacks)('stack, %s', (_, made) => {
  it('is a POSIX script that can be executed', () => {
    expect(fileOf(made, 'stack')).toMatch(/^#!\/bin\/sh\n/);
    expect(made.files.find(({ path }) => path === 'stack')?.mode).toBe(0o755);
  });
});

/** Calls of the script's own functions that stand after an assignment, as in `TAG=x compose up`. */
function assignedCalls(script: string): readonly string[] {
  const functions = [...script.matchAll(/^(\w+)\(\) /gm)].map(([, name]) => name);
  const assignment = String.raw`(?:[A-Z_]+|[a-z_]+)=(?:"[^"]*"|\$\([^()]*\)|[^\s"$;&|()]|\$(?!\())*`;
  return script.match(new RegExp(`^ *(?:${assignment} +)+(?:${functions.join('|')})(?= |$).*`, 'gm')) ?? [];
}

describeWith(['busybox'], 'value, of a key in .env', ({ path }) => {
  const value = /^value\(\) \{[^]*?^\}/m.exec(fileOf(stackOf('default'), 'stack'))?.[0] ?? '';

  it.each([
    ['KEY=a=b c', 'a=b c'], ['export KEY=a', 'a'], ['export   KEY=a', 'a'], ['KEY=a\nexport KEY=b\r', 'b'], ['MY_KEY=a', ''], ['#KEY=a', ''], ['exportKEY=a', ''],
  ])('%j: %j, as to compose', (text, expected) => {
    const shells = [['sh'], [path('busybox'), 'sh']].map(([program = '', ...args]) => spawnSync(program, [...args, '-c', `${value}\nfile=$(mktemp)\ncat > "$file"\nvalue KEY "$file"\nrm "$file"`], { input: `${text}\n`, encoding: 'utf8' }).stdout);
    expect(shells).toEqual([expected, expected].map((line) => (line === '' ? '' : `${line}\n`)));
  });
});

describe('SQL of the script', () => {
  // "ALTER DATABASE order" is a syntax error, and so was the restore of a stack of that name.
  it.each(stacks.filter(([, { stack }]) => stack.db !== 'external'))('quotes the name of the database, which may be a word of SQL, %s', (_, made) => {
    const names = [...fileOf(made, 'stack').matchAll(/(?:DATABASE|RENAME TO) (\S*\$\S*DATABASE[^\s"]*"?)/g)].map(([, name]) => name);
    expect(names).toEqual(['\\"$DATABASE\\"', '\\"$DATABASE\\"', '${DATABASE}_restore', '\\"$DATABASE\\"']);
  });
});

describe('an assignment before a function', () => {
  // Where sh is bash 4.4, as on RHEL 8 and openSUSE Leap 15, TAG would stay set: a rollback then started the wrong image.
  it.each(stacks)('stands nowhere, %s', (_, made) => expect(assignedCalls(fileOf(made, 'stack'))).toEqual([]));

  it('negative control: is found', () => {
    expect(assignedCalls('compose() { :; }\n    TAG=$2 compose run\n    TAG=$1 REV=$(commit || :) compose build "$@"\nA=x docker compose ps\nB=$(compose)\n')).toHaveLength(2);
  });
});

describeWith(['python3'], 'python3', ({ path }) => {
  it.each(stacks)('compiles gunicorn.conf.py, %s', (_, made) => {
    expect(check(path('python3'), ['-c', 'import sys; compile(sys.stdin.read(), "gunicorn.conf.py", "exec")'], fileOf(made, 'gunicorn.conf.py'))).toBe('');
  });
});

/** The numbers of one stack that depend on each other, read from three files. */
function numbers(made: Made) {
  const python = fileOf(made, 'gunicorn.conf.py');
  const nginx = fileOf(made, `nginx/${made.stack.name}.conf`);
  const compose = parse(fileOf(made, 'docker-compose.yml'), { merge: true }) as { services: { api: { stop_grace_period: string } } };
  const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  return {
    workers: number(python, /^workers = int\(os\.environ\.get\("WEB_CONCURRENCY", (\d+)\)\)$/m),
    threads: number(python, /^threads = int\(os\.environ\.get\("WEB_THREADS", (\d+)\)\)$/m),
    keepalive: number(python, /^keepalive = (\d+)$/m),
    timeout: number(python, /^timeout = (\d+)$/m),
    graceful: number(python, /^graceful_timeout = (\d+)$/m),
    upstreamKeepalive: Math.max(...[...nginx.matchAll(/^ +keepalive_timeout (\d+)s;/gm)].map((match) => Number(match[1]))),
    readTimeout: number(nginx, /^ +proxy_read_timeout (\d+)s;/m),
    grace: number(compose.services.api.stop_grace_period, /^(\d+)s$/),
  };
}

describe.each(stacks)('numbers, %s', (_, made) => {
  const all = numbers(made);

  it('P61: workers with threads, several of both; under ASGI the threads are Django’s', () => {
    const asgi = made.stack.interface === 'asgi';
    expect(fileOf(made, 'gunicorn.conf.py')).toContain(`\nworker_class = "${asgi ? 'asgi' : 'gthread'}"\n`);
    expect([all.workers, all.threads]).toEqual([2, asgi ? NaN : 4]);
  });

  it('P62: nginx drops an idle connection before gunicorn does', () => {
    expect(all.keepalive).toBeGreaterThan(all.upstreamKeepalive);
  });

  it('P65: gunicorn gives up before nginx does, and the container after both', () => {
    expect(all.timeout).toBeLessThan(all.readTimeout);
    expect(all.graceful).toBeLessThan(all.grace);
    // gunicorn stops only when its idle connections are gone, so they must go within its grace.
    expect(all.upstreamKeepalive).toBeLessThan(all.graceful);
  });
});

describe('gunicorn.conf.py', () => {
  const python = fileOf(stackOf('default'), 'gunicorn.conf.py');

  it.each([
    ['P63: keeps its heartbeat in memory', 'worker_tmp_dir = "/dev/shm"'],
    ['P64: believes the headers that nginx overwrites', 'forwarded_allow_ips = "*"'],
    ['P27: listens where compose publishes', 'bind = "0.0.0.0:8000"'],
    ['P32: writes no socket into a read-only home', 'control_socket_disable = True'],
  ])('%s', (_, line) => {
    expect(python.split('\n').map((one) => one.replace(/ +#.*/, ''))).toContain(line);
  });
});
