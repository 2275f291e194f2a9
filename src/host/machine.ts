/** The edge to this host: programs, files, names, addresses. What else is in host/ is a function of what these return. */
import { execFile } from 'node:child_process';
import { resolve4, resolve6 } from 'node:dns/promises';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statfsSync, statSync } from 'node:fs';
import { networkInterfaces, platform, totalmem, userInfo } from 'node:os';
import { connect } from 'node:tls';
import { unseen, type Unseen } from './sight.ts';

/** A program that has ended. */
export interface Ran {
  /** Undefined where there is no such program, or it had to be stopped. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What stands at a path, links followed. */
export interface Standing {
  readonly kind: 'file' | 'folder' | 'other';
  readonly uid: number;
  readonly gid: number;
  /** Permission bits. */
  readonly mode: number;
  readonly size: number;
  /** Last change, in milliseconds since 1970. */
  readonly changed: number;
}

/** A file, or a link that is not followed. */
export type Copy =
  | { readonly kind: 'file'; readonly bytes: Bytes; readonly mode: number; readonly uid: number; readonly gid: number }
  | { readonly kind: 'link'; readonly to: string };

/** A text in Latin-1, in which every character is a byte: other people's files need not be UTF-8. */
export type Bytes = string;

/** Undefined where nothing stands there; Unseen where this user may not look. */
export type Looked<T> = T | undefined | Unseen;

export interface Machine {
  readonly linux: boolean;
  readonly root: boolean;
  /** Runs a program to its end, never through a shell; it is stopped after `seconds`. */
  run(program: string, args: readonly string[], seconds?: number): Promise<Ran>;
  text(path: string): Looked<string>;
  /** A file or a link as it is, to be put back later. */
  copy(path: string): Looked<Copy>;
  names(path: string): Looked<readonly string[]>;
  standing(path: string): Looked<Standing>;
  exists(path: string): boolean;
  /** Of the file system that holds the path. Sizes in bytes. */
  disk(path: string): Looked<{ readonly type: number; readonly free: number; readonly inodes: number; readonly freeInodes: number }>;
  /** In bytes, swap included. */
  memory(): number;
  /** Of its network cards, without loopback, link-local ones and bridges. */
  addresses(): readonly string[];
  /** What the domain name system says; empty where it has no such record. */
  lookUp(name: string): Promise<readonly string[] | Unseen>;
  /** The certificate that is served for a name, as PEM. */
  served(name: string, port: number): Promise<string | undefined>;
}

/** Where Debian keeps what is for administrators; the PATH of other users lacks it. */
const SBIN = '/usr/local/sbin:/usr/sbin:/sbin';

/** @param env of this process: programs get it, with a wider PATH, and answer in English */
export function machineOf(env: Readonly<Record<string, string | undefined>>): Machine {
  const surroundings = { ...env, PATH: `${env.PATH ?? '/usr/bin:/bin'}:${SBIN}`, LC_ALL: 'C' };
  return {
    linux: platform() === 'linux',
    // A user without a name, as in a container, is an error to Node, and not root.
    root: looked(() => userInfo().uid) === 0,
    run: async (program, args, seconds = 20) => await ended(program, args, surroundings, seconds),
    text: (path) => looked(() => readFileSync(insistOnFile(path), 'utf8')),
    copy: (path) => looked(() => copyOf(path)),
    names: (path) => looked(() => readdirSync(path)),
    standing: (path) => looked(() => standingAt(path)),
    exists: existsSync,
    disk: (path) => looked(() => diskOf(path)),
    memory,
    addresses,
    lookUp,
    served,
  };
}

async function ended(program: string, args: readonly string[], env: NodeJS.ProcessEnv, seconds: number): Promise<Ran> {
  return await new Promise((done) => {
    const options = { env, timeout: seconds * 1000, maxBuffer: 2 ** 26, killSignal: 'SIGKILL' as const };
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      done({ code: typeof code === 'number' ? code : undefined, stdout, stderr });
    });
  });
}

function looked<T>(look: () => T): Looked<T> {
  try {
    return look();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined;
    return unseen(['EACCES', 'EPERM'].includes(code) ? 'that takes root' : message);
  }
}

/** A pipe would be waited for, and a device has no end. */
function insistOnFile(path: string): string {
  if (!statSync(path).isFile()) throw new Error(`${path} is not a file`);
  return path;
}

function standingAt(path: string): Standing {
  const found = statSync(path);
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  return { kind, uid: found.uid, gid: found.gid, mode: found.mode & 0o7777, size: found.size, changed: found.mtimeMs };
}

function copyOf(path: string): Copy {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return { kind: 'link', to: readlinkSync(path) };
  return { kind: 'file', bytes: readFileSync(insistOnFile(path), 'latin1'), mode: found.mode & 0o7777, uid: found.uid, gid: found.gid };
}

function diskOf(path: string) {
  const { type, bsize, bavail, files, ffree } = statfsSync(path);
  return { type, free: bavail * bsize, inodes: files, freeInodes: ffree };
}

function memory(): number {
  const swap = looked(() => readFileSync('/proc/meminfo', 'utf8'));
  return totalmem() + 1024 * Number(/^SwapTotal: +(\d+)/m.exec(typeof swap === 'string' ? swap : '')?.[1] ?? 0);
}

/** Docker's bridges, and those of its like: nobody outside knows their addresses. */
const BRIDGE = /^(docker|br-|veth|virbr|lxc|cni|podman)/;

function addresses(): readonly string[] {
  const all = Object.entries(networkInterfaces()).flatMap(([card, some]) => (BRIDGE.test(card) ? [] : (some ?? [])));
  return all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:')).map(({ address }) => address);
}

async function lookUp(name: string): Promise<readonly string[] | Unseen> {
  const limit = new Promise<Unseen>((done) => setTimeout(done, 4000, unseen('no name server answered')).unref());
  const both = Promise.all([resolve4(name).catch(missing), resolve6(name).catch(missing)]);
  return await Promise.race([limit, both.then((some) => some.flat()).catch((error: Error) => unseen(error.message))]);
}

/** No such record is an answer; anything else is none. */
function missing(error: NodeJS.ErrnoException): readonly string[] {
  if (['ENODATA', 'ENOTFOUND'].includes(error.code ?? '')) return [];
  throw error;
}

async function served(name: string, port: number): Promise<string | undefined> {
  return await new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port, servername: name, rejectUnauthorized: false, timeout: 3000 }, () => {
      done(socket.getPeerX509Certificate()?.toString());
      socket.destroy();
    });
    socket.once('error', () => done(undefined));
    socket.once('timeout', () => done(void socket.destroy()));
  });
}
