/** Rendered compose files, as docker compose itself reads them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTree, type Made } from '../support/stacks.ts';

export interface Mount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
  readonly bind?: { readonly create_host_path?: boolean };
}

/** What the policies look at, of a service that compose has resolved. */
export interface ServiceConfig {
  readonly image: string;
  readonly build?: object;
  readonly command: readonly string[] | null;
  readonly user?: string;
  readonly init?: boolean;
  readonly restart?: string;
  readonly privileged?: boolean;
  readonly network_mode?: string;
  readonly pid?: string;
  readonly ipc?: string;
  readonly cap_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly shm_size?: string;
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string; readonly timeout: string; readonly start_period: string };
  readonly logging?: { readonly driver: string; readonly options?: Readonly<Record<string, string>> };
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string; readonly pids?: number } } };
  readonly ports?: readonly { readonly host_ip?: string; readonly published: string; readonly target: number }[];
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly Mount[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

export interface Config {
  readonly name: string;
  readonly services: Readonly<Record<string, ServiceConfig>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a stack's owner would write into .env for a database that runs elsewhere. */
const ELSEWHERE = 'postgres://shop:p%40ss%2Fword@db.example.org:5432/shop';

/** Calls `use` with the stack in a folder that is gone afterwards. */
export function inFolder<T>(made: Made, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  try {
    writeTree(made, folder);
    fillIn(join(folder, '.env'));
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fillIn(path: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^DATABASE_URL=$/m, `DATABASE_URL=${ELSEWHERE}`));
}

/** `docker compose config` in that folder, in an environment that has nothing of this machine's. */
export function composeConfig(program: string, folder: string, env: Readonly<Record<string, string>> = {}): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, ['--file', 'docker-compose.yml', 'config', '--format', 'json'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (error) throw error;
  return { code: status, stdout, stderr };
}

/** The resolved stack; an error with what compose said where it refuses or warns. */
export function resolved(program: string, made: Made): Config {
  const { code, stdout, stderr } = inFolder(made, (folder) => composeConfig(program, folder));
  if (code !== 0 || stderr !== '') throw new Error(`${program}: ${code} ${stderr}`);
  return JSON.parse(stdout) as Config;
}
