/**
 * The rules of docker-bench-security (CIS Docker Benchmark 1.6.0), sections 4 and 5, as far as a container can tell:
 * the same look at the same fields of `docker inspect`. What a rule finds and we keep is written beside it, with why.
 * Not here: 4.5 (content trust) and 5.1 (swarm) are the engine's; 5.23, 5.24 and 5.28 are about typed commands; the
 * others that are missing are notes without a check, or look for what no image here has (5.7: sshd).
 */
import { docker, publishedBy, type Inspection } from './docker.ts';

export interface Rule {
  readonly id: string;
  readonly title: string;
  /** What is wrong with this container, or undefined. */
  finding(container: Inspection): string | undefined;
  /** By service: what it finds in the default stack, and may. */
  readonly defended?: Readonly<Record<string, string>>;
  readonly because?: string;
}

const SENSITIVE = ['/', '/boot', '/dev', '/etc', '/lib', '/proc', '/sys', '/usr'];
const host = (container: Inspection, key: string): unknown => container.HostConfig[key];
const options = (container: Inspection): string => JSON.stringify(host(container, 'SecurityOpt') ?? []);
const when = (wrong: boolean, what: unknown): string | undefined => (wrong ? String(what) : undefined);
const isHost = (key: string) => (container: Inspection) => when(host(container, key) === 'host', key);
const all = (what: string) => ({ web: what, api: what, db: what, memcache: what });

/** "If applicable": only an engine with AppArmor gives a container a profile. */
const hasAppArmor = (): boolean => docker('info', '--format', '{{.SecurityOptions}}').includes('apparmor');
const hasHealthcheck = (image: string): boolean => docker('image', 'inspect', '--format', '{{json .Config.Healthcheck}}', image) !== 'null';
const addsFiles = (image: string): boolean => / ADD /.test(docker('history', '--no-trunc', '--format', ' {{.CreatedBy}} ', image).split('\n').slice(0, -1).join('\n'));
const portsOf = (container: Inspection) => publishedBy(container).map((published) => Number(published.split(':').at(-1)));

const imageRules: readonly Rule[] = [
  { id: '4.1', title: 'a user that is not root', finding: ({ Config }) => when(['', '0', 'root'].includes(Config.User.split(':')[0] ?? ''), 'root') },
  {
    id: '4.6',
    title: 'HEALTHCHECK in the image',
    finding: ({ Config }) => when(!hasHealthcheck(Config.Image), 'none'),
    defended: all('none'),
    because: 'The check stands in docker-compose.yml, where it knows host names and databases; rule 5.27 sees it there.',
  },
  { id: '4.9', title: 'COPY, not ADD', finding: ({ Config }) => when(addsFiles(Config.Image), 'ADD') },
];

const runtimeRules: readonly Rule[] = [
  { id: '5.2', title: 'an AppArmor profile, where there is AppArmor', finding: ({ AppArmorProfile: profile }) => when(['', 'unconfined'].includes(profile) && hasAppArmor(), profile) },
  { id: '5.3', title: 'security options', finding: (container) => when(options(container) === '[]', 'none') },
  { id: '5.4', title: 'no capability added', finding: (container) => when(((host(container, 'CapAdd') as string[] | null) ?? []).length > 0, host(container, 'CapAdd')) },
  { id: '5.5', title: 'not privileged', finding: (container) => when(host(container, 'Privileged') === true, 'privileged') },
  { id: '5.6', title: 'no sensitive folder of the host', finding: ({ Mounts }) => Mounts.find(({ Source, RW }) => RW && SENSITIVE.includes(Source))?.Source },
  { id: '5.8', title: 'no privileged port', finding: (container) => when(portsOf(container).some((port) => port <= 1024), portsOf(container)) },
  {
    id: '5.9',
    title: 'only needed ports are open',
    finding: (container) => when(portsOf(container).length > 0, publishedBy(container)),
    defended: { web: '127.0.0.1:8000', api: '127.0.0.1:8080' },
    because: 'The rule counts every published port. These two are what nginx passes on to, on loopback alone.',
  },
  { id: '5.10', title: "not the host's network", finding: isHost('NetworkMode') },
  { id: '5.11', title: 'a memory limit', finding: (container) => when(host(container, 'Memory') === 0, 'none') },
  {
    id: '5.12',
    title: 'a share of the processors',
    finding: (container) => when(host(container, 'CpuShares') === 0 && host(container, 'NanoCpus') === 0, 'none'),
    defended: all('none'),
    because: 'On one host a limit only wastes what is idle, and equal shares are what containers have anyway.',
  },
  { id: '5.13', title: 'a read-only root file system', finding: (container) => when(host(container, 'ReadonlyRootfs') !== true, 'writable') },
  { id: '5.14', title: 'ports on one interface', finding: (container) => publishedBy(container).find((published) => /^(0\.0\.0\.0|::)?:\d+$/.test(published)) },
  {
    id: '5.15',
    title: 'at most five restarts',
    finding: (container) => when((host(container, 'RestartPolicy') as { MaximumRetryCount: number }).MaximumRetryCount > 5, 'more'),
  },
  { id: '5.16', title: "not the host's processes", finding: isHost('PidMode') },
  { id: '5.17', title: "not the host's shared memory", finding: isHost('IpcMode') },
  { id: '5.18', title: 'no device of the host', finding: (container) => when(((host(container, 'Devices') as unknown[] | null) ?? []).length > 0, 'devices') },
  { id: '5.20', title: 'no shared mount propagation', finding: ({ Mounts }) => when(/"Propagation":"r?shared"/.test(JSON.stringify(Mounts)), 'shared') },
  { id: '5.21', title: "not the host's names", finding: isHost('UTSMode') },
  { id: '5.22', title: 'seccomp on', finding: (container) => when(/seccomp[:=]unconfined/.test(options(container)), 'off') },
  { id: '5.25', title: 'its own cgroup', finding: (container) => when(host(container, 'CgroupParent') !== '', host(container, 'CgroupParent')) },
  { id: '5.26', title: 'no new privileges', finding: (container) => when(!options(container).includes('no-new-privileges'), 'allowed') },
  { id: '5.27', title: 'health is checked', finding: ({ State }) => when(State.Health === undefined, 'unchecked') },
  { id: '5.29', title: 'a limit of processes', finding: (container) => when(Number(host(container, 'PidsLimit') ?? 0) <= 0, 'none') },
  { id: '5.30', title: 'not on docker0', finding: ({ NetworkSettings }) => when('bridge' in NetworkSettings.Networks, 'docker0') },
  { id: '5.31', title: "not the host's user namespace", finding: isHost('UsernsMode') },
  { id: '5.32', title: "no engine's socket", finding: ({ Mounts }) => Mounts.find(({ Source }) => Source.includes('docker.sock'))?.Source },
];

export const rules: readonly Rule[] = [...imageRules, ...runtimeRules];

/** By service: what the rule has to say against it. */
export function findingsOf(rule: Rule, containers: readonly Inspection[]): Readonly<Record<string, string>> {
  const named = containers.map((container) => [container.Config.Labels['com.docker.compose.service'] ?? '', rule.finding(container)] as const);
  return Object.fromEntries(named.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}
