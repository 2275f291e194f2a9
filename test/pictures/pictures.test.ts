/** The pictures of README.md, made from the program. `npx vitest run --config test/vitest.config.ts test/pictures -u` makes them anew. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../support/need.ts';
import { homeWithProgram, run, tempFolder } from '../support/program.ts';
import { ROOT } from '../support/stacks.ts';
import { draw } from './draw.ts';
import { record, type Frame } from './record.ts';
import { story, SUMMARY, TITLE } from './story.ts';

const picture = (name: string) => join(ROOT, 'test/pictures', name);
const SIZE = { columns: 84, rows: 37 };

let frames: Promise<readonly Frame[]> | undefined;
/** Recorded once. */
const recorded = () => (frames ??= record(story, tempFolder(), { ...SIZE, env: homeWithProgram() }));

it('the recording shows what the program shows', async () => {
  await expect(draw(await recorded(), SIZE, TITLE, SUMMARY)).toMatchFileSnapshot(picture('recording.svg'));
});

it('the picture of the stack is what show --svg draws', async () => {
  const cwd = tempFolder();
  run(['shop', '--yes'], { cwd });
  await expect(run(['show', '--svg'], { cwd: join(cwd, 'shop') }).stdout).toMatchFileSnapshot(picture('stack.svg'));
});

it.each(['recording.svg', 'stack.svg'])('%s has a title and a description, and needs nothing from elsewhere', (name) => {
  const text = readFileSync(picture(name), 'utf8');
  expect(text).toMatch(/<title id="\S+">[^<]+<\/title>\n<desc id="\S+">[^<]+<\/desc>/);
  expect(text).not.toMatch(/url\(|<script|@import|@font-face|href|src=/);
  expect(text.length).toBeLessThan(24_000);
});

/** The lines that are seen, from the upper edge of the window to the lower one, with plain blanks. */
async function seen(page: Page): Promise<readonly string[]> {
  const lines: Record<string, string> = await page.evaluate(`(() => {
    const { top, bottom } = document.querySelector('.page').getBoundingClientRect();
    const texts = [...document.querySelectorAll('text')].filter((text) => getComputedStyle(text).visibility === 'visible');
    const inside = texts.map((text) => [text.getBoundingClientRect(), text.textContent]).filter(([box]) => box.top > top && box.bottom < bottom);
    return Object.fromEntries(inside.map(([box, content]) => [Math.round((box.top - top) / 18), content]));
  })()`);
  return Object.values(lines).map((line) => line.replaceAll('\u00a0', ' '));
}

const shownBy = ({ lines, top }: Frame): readonly string[] =>
  lines.slice(top).map((runs) => runs.map(({ text }) => text).join('')).filter((line) => line !== '');

describeWith(['chromium'], 'in a browser', ({ path }) => {
  const open = async (reducedMotion: 'reduce' | 'no-preference') => {
    const browser = await chromium.launch({ executablePath: path('chromium'), args: ['--no-sandbox', '--disable-gpu'] });
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ reducedMotion });
    await page.goto(`file://${picture('recording.svg')}`);
    return page;
  };

  it('the recording plays frame by frame', async () => {
    const page = await open('no-preference');
    let begin = 0;
    for (const frame of await recorded()) {
      await page.evaluate(`for (const each of document.getAnimations()) { each.pause(); each.currentTime = ${begin + frame.hold / 2}; }`);
      expect(await seen(page)).toEqual(shownBy(frame));
      begin += frame.hold;
    }
  });

  it('who wants no motion sees how it ends', async () => {
    const page = await open('reduce');
    expect(await seen(page)).toEqual((await recorded()).slice(-1).flatMap(shownBy));
    expect((await seen(page)).join('\n')).toContain('# ours');
  });
});
