/** Waiting for a condition, never for a time. */

const EVERY = 50;

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Asks until the answer is true; an error counts as no.
 * @returns how many seconds that took
 * @throws Error naming what was waited for
 */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limit = 60): Promise<number> {
  const start = performance.now();
  const passed = () => (performance.now() - start) / 1000;
  while (!(await attempt(condition))) {
    if (passed() > limit) throw new Error(`not within ${limit} s: ${what}`);
    await pause(EVERY);
  }
  return passed();
}

async function attempt(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}
