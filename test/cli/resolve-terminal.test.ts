/** resolve and adopt in a real terminal: both sides are shown, and a key decides. */
import { describe, expect, it } from 'vitest';
import { edit, on, read, stackFolder } from '../support/made.ts';
import { fingerprint } from '../support/program.ts';
import { cursorShown, KEYS, openTerminal } from '../support/terminal.ts';

const MINE = 'image: postgres:18.1-trixie';

function disagreeing(): string {
  const root = stackFolder();
  edit(root, 'docker-compose.yml', 'image: postgres:18-trixie', MINE);
  edit(root, 'django-stack.yml', /^db: 18/m, 'db: 17');
  if (on(root, 'regenerate').code !== 3) throw new Error('no conflict');
  return root;
}

describe('resolve in a terminal', () => {
  it.each<readonly [title: string, columns: number, keys: readonly string[], image: string]>([
    ['keeps mine', 80, [KEYS.enter], MINE],
    ['takes the new', 80, [KEYS.down, KEYS.enter], 'image: postgres:17-trixie'],
    ['takes the new, in 40 columns', 40, [KEYS.down, KEYS.enter], 'image: postgres:17-trixie'],
  ])('%s', async (_title, columns, keys, image) => {
    const root = disagreeing();
    const session = openTerminal(root, ['resolve'], { columns });
    const shown = await session.until(/Keep|keep|yours/i);
    expect(shown).toContain('postgres:17-trixie');
    for (const key of keys) session.press(key);
    const { code, output } = await session.ended;
    expect([code, cursorShown(output)]).toEqual([0, true]);
    expect(read(root, 'docker-compose.yml')).toContain(image);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
  });

  it.each([['Ctrl-C', KEYS.ctrlC], ['Ctrl-D', KEYS.ctrlD], ['Esc', KEYS.escape]])('%s: 130, and nothing is written', async (_title, key) => {
    const root = disagreeing();
    const before = fingerprint(root);
    const session = openTerminal(root, ['resolve']);
    await session.until(/Keep|keep|yours/i);
    session.press(key);
    const { code, output } = await session.ended;
    expect([code, cursorShown(output)]).toEqual([130, true]);
    expect(output).toContain('Nothing was written.');
    expect(fingerprint(root)).toEqual(before);
  });
});

it('adopt in a terminal asks which of several ports', async () => {
  const root = stackFolder();
  edit(root, 'docker-compose.yml', '\nnetworks:\n  default: {}', '\n  bi:\n    image: metabase\n    ports: ["127.0.0.1:3000:3000", "127.0.0.1:3001:3001"]\n\nnetworks:\n  default: {}');
  const session = openTerminal(root, ['adopt', 'bi']);
  await session.until(/3001/);
  session.press(KEYS.down, KEYS.enter);
  expect((await session.ended).code).toBe(0);
  expect(read(root, 'django-stack.yml')).toContain('bi:3001/bi/');
});
