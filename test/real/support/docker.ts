/** The engine, asked by its own command. */
import { execFileSync, spawnSync } from 'node:child_process';

/** What `docker …` prints; an error with its complaint if it fails. */
export function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 }).trim();
}

/** True if `docker …` succeeds. */
export function dockerCan(...args: readonly string[]): boolean {
  return spawnSync('docker', args, { stdio: 'ignore', timeout: 60_000 }).status === 0;
}

interface Mount {
  readonly Type: string;
  readonly Source: string;
  readonly Destination: string;
  readonly RW: boolean;
}

/** The parts of `docker inspect` that tests look at. */
export interface Inspection {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly AppArmorProfile: string;
  readonly State: { readonly Pid: number; readonly Status: string; readonly StartedAt: string; readonly Health?: { readonly Status: string } };
  readonly Config: { readonly User: string; readonly Image: string; readonly Env: readonly string[]; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: Readonly<Record<string, unknown>> & {
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>> | null;
  };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
  readonly Mounts: readonly Mount[];
}

export function inspect(...names: readonly string[]): readonly Inspection[] {
  return JSON.parse(docker('inspect', ...names)) as Inspection[];
}

interface Image {
  readonly Id: string;
  readonly Size: number;
  readonly Config: { readonly User: string; readonly Env: readonly string[]; readonly Labels: Readonly<Record<string, string>> };
}

export function inspectImage(name: string): Image {
  return (JSON.parse(docker('image', 'inspect', name)) as [Image])[0];
}

/** Names of a project's containers, running or not, in alphabetical order. */
export function containersOf(project: string): readonly string[] {
  const names = docker('ps', '--all', '--filter', `label=com.docker.compose.project=${project}`, '--format', '{{.Names}}');
  return names.split('\n').filter(Boolean).sort();
}

/** Host ports that a container publishes, as "127.0.0.1:8000". */
export function publishedBy({ HostConfig }: Inspection): readonly string[] {
  return Object.values(HostConfig.PortBindings ?? {}).flatMap((bindings) => bindings.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`));
}

/**
 * Removes what tests that were killed have left running: they hold ports.
 * @param folders how the folders of such projects begin
 * @param own projects of this process
 */
export function removeLeftovers(folders: string, own: ReadonlySet<string>): void {
  const format = '{{.Label "com.docker.compose.project"}} {{.Label "com.docker.compose.project.working_dir"}}';
  const lines = docker('ps', '--all', '--filter', 'label=com.docker.compose.project', '--format', format).split('\n');
  const projects = lines.map((line) => line.split(' ')).filter(([, folder = '']) => folder.startsWith(folders)).map(([project = '']) => project);
  for (const project of new Set(projects)) if (!own.has(project)) removeProject(project);
}

/** Removes a project's containers, networks and images, whatever state they are in. */
export function removeProject(project: string): void {
  const label = `label=com.docker.compose.project=${project}`;
  const all = (kind: string, ...args: readonly string[]) => docker(kind, 'ls', '--quiet', '--filter', label, ...args).split('\n').filter(Boolean);
  const containers = all('container', '--all');
  if (containers.length > 0) docker('rm', '--force', '--volumes', ...containers);
  const networks = all('network');
  if (networks.length > 0) docker('network', 'rm', ...networks);
  const images = docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${project}-*`).split('\n').filter(Boolean);
  if (images.length > 0) docker('image', 'rm', '--force', ...images);
}
