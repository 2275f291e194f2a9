/** What the package knows of itself. Both are beside dist/ in the published package and in a clone. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const TEMPLATES = file('templates');

export const VERSION: string = (JSON.parse(readFileSync(file('package.json'), 'utf8')) as { version: string }).version;
