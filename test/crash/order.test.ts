/**
 * A power cut loses what was written but not yet forced to the disk: bytes of files, and names in folders.
 * So each name is given to bytes that are on the disk already, and is itself on the disk before anything builds on it.
 */
import { dirname } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { change } from '../../src/files/change.ts';
import { undo } from '../../src/files/undo.ts';
import { callsOf, type Call } from './faults.ts';
import { copy, forgetScene } from './outcome.ts';
import { ABOUT, EDITS, tearDown } from './scene.ts';

afterAll(forgetScene);

interface Step {
  readonly does: 'write' | 'sync' | 'name' | 'unname';
  readonly path: string;
  readonly to?: string;
}

/** Opened files by the order of their calls: one is closed before the next is opened. */
function stepsOf(calls: readonly Call[]): readonly Step[] {
  let opened = '';
  return calls.flatMap(({ name, args }): Step[] => {
    if (name === 'open') opened = String(args[0]);
    if (name === 'write') return [{ does: 'write', path: opened }];
    if (name === 'fsync') return [{ does: 'sync', path: opened }];
    if (name === 'rename' || name === 'link') return [{ does: 'name', path: String(args[0]), to: String(args[1]) }];
    return name === 'unlink' || name === 'mkdir' ? [{ does: 'unname', path: String(args[0]) }] : [];
  });
}

function after(steps: readonly Step[], from: number, path: string): number {
  const found = steps.findIndex((step, index) => index > from && step.does === 'sync' && step.path === path);
  return found < 0 ? Infinity : found;
}

/** Names that were given before their bytes, or that something was built on before they were there to stay. */
function tooEarly(steps: readonly Step[]): readonly string[] {
  const commits = steps.flatMap(({ to = '' }, index) => (/(forward\.json|\/undo)$/.test(to) ? [index] : []));
  return steps.flatMap(({ does, path, to = '' }, index) => {
    if (does !== 'name' || /\/done$/.test(to) || /\/(change|undo)$/.test(path)) return [];
    const written = steps.findLastIndex((step, at) => at < index && step.does === 'write' && step.path === path);
    const bytes = after(steps, written, path) < index;
    const next = commits.find((at) => at > index) ?? Infinity;
    return bytes && after(steps, index, dirname(to)) < Math.min(next, steps.length) ? [] : [`${path} → ${to}`];
  });
}

test('bytes before names, names before what builds on them', () => {
  const root = copy();
  const runs = [() => change(root, EDITS, ABOUT), () => void undo(root), () => void undo(root)].map((work) => stepsOf(callsOf(work)));
  tearDown(root);
  const names = runs.map((steps) => steps.filter(({ does }) => does === 'name').length);
  console.log('names given:', names, 'syncs:', runs.map((steps) => steps.filter(({ does }) => does === 'sync').length));
  expect(runs.map(tooEarly)).toEqual([[], [], []]);
  expect(Math.min(...names)).toBeGreaterThan(10);
});

test('the commit point comes after every staged byte and before the first file is touched', () => {
  const root = copy();
  const steps = stepsOf(callsOf(() => change(root, EDITS, ABOUT)));
  tearDown(root);
  const commit = steps.findIndex(({ to }) => to?.endsWith('forward.json'));
  const outside = ({ does, path, to = path }: Step) => does !== 'sync' && !to.includes('/.django-stack/journal');
  const folderSynced = after(steps, commit, dirname(steps[commit]?.to ?? ''));
  expect(steps.slice(0, commit).filter(outside)).toEqual([]);
  expect(steps.slice(commit).filter(({ does, path }) => does === 'write' && path.includes('/journal/'))).toEqual([]);
  expect(steps.findIndex((step, index) => index > commit && outside(step))).toBeGreaterThan(folderSynced);
});
