/** What the package knows of itself: package.json is beside dist/ in the published package and in a clone. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../package.json', import.meta.url));

export const VERSION: string = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
