/** How many cases the merges get: 10,000 in all, as issue 4 asks for in CI; RUNS=500 for a quick look. */
import { seed } from '../support/seed.ts';

const ALL = Number(process.env['RUNS'] ?? 10_000);

/** Cases of one property, by its share of all. */
export const runs = (share: number): { readonly numRuns: number } => ({ numRuns: Math.max(1, Math.ceil(ALL * share)) });

/** Once a file: how to see the same cases again. */
export const printSeed = (name: string): void => console.log(`${name}: SEED=${seed} RUNS=${ALL}`);
