/** How many cases the merges get: 10,000 in all, as the issue asks for in CI; RUNS=500 for a quick look, SEED to see one again. */
import fc from 'fast-check';

const ALL = Number(process.env['RUNS'] ?? 10_000);

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

/** Cases of one property, by its share of all; the seed is printed once a file. */
export const runs = (share: number): { readonly numRuns: number } => ({ numRuns: Math.max(1, Math.ceil(ALL * share)) });

export function printSeed(name: string): void {
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
  console.log(`${name}: SEED=${seed} RUNS=${ALL}`);
}
