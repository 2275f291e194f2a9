/** Requests without a pause, while something breaks: who writes, who reads, and what that saw. */
import { until } from './wait.ts';

export interface Seen {
  readonly requests: number;
  readonly failed: number;
  /** Seconds from the first failed request's start to the last one's end. */
  readonly away: number;
  /** Seconds that the slowest answered request took. */
  readonly slowest: number;
}

interface Sample {
  readonly start: number;
  readonly end: number;
  readonly ok: boolean;
}

export interface Traffic {
  /** Waits until every client has had several successes in a row. */
  settled(limit?: number): Promise<void>;
  /** Requests answered or failed so far. */
  count(): number;
  stop(): Promise<Readonly<Record<string, Seen>>>;
}

const IN_A_ROW = 8;

function summary(samples: readonly Sample[]): Seen {
  const failed = samples.filter(({ ok }) => !ok);
  const away = failed.length === 0 ? 0 : (failed.at(-1)?.end ?? 0) - (failed[0]?.start ?? 0);
  const slowest = Math.max(0, ...samples.filter(({ ok }) => ok).map(({ start, end }) => end - start));
  return { requests: samples.length, failed: failed.length, away: away / 1000, slowest: slowest / 1000 };
}

/**
 * Starts clients, each of which asks again as soon as it has an answer.
 * @param clients by name: one request, and whether it succeeded
 */
export function startTraffic(clients: Readonly<Record<string, () => Promise<boolean>>>): Traffic {
  const samples: Record<string, Sample[]> = {};
  let going = true;
  const ended = Object.entries(clients).map(async ([name, request]) => {
    const mine: Sample[] = (samples[name] = []);
    while (going) {
      const start = performance.now();
      const ok = await request();
      mine.push({ start, end: performance.now(), ok });
      // Refused connections fail at once; a client would not ask a thousand times a second.
      if (!ok) await new Promise((done) => setTimeout(done, 20));
    }
  });
  const well = (since: number) => Object.values(samples).every((all) => {
    const last = all.filter(({ start }) => start > since).slice(-IN_A_ROW);
    return last.length === IN_A_ROW && last.every(({ ok }) => ok);
  });
  return {
    async settled(limit = 60) {
      const since = performance.now();
      await until('all clients succeed again', () => well(since), limit);
    },
    count: () => Object.values(samples).reduce((sum, all) => sum + all.length, 0),
    async stop() {
      going = false;
      await Promise.all(ended);
      return Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, summary(all)]));
    },
  };
}
