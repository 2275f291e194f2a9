/** docker-compose.dev.yml: whatever the stack, it shares nothing with production. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fileOf } from '../support/stacks.ts';
import { stacks } from './answers.ts';

interface Service {
  readonly ports?: readonly string[];
  readonly volumes?: readonly (string | { readonly source: string })[];
  readonly healthcheck?: object;
  readonly image: string;
}
interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
}

describe.each(stacks)('docker-compose.dev.yml: %s', (_title, made) => {
  const text = fileOf(made, 'docker-compose.dev.yml');
  const dev = parse(text) as Compose;
  const production = parse(fileOf(made, 'docker-compose.yml'), { merge: true }) as Compose;
  const all = Object.values(dev.services);
  const hostPorts = ({ services }: Compose) => Object.values(services).flatMap(({ ports = [] }) => ports.map((port) => Number(port.split(':').at(-2))));

  it('has the services of production, Mailpit, and an nginx in front of a web', () => {
    const names = [...Object.keys(production.services), 'mailpit', ...(made.stack.web.kind === 'none' ? [] : ['nginx']), ...(made.stack.db === 'external' ? ['db'] : [])];
    expect(Object.keys(dev.services).sort()).toEqual([...new Set(names)].sort());
    expect(all.every(({ healthcheck }) => healthcheck !== undefined)).toBe(true);
  });

  it('has another name, and other ports and images than production', () => {
    const taken = [...hostPorts(production), made.stack.ports.apiSpare, made.stack.ports.webSpare];
    expect(dev.name).toBe(`${production.name}-dev`);
    expect(hostPorts(dev).filter((port) => taken.includes(port))).toEqual([]);
    expect(all.flatMap(({ ports = [] }) => ports).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(all.filter(({ image }) => image.startsWith(`${production.name}-`) && !image.startsWith(`${dev.name}-`))).toEqual([]);
  });

  it('mounts the sources and volumes of its own, nothing else of the host', () => {
    const volumes = all.flatMap(({ volumes: some = [] }) => some);
    expect(volumes.filter((volume) => typeof volume !== 'string' || !/^(\.\/|[a-z_]+:)/.test(volume))).toEqual([]);
    expect(text).not.toContain(made.stack.volumesRoot);
  });

  it('asks for no secret, and reads no .env', () => {
    expect([...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name).filter((name) => name !== 'DEV_USER')).toEqual([]);
    expect(text).not.toMatch(/env_file|\.env/);
  });
});
