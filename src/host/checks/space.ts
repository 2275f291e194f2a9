/** Room on the disks, and memory for a build or a deploy's second container. */
import { fail, ok, warn, type Check } from './types.ts';

const GIB = 2 ** 30;

const inGib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

export const disk: Check = {
  id: 'disk',
  look({ folders: { free } }) {
    const [least] = [...free].sort((a, b) => a.bytes - b.bytes);
    const files = free.find(({ fileShare }) => fileShare < 0.05);
    const fix = 'docker system df says what Docker holds, and docker builder prune clears what builds left; ./stack status says what the backups take';
    if (files) return warn(`${files.path} has hardly any inodes left`, fix);
    if (!least) return ok('not known');
    if (least.bytes < GIB) return fail(`${inGib(least.bytes)} free at ${least.path}: a build or a backup will not fit`, fix);
    if (least.bytes < 5 * GIB) return warn(`${inGib(least.bytes)} free at ${least.path}`, fix);
    return ok(`${inGib(least.bytes)} free at ${least.path}`);
  },
};

export const memory: Check = {
  id: 'memory',
  look({ memory: bytes }) {
    // A machine sold with 1 GiB has a little less.
    if (bytes < 0.9 * GIB) return warn(`${inGib(bytes)} with swap: a build may be killed`, 'add swap, or build elsewhere');
    return ok(`${inGib(bytes)} with swap`);
  },
};
