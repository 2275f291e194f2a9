/** docker-compose.dev.yml, read back: its names, its ports, and what its nginx leads to. */
import { readValues } from './compose-values.ts';
import { all, parseNginx } from './nginx-tokens.ts';
import type { Made } from './stacks.ts';

export interface Development {
  readonly name: string;
  readonly hosts: string;
  readonly settings: string;
  /** Each without the thousands that lie between it and its port in production. */
  readonly ports: readonly string[];
  readonly locations: readonly string[];
}

interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, { command?: readonly string[]; ports?: readonly string[]; environment?: Readonly<Record<string, string>> }>>;
}

export function expectedDevelopment({ stack: { name, django, module, settings, web, ports, apiPrefixes, with: services, static: files, media } }: Made): Development {
  const hasWeb = web.kind !== 'none';
  const paths = [...new Set([...apiPrefixes, ...(services.includes('channels') ? ['/ws/'] : []), files.url, media.url])];
  return {
    name: `${name}-dev`,
    hosts: 'localhost,127.0.0.1',
    settings: django === 'new' ? `${module}.settings.debug` : settings,
    ports: [...(hasWeb ? [`127.0.0.1:${ports.web % 1000}:80`] : []), `127.0.0.1:${ports.api % 1000}:8000`, '127.0.0.1:mailpit:8025'],
    locations: hasWeb ? ['= /nginx-healthz', '/ to http://$web', ...paths.map((path) => `${path} to http://$api`)].sort() : [],
  };
}

export function readDevelopment(made: Made): Development {
  const { name, services } = readValues<Compose>(made, 'docker-compose.dev.yml');
  const { DJANGO_ALLOWED_HOSTS: hosts = '', DJANGO_SETTINGS_MODULE: settings = '' } = services['api']?.environment ?? {};
  return {
    name,
    hosts,
    settings,
    ports: shortened(Object.values(services).flatMap(({ ports = [] }) => ports), made),
    locations: locationsOf(services['nginx']?.command?.[2] ?? ''),
  };
}

/** Ports that exist, each of them once, and none of production's; Mailpit's is its own affair. */
function shortened(published: readonly string[], { stack: { ports } }: Made): readonly string[] {
  const [here, there] = [published.map((port) => Number(port.split(':')[1])), [ports.web, ports.webSpare, ports.api, ports.apiSpare]];
  if (here.some((port, index) => !(port > 1023 && port < 65_536) || there.includes(port) || here.indexOf(port) !== index)) throw new Error(`development has the ports ${here.join(' ')}`);
  return published.map((port) => port.replace(/\d+(?=:8025)/, 'mailpit').replace(/(?<=:)\d+(?=:)/, (number) => String(Number(number) % 1000)));
}

function locationsOf(script: string): readonly string[] {
  const site = parseNginx(/<< 'END'\n([^]*?)\nEND\n/.exec(script)?.[1] ?? '');
  return all(site, 'location').map(({ args, block = [] }) => [...args, ...all(block, 'proxy_pass').map((to) => `to ${to.args.join(' ')}`)].join(' ')).sort();
}
