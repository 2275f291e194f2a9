/** The starter page, in a real browser. Pictures of it go to .tools/pages. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../support/need.ts';
import { ROOT } from '../support/stacks.ts';
import { startStub, type Api, type Stub } from './stub.ts';

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const fine = { api: true, database: true, cache: true, media: true };
const everything = 'api: works, database: works, cache: works, media: works';
const nothing = 'api: does not work, database: unknown, cache: unknown, media: unknown';
const silentApi = 'The api does not work. On the server, ./stack logs says why.';

/** What the api says, what each line of the page then says, and the sentence above them. */
const cases: readonly (readonly [title: string, api: Api, lines: string, sentence: string])[] = [
  ['all is well', fine, everything, 'Everything works.'],
  ['the database is away', { ...fine, database: false }, everything.replace('database: works', 'database: does not work'), 'The database does not work. On the server, ./stack logs says why.'],
  ['the api is down', 502, nothing, silentApi],
  ['all but the api is away', { api: true, database: false, cache: false, media: false }, everything.replaceAll(/(?<!api): works/g, ': does not work'), 'The database, cache and media do not work. On the server, ./stack logs says why.'],
  ['the api says less than it should', { api: true, database: true }, 'api: works, database: works, cache: unknown, media: unknown', 'The api works, and does not say all of the rest.'],
  ['something else answers for the api', 'not JSON', nothing, silentApi],
  ['the endpoint was taken out', 404, nothing, silentApi],
];

const sizes = [[390, 844, 'light'], [390, 844, 'dark'], [1280, 800, 'light'], [1280, 800, 'dark']] as const;
const pictures = join(ROOT, '.tools/pages');

interface Visit {
  readonly page: Page;
  readonly stub: Stub;
  /** Errors of the page and of its Content-Security-Policy. A refused request is none. */
  readonly errors: readonly string[];
}

/** What the page's lines say to somebody who cannot see colours. */
async function linesOf(page: Page): Promise<string> {
  const items = await page.getByRole('listitem').all();
  const texts = items.map(async (item) => `${await item.locator('.name').innerText()}: ${await item.locator('.state').innerText()}`);
  return (await Promise.all(texts)).join(', ');
}

function errorsOf(page: Page, stub: Stub): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (!/^Failed to load resource: .* (404|502)/.test(message.text())) errors.push(message.text());
  });
  page.on('request', (request) => request.url().startsWith(stub.url) || errors.push(`asks elsewhere: ${request.url()}`));
  return errors;
}

/** Ends the pause between two questions, as if the time had passed. */
const later = (page: Page) => page.clock.runFor(5_100);

async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} })`);
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
}

describeWith(['chromium'], 'the starter page', (t) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: t.path('chromium'), args: quiet });
  }, 60_000);
  afterAll(() => browser.close());

  async function visit(api: Api, answers: Parameters<typeof startStub>[0] = {}, look: BrowserContextOptions = {}): Promise<Visit> {
    const stub = await startStub(answers);
    stub.api = api;
    const page = await browser.newPage(look);
    onTestFinished(async () => {
      await page.close();
      await stub.close();
    });
    const errors = errorsOf(page, stub);
    await page.clock.install();
    await page.goto(stub.url);
    await expect.poll(() => page.locator('#summary').innerText()).not.toMatch(/^Asking/);
    return { page, stub, errors };
  }

  it.each(cases)('says in words, without an error, when %s', async (_, api, lines, sentence) => {
    const { page, errors } = await visit(api);
    expect(await linesOf(page)).toBe(lines);
    expect(await page.getByRole('status').textContent()).toBe(sentence);
    expect(errors).toEqual([]);
  });

  describe.each(sizes)('at %i × %i, %s', (width, height, scheme) => {
    it.each(cases.slice(0, 3))('fits when %s', async (title, api) => {
      const { page } = await visit(api, {}, { viewport: { width, height }, colorScheme: scheme });
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${title.replaceAll(' ', '-')}-${width}-${scheme}.png`) });
      expect(await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.scrollHeight]')).toEqual([width, height]);
    });
  });

  it('is in the same place with a cache and without one, and with a name of any length', async () => {
    const { page, errors } = await visit({ api: true, database: true, media: true }, { cache: 'none', name: 'the-longest-name-a-stack-has-x' }, { viewport: { width: 320, height: 640 } });
    expect(await linesOf(page)).toBe('api: works, database: works, media: works');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    expect(errors).toEqual([]);
  });

  it('follows what changes', async () => {
    const { page, stub } = await visit(fine);
    stub.api = 502;
    await later(page);
    await expect.poll(() => linesOf(page)).toBe(nothing);
    stub.api = fine;
    await later(page);
    await expect.poll(() => linesOf(page)).toBe(everything);
  });

  it('asks nothing while nobody sees it, and at once when somebody does', async () => {
    const { page, stub } = await visit(fine);
    await setHidden(page, true);
    await page.clock.runFor(60_000);
    expect(stub.asked).toBe(1);
    await setHidden(page, false);
    await expect.poll(() => stub.asked).toBe(2);
  });

  it.each([
    ['/api/,/admin/', '/api/status/', true],
    ['/rest/', '/rest/status/', false],
  ])('with the prefixes %s asks %s; links to the administration: %s', async (prefixes, path, linked) => {
    const { page } = await visit(fine, { 'api-prefix': prefixes });
    expect(await page.locator('#parts').getAttribute('data-status')).toBe(path);
    expect(await page.getByRole('link').count()).toBe(linked ? 1 : 0);
  });

  it('has a heading, a list and a link that the keyboard reaches', async () => {
    const { page } = await visit(fine, { web: 'node' });
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('shop');
    expect(await page.getByRole('list').getByRole('listitem').count()).toBe(4);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('/admin/');
    expect(await page.locator('footer').innerText()).toContain('web/public/index.html');
  });
});
