/** Lives of a whole stack: what is rendered first, what people do to its files, what is rendered next. */
import fc from 'fast-check';
import { StackError } from '../../src/errors.ts';
import { changes, type Plan, type Snapshot } from '../../src/regenerate/plan.ts';
import { firstPast } from '../../src/regenerate/record.ts';
import { regenerate, type Past, type Regeneration } from '../../src/regenerate/regenerate.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import type { RenderedFile } from '../../src/stack/types.ts';
import { make } from '../support/stacks.ts';
import { editOne, type Step } from './stack-edits.ts';
import { isReadable } from './yaml-lives.ts';
import { CHANGES, STARTS, UPGRADES } from './yaml-stacks.ts';

export type Files = readonly RenderedFile[];

const rendered = new Map<string, Files>();

/** All files of a stack; of one that cannot be, those of the start. */
export function render(start: RawAnswers, change: RawAnswers = {}): Files {
  const key = JSON.stringify({ ...start, ...change });
  const files = rendered.get(key) ?? renderNow(start, change);
  rendered.set(key, files);
  return files;
}

function renderNow(start: RawAnswers, change: RawAnswers): Files {
  try {
    return make({ ...start, ...change }).files;
  } catch (error) {
    if (error instanceof StackError) return make(start).files;
    throw error;
  }
}

/** What a newer tool renders differently, in every kind of file. */
const NEWER: readonly ((files: Files) => Files)[] = UPGRADES.map((compose, version) => (files) => files.map((file) => ({ ...file, content: newer(file, compose, version) })));

function newer({ path, content }: RenderedFile, compose: (text: string) => string, version: number): string {
  if (path === 'docker-compose.yml') return compose(content);
  if (version === 0) return content;
  if (path.endsWith('.conf')) return content.replace('send_timeout 30s;', `send_timeout ${30 + version}s;`).replace('    gzip_vary on;\n', version % 2 ? '' : '    gzip_vary on;\n');
  if (path === 'Dockerfile') return content.replace(/^(WORKDIR .*)$/m, `$1\n# Since version ${version}.\nENV NEWER=${version}`);
  if (path === 'stack') return content.replace('umask 022', `umask 0${20 + version}`);
  if (path === 'DEPLOY.md') return content.replace(/^## .*$/m, (title) => `${title}\n\nSince version ${version} this is so.`);
  return path === 'gunicorn.conf.py' ? content.replace(/^(.*=.*)$/m, `$1\nnewer = ${version}`) : content;
}

export const upgrade = fc.constantFrom(...NEWER);
export const starts = fc.constantFrom<RawAnswers>(...STARTS, { domain: 'shop.example,www.shop.example', with: 'worker' }, { domain: 'ada.shop', tls: 'letsencrypt' });
export const allChanges = fc.constantFrom<RawAnswers>(...CHANGES, { domain: 'www.ada.shop,ada.shop' }, { 'api-prefix': '/rest/,/admin/' }, { 'upload-limit': '50m' }, { python: '3.13' }, { with: 'worker,beat' });
export const stepsOf = (maxLength: number) => fc.array(fc.record({ file: fc.nat(1000), edit: fc.nat(1000), seed: fc.nat(1_000_000) }), { maxLength });

export interface Life {
  readonly base: Files;
  readonly mine: Snapshot;
  readonly next: Files;
}

const MERGED = new Set(['shared', 'lines', 'keys']);

/** A folder as a first run leaves it. */
export const folderOf = (files: Files): Snapshot => new Map(files.map(({ path, content, mode }) => [path, { text: content.replace(/\{\{[A-Z_]+\}\}/g, 'c0ffee'), mode }]));

/** The folder after the edits; most of them go to the files that change most. */
export function edit(folder: Snapshot, files: Files, steps: readonly Step[], first = 0): Snapshot {
  const paths = files.filter(({ ownership }) => MERGED.has(ownership)).map(({ path }) => path);
  const often = [...paths, ...paths.filter((path) => /compose|nginx|Dockerfile|DEPLOY/.test(path))];
  const result = new Map(folder);
  steps.forEach((step, index) => {
    const path = often[step.file % often.length] ?? '';
    const file = result.get(path);
    if (file) result.set(path, { ...file, text: editOne(path, file.text, step, first + index) });
  });
  return result;
}

export const lives: fc.Arbitrary<Life> = fc.record({ start: starts, change: allChanges, newer: upgrade, steps: stepsOf(8) }).map((life) => {
  const base = render(life.start);
  const shown = { ...life, newer: NEWER.indexOf(life.newer) };
  return { base, mine: edit(folderOf(base), base, life.steps), next: life.newer(render(life.start, life.change)), [fc.toStringMethod]: () => JSON.stringify(shown) };
});

export type Decision = 'mine' | 'new' | undefined;

/** One run of the planner. A life whose edits have spoilt a file together does not count. */
export function run(next: Files, mine: Snapshot, past: Past, decision?: Decision): Regeneration {
  try {
    return regenerate(next, { past, mine, decide: () => decision, generate: () => 'c0ffee', wanted: new Set() });
  } catch (error) {
    const path = error instanceof StackError ? /^(docker-[a-z.-]+\.yml):\d+: \S.* Nothing was written\.$/.exec(error.message)?.[1] : undefined;
    if (path !== undefined) fc.pre(isReadable(mine.get(path)?.text ?? ''));
    throw error;
  }
}

export const pastOf = (files: Files): Past => firstPast(files);

/** The folder after a plan. */
export function applied(folder: Snapshot, plan: Plan): Snapshot {
  const result = new Map(folder);
  for (const { path, action, after, mode } of changes(plan)) {
    if (action === 'delete') result.delete(path);
    else result.set(path, { text: after, mode });
  }
  return result;
}
