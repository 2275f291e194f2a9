// Writes THIRD-PARTY-NOTICES.txt: the licence of each package that the bundle holds, as esbuild's metafile names them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { inputs } = JSON.parse(readFileSync('.tools/bundle.json', 'utf8'));
const names = Object.keys(inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);

const notice = (name) => {
  const folder = join('node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
};

const texts = [...new Set(names)].sort().map(notice);
writeFileSync('THIRD-PARTY-NOTICES.txt', `create-django-stack contains these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`);
