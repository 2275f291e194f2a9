/** The `stack` script with a `docker` that only notes what it is asked, so that each branch can be taken in milliseconds. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn as spawnPty } from '@lydell/node-pty';
import type { RawAnswers } from '../../../src/stack/fields.ts';
import { found, make, writeTree } from '../../support/stacks.ts';
import { temporaryFolder, type Output } from './lane.ts';

/**
 * In its environment: ENGINE and COMPOSE are versions ("" fails), IMAGES the images that exist, RUNNING the api's, FAIL
 * a pattern of the call that fails, once there was one like AFTER, and COMPLAINT what it says then; SAYS is what compose
 * would do, PRESENT what a container sees of the database.
 */
const DOCKER = `#!/bin/sh
echo "$*" >> "$STUB/log"
case "$*" in *$FAIL*) if grep -q -e "$AFTER" "$STUB/log"; then [ -z "$COMPLAINT" ] || echo "$COMPLAINT" >&2; exit 1; fi ;; esac
case "$*" in
    "version "*) [ -n "$ENGINE" ] && echo "$ENGINE" ;;
    "compose version "*) [ -n "$COMPOSE" ] && echo "$COMPOSE" ;;
    "image inspect "*) case " $IMAGES " in *" $5 "*) echo "id of $5" ;; *) exit 1 ;; esac ;;
    "ps "*create-django-stack=command* | "ps "*{{.Names}}*) ;;
    "ps "*) echo "$RUNNING" ;;
    "inspect "*) echo "id of $RUNNING" ;;
    "run "* | *"--entrypoint sh db") echo "$PRESENT" ;;
    "compose --dry-run "*) echo "$SAYS" >&2 ;;
    "cp "*) cp -R "$STUB/image/." "$4" ;;
esac
`;

export interface Script {
  readonly folder: string;
  /** volumes-root. */
  readonly data: string;
  /** What the image holds in /app/staticfiles. */
  readonly image: string;
  run(args: readonly string[], more?: Conditions): Output;
  /** The same on a terminal; gives what it shows. */
  onTerminal(args: readonly string[], more?: Conditions): Promise<string>;
  /** What docker was asked since the last look. */
  calls(): readonly string[];
  read(path: string): string;
  write(path: string, content: string): void;
  remove(): void;
}

export interface Conditions {
  readonly env?: Readonly<Record<string, string>>;
  /** Which shell runs it; its own #! line, if absent. */
  readonly shell?: readonly string[];
  /** A command that runs the script, as `setpriv` does. */
  readonly as?: readonly string[];
  /** Programs that stand in front of the host's. */
  readonly programs?: Readonly<Record<string, string>>;
}

const OK = { ENGINE: '28.5.2', COMPOSE: '2.40.3-3', IMAGES: 'shop-api:current shop-web:current', RUNNING: '', FAIL: 'nothing fails', COMPLAINT: '', PRESENT: '' };

function addPrograms(bin: string, programs: Readonly<Record<string, string>>): void {
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin);
  for (const [name, text] of Object.entries(programs).filter(([, text]) => text !== '')) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
}

function prepare(home: string, args: readonly string[], { env = {}, shell = [], as = [], programs = {} }: Conditions) {
  const bin = join(home, 'bin');
  addPrograms(bin, { docker: DOCKER, ...programs });
  const [program = '', ...rest] = [...as, ...shell, './stack', ...args];
  return { program, rest, env: { ...OK, STUB: home, PATH: `${bin}:${process.env['PATH']}`, ...env } };
}

/** A rendered stack called shop, without an `.env`. */
export function scriptOf(answers: RawAnswers = {}): Script {
  const home = temporaryFolder();
  const [folder, data, image] = ['shop', 'data', 'image'].map((name) => join(home, name)) as [string, string, string];
  writeTree(make({ 'volumes-root': data, ...answers }, found()), folder);
  rmSync(join(folder, '.env'));
  mkdirSync(join(image, 'css'), { recursive: true });
  writeFileSync(join(image, 'css', 'site.0123456789ab.css'), 'new');
  writeFileSync(join(home, 'log'), '');
  chmodSync(join(home, 'log'), 0o666);
  return {
    folder,
    data,
    image,
    run(args, more = {}) {
      const { program, rest, env } = prepare(home, args, more);
      const { status, stdout, stderr } = spawnSync(program, rest, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
      return { code: status ?? -1, stdout, stderr };
    },
    onTerminal(args, more = {}) {
      const { program, rest, env } = prepare(home, args, more);
      const terminal = spawnPty(program, rest, { cwd: folder, env, cols: 200 });
      let screen = '';
      terminal.onData((data) => (screen += data));
      return new Promise((done) => terminal.onExit(() => done(screen)));
    },
    calls() {
      const lines = readFileSync(join(home, 'log'), 'utf8').split('\n').filter(Boolean);
      writeFileSync(join(home, 'log'), '');
      return lines;
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    write: (path, content) => writeFileSync(join(folder, path), content),
    remove: () => existsSync(home) && rmSync(home, { recursive: true }),
  };
}
