/** Every property of research/config-quality.md is in the name of a test, or in the table below. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/stacks.ts';

/** What these tests cannot show, and why; or where it is shown. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  P19: 'needs the engine: the size of the images',
  P20: 'needs the engine: no-new-privileges over the setuid files of the base; P32 is its half that is written down',
  P21: 'needs the engine: the project runs read-only as its number',
  P22: 'needs the engine: how long a stop takes; P37 and P65 are its numbers',
  P23: 'needs the engine: two builds without cache',
  P44: 'nothing to test: "internal" is not claimed to keep the host out',
  P57: 'creating again writes nothing (test/cli, test/unit/plan.test.ts)',
  P60: 'manage.py check --deploy of a rendered project (test/python)',
  P88: 'needs the engine: backup and restore, and what P87 asks of a dump (test/real/backup.test.ts)',
  P89: 'rendering again: no path of data changes (test/property/stack-merge.test.ts)',
  P90: "needs the engine and a neighbour's network; P27 is its half that is written down",
  P91: 'doctor and install, on hosts of their own (test/host)',
};

const here = readdirSync(join(ROOT, 'test/config'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts') && !path.startsWith('properties'));
/** Names of tests: a property, or several, and a colon. */
const named = new Set(
  here.flatMap((path) => [...readFileSync(join(ROOT, 'test/config', path), 'utf8').matchAll(/['"`]((?:P\d+(?:, )?)+): /g)]).flatMap((match) => (match[1] ?? '').split(', ')),
);

it.each(Array.from({ length: 91 }, (_, index) => `P${index + 1}`))('%s is in the name of a test, or elsewhere with a reason', (property) => {
  expect([property, named.has(property) !== property in ELSEWHERE]).toEqual([property, true]);
});
