/** Who owns which folder of the host: what the stack makes, what compose mounts and who runs there must agree. P48, P49, P51. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fileOf, type Made } from '../support/stacks.ts';
import { stacks } from './answers.ts';
import { parseDockerfile } from './dockerfile-rules.ts';

interface Mounts {
  readonly services: Readonly<Record<string, { readonly user?: string; readonly volumes?: readonly { readonly source: string; readonly read_only?: boolean }[] }>>;
}

const directoriesOf = ({ services }: Made) => services.flatMap(({ directories = [] }) => directories);

/** The number under which a service writes, where this stack says it. */
function userOf(made: Made, id: string, user: string | undefined): string | undefined {
  if (!['api', 'worker', 'beat', 'scheduler'].includes(id)) return user;
  return parseDockerfile(fileOf(made, 'Dockerfile')).last.findLast((one) => one.getKeyword() === 'USER')?.getArgumentsContent() ?? undefined;
}

/** Folders that services write to, with their numbers. */
function writers(made: Made): readonly (readonly [folder: string, user: string | undefined])[] {
  const { services } = parse(fileOf(made, 'docker-compose.yml'), { merge: true }) as Mounts;
  return Object.entries(services).flatMap(([id, { user, volumes = [] }]) =>
    volumes.filter(({ read_only }) => read_only !== true).map(({ source }) => [source.replace(/.*\//, ''), userOf(made, id, user)] as const));
}

describe.each(stacks)('folders of the host, %s', (_, made) => {
  it('P49: each that a container writes to is made first, and belongs to the number it runs as', () => {
    const owners = new Map(directoriesOf(made).map(({ name, owner }) => [name, owner]));
    expect(writers(made).map(([folder]) => folder)).toContain('media');
    for (const [folder, user] of writers(made)) expect([folder, owners.get(folder)]).toEqual([folder, user]);
  });

  it('P49: nginx can read media, and nobody but its server the data', () => {
    const modes = Object.fromEntries(directoriesOf(made).map(({ name, mode }) => [name, mode]));
    const { media, static: files, deploy, acme, ...data } = modes;
    expect([media, files ?? '755', deploy ?? '755', acme ?? '755']).toEqual(['755', '755', '755', '755']);
    expect(Object.values(data).every((mode) => mode === '700')).toBe(true);
  });

  it('P51: the api has a number that no person on the host has', () => {
    expect(userOf(made, 'api', undefined)).toMatch(/^[1-5]\d{4}:[1-5]\d{4}$/);
  });
});
