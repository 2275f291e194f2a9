/**
 * Six edits of every compose file of a folder: right to the byte, or a conflict with its reason. The folder is that of the
 * tests, and any other one besides, below which every *.yml and *.yaml is read: COMPOSE_CORPUS=/a/folder npm run corpus
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { describeWith } from '../support/need.ts';
import { COMPOSE_EDITS, tryEdit, type Outcome, type Result } from './compose-edits.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/compose', import.meta.url));
const CORPUS = process.env['COMPOSE_CORPUS'];
const NAMES = Object.keys(COMPOSE_EDITS);

function filesIn(folder: string): readonly (readonly [name: string, text: string])[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name)).sort();
  return names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}

function readable(text: string): boolean {
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { logLevel: 'silent' });
  return document.errors.length === 0 && document.has('services');
}

/** Every edit of every file, counted by outcome. */
function tally(folder: string): { readonly wrong: readonly string[]; readonly table: Record<string, Record<Outcome, number>>; readonly reasons: readonly string[] } {
  const [wrong, reasons]: [string[], string[]] = [[], []];
  const table = Object.fromEntries(NAMES.map((name) => [name, { right: 0, conflict: 0, 'not applicable': 0, WRONG: 0 }]));
  for (const [file, text] of filesIn(folder).filter(([, content]) => readable(content))) {
    for (const name of NAMES) {
      const { outcome, reason } = tryEdit(text, name);
      (table[name] as Record<Outcome, number>)[outcome] += 1;
      if (outcome === 'WRONG') wrong.push(`${file} ${name}: ${reason}`);
      if (outcome === 'conflict') reasons.push(`${file} ${name}: ${reason}`);
    }
  }
  return { wrong, table, reasons };
}

describe('the six edits', () => {
  it.each([FIXTURES, ...(CORPUS ? [CORPUS] : [])])('are right to the byte in every file of %s, or a conflict with a reason', { timeout: 600_000 }, (folder) => {
    const { wrong, table, reasons } = tally(folder);
    console.table(table);
    console.log(reasons.join('\n'));
    expect(wrong).toEqual([]);
  });

  it('see sixty shapes and more', () => {
    expect(filesIn(FIXTURES).length).toBeGreaterThanOrEqual(60);
  });
});

describeWith(['compose-2.26'], 'Docker Compose', ({ path }) => {
  const config = (folder: string, name: string, text: string) => new Promise<string | undefined>((done) => {
    const file = join(folder, `${name}.yml`);
    writeFileSync(file, text);
    execFile(path('compose-2.26'), ['-p', 'shop', '-f', file, 'config', '--format', 'json', '--no-interpolate'], { timeout: 30_000 }, (error, out) => done(error ? undefined : out));
  });

  /** All edits of a file that have come right, one after the other. */
  function all(text: string): Result {
    return NAMES.filter((name) => name !== 'deleteService').reduce<Result>((before, name) => {
      const { outcome, text: after } = tryEdit(before.text, name);
      const { next } = tryEdit(before.next, name);
      return outcome === 'right' ? { outcome, text: after, next } : before;
    }, { outcome: 'right', text, next: text });
  }

  it('sees in the edited file what it sees in the wanted one', { timeout: 180_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-'));
    const files = filesIn(CORPUS ?? FIXTURES);
    let compared = 0;
    const check = async ([name, text]: readonly [string, string], index: number) => {
      const { text: edited, next } = all(text);
      const seen = await Promise.all([text, edited, next].map((content, side) => config(folder, `${index}-${side}`, content)));
      if (seen[0] === undefined || seen[2] === undefined) return;
      compared += 1;
      expect(seen[1], name).toBe(seen[2]);
    };
    for (let at = 0; at < files.length; at += 4) await Promise.all(files.slice(at, at + 4).map((file, index) => check(file, at + index)));
    rmSync(folder, { recursive: true });
    console.log(`${compared} of ${files.length} files compared by Docker Compose`);
    expect(compared).toBeGreaterThan(0);
  });
});
