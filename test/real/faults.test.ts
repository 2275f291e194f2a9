/** What breaks comes back by itself, and no acknowledged write is lost. The measured times are printed. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { containersOf, docker, inspect } from './support/docker.ts';
import { childrenOf, daemon, kill, losePower, startEngine } from './support/engine.ts';
import { formWith } from './support/http.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { startTraffic, type Seen, type Traffic } from './support/traffic.ts';
import { until } from './support/wait.ts';

interface Fault {
  readonly title: string;
  hit(lane: Lane, traffic: Traffic): void | Promise<void>;
  /** Whom it may take away, and for how many seconds at most. Nobody else may see a single failure. */
  readonly away: Readonly<Partial<Record<Client, number>>>;
  /** Not with an engine that belongs to somebody. */
  readonly engine?: true;
}

type Client = 'web' | 'read' | 'write' | 'media';

const initOf = (lane: Lane, service: string) => inspect(lane.container(service))[0]?.State.Pid ?? 0;
/** The service's own process: the only child of the container's init. */
const mainOf = (lane: Lane, service: string) => childrenOf(initOf(lane, service))[0] ?? 0;
const workersOf = (lane: Lane) => childrenOf(mainOf(lane, 'api'));

async function killDaemon(): Promise<void> {
  const engine = daemon() ?? 0;
  kill(engine);
  await startEngine(engine);
}

/** The cache hangs for as long as everybody needs to get used to it. */
async function pauseCache(lane: Lane, traffic: Traffic): Promise<void> {
  docker('pause', lane.container('memcache'));
  await traffic.settled();
  docker('unpause', lane.container('memcache'));
}

const faults: readonly Fault[] = [
  // The requests that this very process was answering end with it.
  { title: 'a worker, kill -9', hit: (lane) => kill(workersOf(lane)[0] ?? 0), away: { read: 5, write: 5 } },
  { title: "gunicorn's main process, kill -9", hit: (lane) => kill(mainOf(lane, 'api')), away: { read: 15, write: 15 } },
  { title: "the api's first process, kill -9", hit: (lane) => kill(initOf(lane, 'api')), away: { read: 15, write: 15 } },
  { title: 'PostgreSQL, kill -9', hit: (lane) => kill(mainOf(lane, 'db')), away: { read: 15, write: 15 } },
  { title: 'the cache, kill -9', hit: (lane) => kill(mainOf(lane, 'memcache')), away: {} },
  { title: 'the cache hangs', hit: pauseCache, away: {} },
  { title: 'web, kill -9', hit: (lane) => kill(mainOf(lane, 'web')), away: { web: 15 } },
  { title: "the engine's daemon, kill -9", hit: killDaemon, away: { web: 60, read: 60, write: 60 }, engine: true },
  { title: 'power loss', hit: ({ name }) => losePower(name), away: { web: 60, read: 60, write: 60 }, engine: true },
];

describeStack('faults', [], (t) => {
  let lane: Lane;
  let nginx: Nginx;
  let traffic: Traffic;
  let written = 0;
  const acknowledged: string[] = [];
  const table: string[] = [];

  const write = async () => {
    const text = `note ${++written} ${randomBytes(4).toString('hex')}`;
    const { status } = await lane.get(nginx, '/api/notes/', { method: 'POST', body: JSON.stringify({ text }) });
    if (status === 201) acknowledged.push(text);
    return status === 201;
  };
  const ok = (path: string) => async () => (await lane.get(nginx, path)).status === 200;
  const notes = async () => JSON.parse((await lane.get(nginx, '/api/notes/')).body.toString()) as { texts: string[]; cached: string };

  const states = () => inspect(...containersOf(lane.name)).map(({ State }) => State.Status);

  beforeAll(async () => {
    lane = createLane('tryfault');
    start(lane);
    nginx = await startNginx(t.path('nginx'));
    await nginx.add(lane.name, lane.folder);
    await lane.get(nginx, '/api/notes/file', formWith('upload.bin', randomBytes(20_000)));
  }, 300_000);

  afterAll(async () => {
    console.log(`${'fault'.padEnd(34)}who        failed of all    away s   slowest s\n${table.join('\n')}`);
    await nginx?.stop();
    lane?.remove();
  }, 60_000);

  beforeEach(async () => {
    traffic = startTraffic({ web: ok('/'), read: ok('/api/notes/cached'), write, media: ok('/media/notes/upload.bin') });
    await traffic.settled();
  }, 60_000);

  afterEach(async () => {
    await traffic.stop();
  });

  const note = (title: string, seen: Readonly<Record<string, Seen>>) => {
    for (const [who, { requests, failed, away, slowest }] of Object.entries(seen)) {
      table.push(`${title.padEnd(34)}${who.padEnd(9)}${`${failed} of ${requests}`.padStart(15)}${away.toFixed(1).padStart(10)}${slowest.toFixed(2).padStart(12)}`);
    }
  };

  it.each(faults.map((fault) => [fault.title, fault] as const))('%s', { timeout: 180_000 }, async (title, fault) => {
    if (fault.engine && daemon() === undefined) return expect(fault.engine, 'skipped: this engine is not of test/machine/engine.sh').toBe(true);
    await fault.hit(lane, traffic);
    await traffic.settled(90);
    const seen = await traffic.stop();
    note(title, seen);
    for (const [who, { away }] of Object.entries(seen)) expect(away, who).toBeLessThanOrEqual(fault.away[who as Client] ?? 0);
    // Where nobody notices the fault, the engine may still be at it.
    await until('all run again', () => states().every((state) => state === 'running'));
    expect(states()).toHaveLength(4);
  });

  it('every write that was acknowledged is there, the cache works, and all are healthy', { timeout: 90_000 }, async () => {
    await traffic.stop();
    const { texts } = await notes();
    expect(acknowledged.filter((text) => !texts.includes(text))).toEqual([]);
    await write();
    expect((await notes()).cached).toBe(acknowledged.at(-1));
    await until('every container is healthy', () => inspect(...containersOf(lane.name)).every(({ State }) => State.Health?.Status === 'healthy'));
    console.log(`${acknowledged.length} acknowledged writes, 0 lost`);
  });
});
