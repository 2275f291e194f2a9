/**
 * Visitors of many kinds at once, while a stack is deployed: who reads, who posts, who waits for a slow answer, who uploads
 * slowly; on a connection for each request, or on one that is kept. Every answer that is not the right one is a failure.
 */
import { Agent, request, type ClientRequest } from 'node:http';

export interface Load {
  /** What went wrong so far. */
  failed(): readonly string[];
  /** Ends it, after the requests under way. */
  stop(): Promise<Tally>;
}

export interface Tally {
  readonly requests: number;
  /** What went wrong, each as often as it did: kind of visitor and status. */
  readonly failures: readonly string[];
  /** Releases that answered, in the order in which they were first seen. */
  readonly releases: readonly string[];
}

interface Site {
  readonly port: number;
  readonly host: string;
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

interface Visitor {
  readonly kind: string;
  visit(site: Site, agent: Agent | false): Promise<Reply>;
  readonly keeps?: true;
}

const RELEASE = '/api/notes/release';
const BODY = Buffer.alloc(20_000, 'x');
/** A slow upload: so many pieces, so many milliseconds apart. */
const PIECES = 10;
const APART = 300;

function send(site: Site, agent: Agent | false, path: string, method: string, size: number, write: (to: ClientRequest) => void): Promise<Reply> {
  return new Promise((done) => {
    const headers = { Host: site.host, ...(size > 0 && { 'Content-Length': String(size), 'Content-Type': 'application/octet-stream' }) };
    const asking = request({ host: '127.0.0.1', port: site.port, path, method, agent, headers, timeout: 90_000 }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => done({ status: answer.statusCode ?? 0, body }));
      answer.on('error', () => done({ status: 0, body: 'cut off' }));
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', ({ message }) => done({ status: 0, body: message }));
    write(asking);
  });
}

const get = (path: string) => (site: Site, agent: Agent | false) => send(site, agent, path, 'GET', 0, (to) => to.end());
const post = (path: string) => (site: Site, agent: Agent | false) => send(site, agent, path, 'POST', BODY.length, (to) => to.end(BODY));

function dribble(to: ClientRequest): void {
  let left = PIECES;
  const timer = setInterval(() => {
    to.write(BODY);
    if (--left > 0) return;
    clearInterval(timer);
    to.end();
  }, APART);
  to.on('error', () => clearInterval(timer));
}

const visitors: readonly Visitor[] = [
  { kind: 'GET', visit: get(RELEASE) },
  { kind: 'GET, kept connection', visit: get(RELEASE), keeps: true },
  { kind: 'POST', visit: post(RELEASE) },
  { kind: 'POST, kept connection', visit: post(RELEASE), keeps: true },
  { kind: 'slow GET', visit: get(`${RELEASE}?wait=0.4`) },
  { kind: 'slow POST', visit: post(`${RELEASE}?wait=0.4`), keeps: true },
  { kind: 'page', visit: get('/release.json'), keeps: true },
  { kind: 'slow upload', visit: (site, agent) => send(site, agent, RELEASE, 'POST', PIECES * BODY.length, dribble) },
];

function releaseIn({ status, body }: Reply): string | undefined {
  try {
    return status === 200 ? (JSON.parse(body) as { release: string }).release : undefined;
  } catch {
    return undefined;
  }
}

/** @param pause milliseconds between two requests of a visitor, so that a small machine serves them all */
export function startLoad(site: Site, concurrency: number, pause = 20): Load {
  const failures: string[] = [];
  const releases = new Set<string>();
  let requests = 0;
  let going = true;
  const wait = () => new Promise((done) => setTimeout(done, pause));
  const visitor = async ({ kind, visit, keeps }: Visitor) => {
    const agent = keeps ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
    for (; going; await wait()) {
      const reply = await visit(site, agent);
      const release = releaseIn(reply);
      requests++;
      if (release === undefined) failures.push(`${kind}: ${reply.status} ${reply.body.slice(0, 60)}`);
      else releases.add(`${kind === 'page' ? 'web' : 'api'} ${release}`);
    }
    if (agent) agent.destroy();
  };
  const all = Array.from({ length: concurrency }, (_, index) => visitor(visitors[index % visitors.length] as Visitor));
  return {
    failed: () => [...failures],
    async stop() {
      going = false;
      await Promise.all(all);
      return { requests, failures, releases: [...releases] };
    },
  };
}
