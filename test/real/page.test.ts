/** The starter page of a running stack, in a real browser. Pictures of it go to .tools/pages/real. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/stacks.ts';
import { docker } from './support/docker.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { until } from './support/wait.ts';

const pictures = join(ROOT, '.tools', 'pages', 'real');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const looks = [['phone', 390, 844], ['desk', 1280, 800]] as const;

type State = 'works' | 'fails' | 'unknown';
const parts = ['api', 'database', 'cache', 'media'] as const;
const fine: Record<string, State> = { api: 'works', database: 'works', cache: 'works', media: 'works' };

interface Case {
  readonly title: string;
  readonly breaks: (lane: Lane) => void;
  readonly mends: (lane: Lane) => void;
  readonly shows: Record<string, State>;
}

const stopped = (service: string, shows: Record<string, State>): Case => ({
  title: `${service} stopped`,
  breaks: (lane) => void docker('stop', lane.container(service)),
  mends: (lane) => void docker('start', lane.container(service)),
  shows,
});

const cases: readonly Case[] = [
  stopped('db', { ...fine, database: 'fails' }),
  stopped('memcache', { ...fine, cache: 'fails' }),
  {
    title: 'media not to be written',
    breaks: (lane) => chmodSync(join(lane.data, 'media'), 0o555),
    mends: (lane) => chmodSync(join(lane.data, 'media'), 0o755),
    shows: { ...fine, media: 'fails' },
  },
  stopped('api', { api: 'fails', database: 'unknown', cache: 'unknown', media: 'unknown' }),
];

describeStack('the starter page of a running stack', ['chromium'], (t) => {
  let lane: Lane;
  let nginx: Nginx;
  let browser: Browser;
  let page: Page;
  const url = () => `http://${lane.name}.localhost${nginx.port === 80 ? '' : `:${nginx.port}`}/`;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    lane = createLane('trypage');
    start(lane);
    nginx = await startNginx(t.path('nginx'));
    await nginx.add(lane.name, lane.folder);
    browser = await chromium.launch({ executablePath: t.path('chromium'), args: flags });
    page = await browser.newPage();
    await page.goto(url());
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await nginx?.stop();
    lane?.remove();
  }, 60_000);

  /** What each part of the page says of itself, read as an attribute and as a word. */
  async function states(): Promise<Record<string, string>> {
    const pairs = parts.map(async (part) => [part, await page.locator(`[data-part=${part}]`).getAttribute('data-state')] as const);
    return Object.fromEntries(await Promise.all(pairs)) as Record<string, string>;
  }

  const shows = (expected: Record<string, State>) => until(`the page shows ${JSON.stringify(expected)}`, async () => JSON.stringify(await states()) === JSON.stringify(expected), 40);

  async function takePictures(name: string): Promise<void> {
    for (const [look, width, height] of looks) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(pictures, `${name}-${look}-${colorScheme}.png`) });
      }
    }
  }

  it('all green', { timeout: 60_000 }, async () => {
    await shows(fine);
    expect(await page.locator('#summary').textContent()).toBe('Everything works.');
    await takePictures('works');
  });

  it.each(cases.map((one) => [one.title, one] as const))('%s: that, and nothing else, is shown; then it is green again', { timeout: 120_000 }, async (title, { breaks, mends, shows: expected }) => {
    breaks(lane);
    const seconds = await shows(expected);
    await takePictures(title.replaceAll(' ', '-'));
    mends(lane);
    const again = await shows(fine);
    console.log(`${title}: shown after ${seconds.toFixed(1)} s, green again after ${again.toFixed(1)} s`);
    expect(await states()).toEqual(fine);
  });

  it("web stopped: nginx's own 502", { timeout: 60_000 }, async () => {
    docker('stop', lane.container('web'));
    const answer = await page.goto(url());
    expect([answer?.status(), await page.locator('h1').textContent()]).toEqual([502, '502 Bad Gateway']);
    await takePictures('web-stopped');
  });
});
