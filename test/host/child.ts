/** Our program, to be killed: node child.mjs <at> <word>…; at 0 it lives, and lists the calls that changed the disk on stderr. */
import { main } from '../../src/main.ts';
import { changesDisk, endAt, watch, type Call } from '../crash/faults.ts';

const [, , at, ...argv] = process.argv;
const calls: Call[] = [];

if (at === '0') watch((call, proceed) => (calls.push(call), proceed()));
else endAt(Number(at), 'before', () => process.kill(process.pid, 'SIGKILL'));

const { env, stdin, stdout, stderr } = process;
process.exitCode = await main({ argv, env, cwd: process.cwd(), stdin: () => stdin, stdout, stderr, drained: new Promise(() => undefined), interrupted: () => new Promise(() => undefined) });
if (at === '0') stderr.write(JSON.stringify(calls.filter(changesDisk).map(({ index, name }) => ({ index, name }))));
