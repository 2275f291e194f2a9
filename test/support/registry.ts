/** A registry on this machine that holds one package, as `npm publish` would have put it there. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from './stacks.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

export interface Registry {
  /** For `npm_config_registry`. */
  readonly address: string;
  close(): void;
}

/** Serves what `npm pack` has made of this repository. */
export async function serveRegistry(tarball: Buffer): Promise<Registry> {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const server = createServer(({ url = '', headers: { host = '' } }, response) => {
    if (url.endsWith('.tgz')) return response.end(tarball);
    const known = url === `/${manifest.name}`;
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    return response.end(JSON.stringify(known ? about(manifest, tarball, `http://${host}`) : {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => { server.closeAllConnections(); server.close(); },
  };
}

/** What npm asks before it fetches anything. */
function about(manifest: Manifest, tarball: Buffer, address: string): object {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const dist = { tarball: `${address}/${name}-${version}.tgz`, integrity };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
