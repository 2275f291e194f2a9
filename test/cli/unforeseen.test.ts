/** What nobody foresaw: enough to report it, a trace for whoever wants one, and nothing about the machine it happened on. */
import { expect, it } from 'vitest';
import { pathsIn, run, tempFolder } from '../support/program.ts';
import { VERSION } from '../../src/version.ts';

const THROW = "import fs from 'node:fs';import {syncBuiltinESMExports} from 'node:module';fs.mkdirSync=(path)=>{throw new TypeError('never seen')};syncBuiltinESMExports()";
const node = ['--import', `data:text/javascript,${THROW}`];
const ABOUT = `  Please report it, with this line: create-django-stack ${VERSION}, Node ${process.versions.node}, ${process.platform}\n`;

it('is said in three lines, and exits 1', () => {
  const cwd = tempFolder();
  expect(run(['shop'], { cwd, node })).toEqual({ code: 1, stdout: '', stderr: `This is a mistake of ours: never seen\n${ABOUT}  DEBUG=1 shows where.\n` });
  expect(pathsIn(cwd)).toEqual([]);
});

it('with DEBUG=1 says where', () => {
  const cwd = tempFolder();
  const { code, stdout, stderr } = run(['shop'], { cwd, node, env: { DEBUG: '1' } });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`This is a mistake of ours: never seen\n${ABOUT}  TypeError: never seen\n      at `);
  expect(stderr).toMatch(/ at .*dist\/main\.js:\d+/);
});

it('with --json is an object', () => {
  const cwd = tempFolder();
  const { code, stdout, stderr } = run(['shop', '--json'], { cwd, node });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { outcome: 'failed', message: 'This is a mistake of ours: never seen' } });
});
