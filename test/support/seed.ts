/**
 * The seed of every property: the commit's, so that a commit that passed passes again, and the next one is tried with
 * other cases. SEED sees one again, or something new: SEED=$RANDOM.
 */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { ROOT } from './stacks.ts';

const commit = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).stdout ?? '';

export const seed = Number(process.env['SEED'] ?? (Number.parseInt(commit.slice(0, 7), 16) || 1));

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
