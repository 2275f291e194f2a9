/** Docker: engine, compose, what runs, and what this stack would publish. */
import type { Machine } from '../machine.ts';
import { unseen, type DockerSeen, type Published, type RunningContainer, type Unseen } from '../sight.ts';
import { enabledAtBoot } from './service.ts';

/** @param folder of the stack */
export async function lookAtDocker(machine: Machine, folder: string): Promise<DockerSeen> {
  const [engine, compose, buildx, atBoot, ps, config] = await Promise.all([
    machine.run('docker', ['version', '--format', '{{.Server.Version}}']),
    machine.run('docker', ['compose', 'version', '--short']),
    machine.run('docker', ['buildx', 'version']),
    enabledAtBoot(machine, 'docker'),
    machine.run('docker', ['ps', '--format', '{{.Names}}\t{{or (.Label "com.docker.stack.namespace") (.Label "com.docker.compose.project")}}\t{{.Ports}}']),
    machine.run('docker', ['compose', '--project-directory', folder, 'config', '--format', 'json']),
  ]);
  const why = lastLine(engine.stderr);
  return {
    engine: engine.code === 0 ? engine.stdout.trim() : why !== '' ? unseen(why) : undefined,
    compose: compose.code === 0 ? compose.stdout.trim().replace(/^v/, '') : undefined,
    buildx: buildx.code === 0,
    atBoot,
    containers: ps.code === 0 ? ps.stdout.split('\n').filter(Boolean).map(containerOf) : unseen('the engine does not answer'),
    published: config.code === 0 ? publishedIn(config.stdout) : unseen(lastLine(config.stderr) || 'docker compose is missing'),
  };
}

/** Warnings come first, the reason last. */
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

function containerOf(line: string): RunningContainer {
  const [name = '', project = '', ports = ''] = line.split('\t');
  return { name, project, ports: [...ports.matchAll(/:(\d+)->/g)].map((match) => Number(match[1])) };
}

interface Config {
  readonly services?: Readonly<Record<string, { readonly ports?: readonly { readonly host_ip?: string; readonly published?: string }[] }>>;
}

/** A range of ports counts by its first. */
function publishedIn(json: string): readonly Published[] | Unseen {
  try {
    const { services = {} } = JSON.parse(json) as Config;
    return Object.entries(services).flatMap(([service, { ports = [] }]) =>
      ports.flatMap(({ host_ip: address = '', published }) => (published ? [{ service, address, port: Number.parseInt(published, 10) }] : [])),
    );
  } catch {
    return unseen('docker compose config says nothing that can be read');
  }
}
