/** Services that a person wrote in docker-compose.yml: what they are, read and never guessed. */
import { catalogue } from '../services/index.ts';
import type { Foreign } from '../stack/types.ts';
import { dataOf, isMap, mapOf, type Data } from './data.ts';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const keysOrItems = (value: unknown): readonly string[] => (isMap(value) ? Object.keys(value) : listOf(value).map(String));

/**
 * The services of a compose file that are not the catalogue's.
 * @param text docker-compose.yml as it stands; one that cannot be read has none, and the merge says why
 * @param base the last render, which may declare networks and volumes on behalf of these services
 */
export function foreignServices(text: string, base: string): readonly Foreign[] {
  const compose = dataOf(text);
  const rendered = dataOf(base);
  const ours = new Set(catalogue.map(({ id }) => id));
  const declared = (section: string) => Object.keys(mapOf(compose[section])).filter((name) => !(name in mapOf(rendered[section])) || name === 'default');
  return Object.entries(mapOf(compose['services']))
    .filter(([id, service]) => !ours.has(id) && isMap(service))
    .map(([id, service]) => foreignFrom(id, mapOf(service), declared('networks'), declared('volumes')));
}

/** The names of all services of a compose file. */
export const serviceNames = (text: string): readonly string[] => Object.keys(mapOf(dataOf(text)['services']));

function foreignFrom(id: string, service: Data, networks: readonly string[], volumes: readonly string[]): Foreign {
  const used = keysOrItems(service['networks']);
  const on = used.length > 0 ? used : ['default'];
  const mounts = listOf(service['volumes']).map(mountOf);
  const facts = factsOf(service['x-stack']);
  return {
    id,
    ports: listOf(service['ports']).flatMap(hostPort),
    open: listOf(service['ports']).filter(isOpen).flatMap(hostPort),
    networks: on,
    missingNetworks: on.filter((name) => !['default', 'internal', ...networks].includes(name)),
    missingVolumes: mounts.flatMap(({ source, named }) => (named && !volumes.includes(source) ? [source] : [])),
    mounts: mounts.flatMap(({ folder, target, readOnly }) => (folder ? [{ folder, target, readOnly }] : [])),
    variables: variablesIn(service),
    ...(facts !== undefined && { facts }),
  };
}

/** `127.0.0.1:3000:3000`, `3000:3000`, or the long form; a range or a variable is no single port, and one of UDP none for nginx. */
function hostPort(port: unknown): readonly number[] {
  const published = isMap(port) && (port['protocol'] ?? 'tcp') === 'tcp' ? port['published'] : undefined;
  const text = isMap(port) ? String(published ?? '') : (/^(?:[\d.]+:|\[[^\]]*\]:)?(\d+):\d+(?:\/tcp)?$/.exec(String(port))?.[1] ?? '');
  return /^\d+$/.test(text) ? [Number(text)] : [];
}

/** With no address of the host, or with that of all. */
function isOpen(port: unknown): boolean {
  const address = isMap(port) ? String(port['host_ip'] ?? '') : (/^(.*?):\d+:\d+/.exec(String(port))?.[1] ?? '');
  return ['', '0.0.0.0', '[::]', '::'].includes(address);
}

interface Volume {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** A volume of the engine's, and no folder of the host. */
  readonly named: boolean;
  /** Its folder below volumes-root, if it is there. */
  readonly folder?: string | undefined;
}

/** Both notations of a mount. In the short one a colon inside `${…}` separates nothing. */
function mountOf(volume: unknown): Volume {
  const parts = isMap(volume)
    ? [String(volume['source'] ?? ''), String(volume['target'] ?? ''), volume['read_only'] === true ? 'ro' : '']
    : (String(volume).match(/(?:\$\{[^}]*\}|[^:])+/g) ?? []);
  const [source = '', target = source, mode = ''] = parts;
  const folder = /^\$\{VOLUMES_ROOT[^}]*\}\/([A-Za-z0-9._/-]+)$/.exec(source)?.[1];
  return { source, target, readOnly: mode.split(',').includes('ro'), named: /^[A-Za-z0-9][\w.-]*$/.test(source) && parts.length > 1, folder };
}

/** `${NAME}` and `${NAME:?…}`: what has a default needs no line in .env, and `$$` is no variable. */
function variablesIn(service: Data): readonly string[] {
  const text = JSON.stringify(service).replaceAll('$$', '');
  const names = [...text.matchAll(/\$(?:\{([A-Z][A-Z0-9_]*)(?:\}|:?\?)|([A-Z][A-Z0-9_]*))/g)].map((match) => match[1] ?? match[2] ?? '');
  return [...new Set(names)].filter((name) => !OURS.has(name));
}

const OURS = new Set(['VOLUMES_ROOT', 'TAG', 'REVISION', 'POSTGRES_PASSWORD', 'DJANGO_SECRET_KEY', 'DATABASE_URL']);

function factsOf(value: unknown): Foreign['facts'] {
  if (value === false) return false;
  if (!isMap(value)) return undefined;
  const [port, route] = [value['port'], value['route']];
  return { ...(typeof port === 'number' && { port }), ...(typeof route === 'string' && { route }) };
}
