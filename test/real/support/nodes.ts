/**
 * Several hosts on this one: engines in network namespaces of their own, on a bridge of their own. They share nothing
 * with the engine of the other tests but its images, which are copied, and the way out to the package indexes.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, kill } from './engine.ts';
import { until } from './wait.ts';

const HOME = '/var/lib/create-django-stack-swarm';
const LAN = 'cds-lan';
/** This host's address beside the nodes: nginx and the registry are here. */
export const HERE = '10.99.7.1';

export interface Node {
  readonly name: string;
  readonly address: string;
  /** For commands that talk to its engine: DOCKER_HOST. */
  readonly socket: string;
  docker(...args: readonly string[]): string;
  /** A command in its network namespace. */
  inside(...command: readonly string[]): string;
  /** As the power goes: no process of it left, and no answer from its address. */
  powerOff(): void;
}

const sh = (script: string): void => void execFileSync('sh', ['-ec', script], { stdio: 'pipe' });
const can = (script: string): void => void spawnSync('sh', ['-c', script], { stdio: 'ignore' });

/** A switch, and this host at it. */
function makeLan(): void {
  sh(`
    ip netns add ${LAN}
    ip -n ${LAN} link add lan type bridge
    ip -n ${LAN} link set lan up
    ip link add cds-here type veth peer name here netns ${LAN}
    ip -n ${LAN} link set here master lan up
    ip addr add ${HERE}/24 dev cds-here
    ip link set cds-here up`);
}

function makeHost(number: number, address: string): void {
  const name = `cds-node${number}`;
  sh(`
    ip netns add ${name}
    ip link add n${number} netns ${LAN} type veth peer name eth0 netns ${name}
    ip -n ${LAN} link set n${number} master lan up
    ip -n ${name} addr add ${address}/24 dev eth0
    ip -n ${name} link set eth0 up
    ip -n ${name} link set lo up`);
}

/** The node on which images are built reaches the package indexes by way of the other engine's bridge. */
function openTheWayOut(number: number): void {
  const gateway = /inet ([\d.]+)/.exec(execFileSync('ip', ['-4', 'addr', 'show', 'docker0'], { encoding: 'utf8' }))?.[1] ?? '';
  const address = gateway.replace(/\.\d+\.\d+$/, `.255.${number + 200}`);
  sh(`
    ip link add cds-out type veth peer name eth1 netns cds-node${number}
    ip link set cds-out master docker0 up
    ip -n cds-node${number} addr add ${address}/16 dev eth1
    ip -n cds-node${number} link set eth1 up
    ip -n cds-node${number} route add default via ${gateway}`);
}

function startEngine(number: number, home: string, socket: string): void {
  mkdirSync(home, { recursive: true });
  const options = [
    '-H', `unix://${socket}`, '--data-root', join(home, 'data'), '--exec-root', join(home, 'exec'), '--pidfile', join(home, 'pid'),
    '--bip', `10.201.${number}.1/24`, '--default-address-pool', `base=10.20${number + 2}.0.0/16,size=24`, '--insecure-registry', `${HERE}:5000`,
  ];
  const log = openSync(join(home, 'log'), 'w');
  // A host name of its own: nodes are told apart by it.
  const script = `hostname node${number}; exec dockerd ${options.join(' ')}`;
  spawn('nsenter', [`--net=/run/netns/cds-node${number}`, 'unshare', '--uts', 'sh', '-c', script], { detached: true, stdio: ['ignore', log, log] }).unref();
  closeSync(log);
}

/** Processes that were started with this folder: the daemon, its containerd, and its shims. */
function processesOf(home: string): readonly number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').some((word) => word.startsWith(home));
    } catch {
      return false;
    }
  });
}

/** The shims' children are the containers' first processes. */
function killAll(home: string): void {
  for (const pid of processesOf(home)) {
    for (const one of [pid, ...childrenOf(pid)]) if (one > 1) killIfThere(one);
  }
}

function killIfThere(pid: number): void {
  try {
    kill(pid);
  } catch {
    // It ended by itself.
  }
}

async function makeNode(number: number): Promise<Node> {
  const [address, home] = [`10.99.7.${number + 10}`, join(HOME, `node${number}`)];
  const socket = join(home, 'docker.sock');
  makeHost(number, address);
  startEngine(number, home, socket);
  const run = (command: string, args: readonly string[]) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 }).trim();
  const node: Node = {
    name: `node${number}`,
    address,
    socket: `unix://${socket}`,
    docker: (...args) => run('docker', ['--host', `unix://${socket}`, ...args]),
    inside: (...command) => run('nsenter', [`--net=/run/netns/cds-node${number}`, ...command]),
    powerOff() {
      sh(`ip -n ${LAN} link set n${number} down`);
      killAll(home);
    },
  };
  await until(`the engine of ${node.name} answers`, () => node.docker('info') !== '');
  return node;
}

/** Copies images of the engine that is there anyway. */
export function copyImages(node: Node, ...images: readonly string[]): void {
  sh(`docker save ${images.join(' ')} | docker --host ${node.socket} load`);
}

/** A registry at HERE:5000, from which the nodes pull what was built. */
function startRegistry(): void {
  const config = join(HOME, 'registry.yml');
  writeFileSync(config, `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${join(HOME, 'registry')}}}\nhttp: {addr: "${HERE}:5000"}\n`);
  spawn('docker-registry', ['serve', config], { detached: true, stdio: 'ignore' }).unref();
}

/** The nodes, and a registry beside them. What a killed run has left goes first. */
export async function startNodes(count: number): Promise<readonly Node[]> {
  removeNodes();
  makeLan();
  mkdirSync(HOME, { recursive: true });
  startRegistry();
  const nodes = await Promise.all(Array.from({ length: count }, (_, index) => makeNode(index + 1)));
  openTheWayOut(1);
  return nodes;
}

/** Takes all of it away. */
export function removeNodes(): void {
  killAll(HOME);
  for (const name of [LAN, 'cds-node1', 'cds-node2', 'cds-node3']) can(`ip netns delete ${name}`);
  for (const link of ['cds-here', 'cds-out']) can(`ip link delete ${link}`);
  can(`sleep 1; for mount in $(grep -o ' ${HOME}[^ ]*' /proc/self/mounts | sort -r); do umount -l "$mount"; done`);
  rmSync(HOME, { recursive: true, force: true });
}
