/** A registry on this machine that holds one package, as `npm publish` would have put it there. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempFolder } from './program.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/**
 * Packs the package in `folder` and serves it until the test is over.
 * @returns the address for `npm_config_registry`
 */
export async function serveRegistry(folder: string): Promise<string> {
  const packed = tempFolder();
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed], { cwd: folder });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const tarball = readFileSync(join(packed, `${manifest.name}-${manifest.version}.tgz`));
  const server = createServer(({ url = '', headers }, response) => {
    if (url.endsWith('.tgz')) response.end(tarball);
    else if (url === `/${manifest.name}`) response.end(JSON.stringify(about(manifest, tarball, `http://${headers.host}`)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  onTestFinished(() => { server.closeAllConnections(); server.close(); });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What npm asks a registry before it fetches anything. */
function about(manifest: Manifest, tarball: Buffer, address: string): object {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const dist = { tarball: `${address}/${name}-${version}.tgz`, integrity };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
