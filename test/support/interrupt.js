// Loaded with `node --import` before the program: at its n-th call that changes the disk, something happens first.
//   AT=<n>          which call, counted from 1
//   THEN=kill       the process is killed, as by power failure
//   THEN=<command>  another process runs, from its start to its end
import { execSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const CHANGING = ['mkdirSync', 'writeFileSync', 'openSync', 'linkSync', 'renameSync', 'unlinkSync', 'rmSync', 'rmdirSync', 'fsyncSync', 'chmodSync'];
const { AT = '0', THEN = 'kill' } = process.env;
let calls = 0;

for (const name of CHANGING) {
  const original = fs[name];
  fs[name] = (...args) => {
    calls += 1;
    if (calls === Number(AT)) interrupt();
    return original(...args);
  };
}
syncBuiltinESMExports();

function interrupt() {
  if (THEN === 'kill') process.kill(process.pid, 'SIGKILL');
  else execSync(THEN, { stdio: 'ignore', env: { ...process.env, NODE_OPTIONS: '' } });
}
