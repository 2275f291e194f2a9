/** Sites as the template makes them, for stacks of every shape, and for later versions of the template. */
import fc from 'fast-check';
import { fill } from '../../src/render/template.ts';

export interface Site {
  /** Ids of the services that have a route, api first or last as the catalogue has it. */
  readonly services: readonly string[];
  readonly port: number;
  readonly prefixes: readonly string[];
  readonly domains: readonly string[];
  readonly tls: boolean;
  readonly upload: string;
  readonly root: string;
  /** Of the template. */
  readonly version: number;
}

const OWN_PREFIXES: Readonly<Record<string, readonly string[]>> = {
  web: ['/'], flower: ['/flower/'], bi: ['/bi/', '/bi-static/'], docs: ['/docs/'], chat: ['/ws/'],
  mail: ['/mail/'], grafana: ['/grafana/'],
};

const ADOPTED: ReadonlySet<string> = new Set(['flower', 'bi', 'grafana']);

/** What later versions of the template do differently. */
const UPGRADES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace('client_header_timeout 15s;', 'client_header_timeout 20s;').replace('    send_timeout 30s;\n', '    send_timeout 30s;\n    # Since version 1.\n    reset_timedout_connection on;\n'),
  (text) => text.replace('keepalive 16;', 'keepalive 32;').replace('    gzip_vary on;\n', '').replace('# What a client says of itself is overwritten', '# What a client says of itself counts for nothing'),
  (text) => text.replace(/( {4}gzip_min_length 1024;\n)( {4}gzip_types [^\n]*\n)/, '$2$1').replace('proxy_read_timeout 65s;', 'proxy_read_timeout 75s; # longer than gunicorn'),
];

const rendered = new Map<string, string>();

/** The site's text; the same site is filled once. */
export function render(site: Site): string {
  const key = JSON.stringify(site);
  const text = rendered.get(key) ?? renderNow(site);
  rendered.set(key, text);
  return text;
}

function renderNow(site: Site): string {
  const stack = { name: 'shop', ident: 'shop', upstreams: [], domains: site.domains, uploadLimit: site.upload, volumesRoot: site.root, apiPrefixes: site.prefixes, admin: '/admin/', static: { url: '/static/' }, media: { url: '/media/' }, with: [] };
  const routes = site.services.map((id, index) => ({
    id,
    upstream: `shop_${id}`,
    port: site.port + 10 * index,
    ...servers(site.port + 10 * index, ADOPTED.has(id)),
    prefixes: id === 'api' ? site.prefixes : OWN_PREFIXES[id],
  }));
  return (UPGRADES[site.version] ?? ((text) => text))(fill('nginx/site.conf.ejs', { stack, routes, tls: site.tls }));
}

/** Only what is built here has a second port; a service that was adopted has none. */
function servers(port: number, adopted: boolean) {
  const [first, second] = [port, port + 1].map((one) => `127.0.0.1:${one} max_fails=0`);
  return adopted ? { servers: [first], spareServers: [] } : { servers: [first, `${second} backup`], spareServers: [second, `${first} backup`] };
}

const parts = {
  services: fc.subarray(['web', 'flower', 'bi', 'docs', 'chat']).map((others) => [...others.slice(0, 1), 'api', ...others.slice(1)]),
  port: fc.constantFrom(8000, 8000, 9000),
  prefixes: fc.subarray(['/api/', '/admin/', '/accounts/'], { minLength: 1 }),
  domains: fc.constantFrom(['shop.example'], ['shop.example', 'www.shop.example'], ['shop.example', 'a.example', 'b.example'], ['www.shop.example', 'shop.example'], ['new.example']),
  tls: fc.boolean(),
  upload: fc.constantFrom('20m', '20m', '50m'),
  root: fc.constantFrom('/srv/shop', '/srv/shop', '/data/shop'),
  version: fc.nat({ max: UPGRADES.length - 1 }),
};

export const site: fc.Arbitrary<Site> = fc.record(parts);

/** A site, and what it becomes: a few of its answers changed. */
export const step: fc.Arbitrary<readonly [Site, Site]> = fc.tuple(site, site, fc.subarray(Object.keys(parts) as (keyof Site)[], { minLength: 1, maxLength: 3 }))
  .map(([from, other, keys]) => [from, { ...from, ...Object.fromEntries(keys.map((key) => [key, other[key]])) }] as const);

/** A site, and the same with one more service: nothing goes. */
export const addition: fc.Arbitrary<readonly [Site, Site]> = fc.tuple(site, fc.constantFrom('mail', 'grafana')).map(([from, id]) => {
  const services = [...from.services, id];
  return [from, { ...from, services }] as const;
});

