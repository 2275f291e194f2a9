/** The script ./stack of a stack, at work before a docker that tells its version and knows of no container. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { directoriesOf } from '../../src/services/directories.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import type { Findings } from '../../src/stack/types.ts';
import { tempFolder, type Ended } from './program.ts';
import { found, make, writeTree } from './stacks.ts';

/** A folder with a stack, and its host directories in `volumes`. */
export interface Script {
  readonly folder: string;
  readonly volumes: string;
  /** @param docker cases of sh besides the ones that tell versions, as in `image*) exit 1 ;;` */
  run(args: readonly string[], docker?: string): Ended & { readonly asked: readonly string[] };
}

export function scriptOf(answers: RawAnswers = {}, findings: Partial<Findings> = {}): Script {
  const made = make(answers, found(findings));
  const [folder, outside] = [tempFolder(), tempFolder()];
  const volumes = join(outside, 'volumes');
  writeTree(made, folder);
  for (const { name } of directoriesOf(made.stack, made.services)) mkdirSync(join(volumes, name), { recursive: true });
  return { folder, volumes, run: (args, docker = '') => runScript({ folder, volumes, outside }, args, docker) };
}

function runScript({ folder, volumes, outside }: { folder: string; volumes: string; outside: string }, args: readonly string[], docker: string) {
  const [program, log] = [join(outside, 'docker'), join(outside, 'asked')];
  writeFileSync(program, `#!/bin/sh
echo "$*" >> '${log}'
case "$*" in
  'version --format {{.Server.Version}}') echo 27.5.1 ;;
  'compose version --short') echo 2.40.0 ;;
${docker}
esac
`);
  chmodSync(program, 0o755);
  const env = { PATH: `${outside}:${process.env.PATH ?? ''}`, VOLUMES_ROOT: volumes };
  const { status, stdout, stderr } = spawnSync('sh', [join(folder, 'stack'), ...args], { cwd: folder, env, encoding: 'utf8', input: '', timeout: 20_000 });
  return { code: status, stdout, stderr, asked: existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [] };
}
