// A package index for builds that are measured: node package-index.js <address> <index>
// What it gives is the index's, fetched once and kept in memory, so that no network's mood is measured. It answers with
// the headers that the public index is known for (pages `max-age=600, public` with an ETag, files `max-age=365000000,
// immutable, public`), without which pip keeps nothing in its cache. Prints the address it listens on.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

const [address, upstream] = process.argv.slice(2);
const kept = new Map();

/** What stands at an address. curl, because it knows the authorities of this machine. */
function fetchOnce(url) {
  if (!kept.has(url)) {
    const options = { encoding: 'buffer', maxBuffer: 1e9 };
    kept.set(url, promisify(execFile)('curl', ['-fsSL', url], options).then(({ stdout }) => stdout));
  }
  return kept.get(url);
}

/** A page of the index whose files are to be had from here. */
async function page(path) {
  const url = new URL(path.replace(/^\/simple\//, ''), upstream);
  const html = (await fetchOnce(url.href)).toString();
  return html.replace(/href="([^"#]+)/g, (_, link) => `href="/files/${Buffer.from(new URL(link, url).href).toString('base64url')}/${link.split('/').at(-1)}`);
}

async function answer({ url, headers }, response) {
  if (url.startsWith('/simple/')) {
    const body = await page(url);
    const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
    const always = { 'content-type': 'text/html', 'cache-control': 'max-age=600, public', etag };
    if (headers['if-none-match'] === etag) return response.writeHead(304, always).end();
    return response.writeHead(200, always).end(body);
  }
  const [, , link] = url.split('/');
  // A file's own metadata has its name with .metadata behind it.
  const origin = Buffer.from(link, 'base64url').toString() + (url.endsWith('.metadata') ? '.metadata' : '');
  const body = await fetchOnce(origin);
  const always = { 'content-type': 'application/octet-stream', 'cache-control': 'max-age=365000000, immutable, public' };
  return response.writeHead(200, { ...always, 'content-length': body.length }).end(body);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(`${request.url}: ${error.message}`);
    response.writeHead(404).end();
  });
});
server.listen(0, address, () => console.log(`http://${address}:${server.address().port}/simple/`));
