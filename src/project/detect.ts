/** What a folder tells about the project in it. Reads a few files, runs nothing, guesses nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { foreignServices } from './foreign.ts';
import { RECORD } from '../regenerate/record.ts';
import type { Findings } from '../stack/types.ts';
import { unfinishedMerge } from '../stack/unfinished.ts';

/** Where production requirements usually are, the most particular first. */
const REQUIREMENTS = ['requirements-prod.txt', 'requirements/production.txt', 'requirements/prod.txt', 'requirements.txt'];

/**
 * @param folder where the stack is made; need not exist
 * @returns what manage.py, the requirements and a package.json say; what they do not say is absent
 */
export function detect(folder: string): Findings {
  const manage = join(folder, 'manage.py');
  const project = existsSync(manage);
  const settings = project ? settingsIn(readFileSync(manage, 'utf8')) : undefined;
  const requirements = REQUIREMENTS.find((path) => existsSync(join(folder, path)));
  const module = settings?.split('.')[0];
  const foreign = foreignServices(textAt(join(folder, COMPOSE)), textAt(join(folder, RECORD, 'base', COMPOSE)));
  return {
    folder: basename(resolve(folder)),
    project,
    frontEnd: existsSync(join(folder, 'web', 'package.json')),
    ...(foreign.length > 0 && { foreign }),
    ...(module !== undefined && existsSync(join(folder, module, 'wsgi.py')) && { module }),
    ...(settings !== undefined && { settings: production(folder, settings) }),
    ...(requirements !== undefined && { requirements }),
  };
}

const COMPOSE = 'docker-compose.yml';

const textAt = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** Why docker-compose.yml cannot be read, with the line. Without its services nothing can be said about those of a person's. */
export function composeProblem(folder: string): string | undefined {
  const lines = new LineCounter();
  const text = textAt(join(folder, COMPOSE));
  const unfinished = unfinishedMerge(text);
  const [error] = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true }).errors;
  if (unfinished) return `${COMPOSE}:${lines.linePos(unfinished.at).line}: ${unfinished.sentence}`;
  return error && `${COMPOSE}:${lines.linePos(error.pos[0]).line}: ${error.message.replace(/\.?$/, '.')}`;
}

/** The module that manage.py names. */
function settingsIn(manage: string): string | undefined {
  return /['"]DJANGO_SETTINGS_MODULE['"]\s*,\s*['"]([\w.]+)['"]/.exec(manage)?.[1];
}

/** The production settings beside those that manage.py names, if a file says that they exist. */
function production(folder: string, settings: string): string {
  const parent = settings.includes('.') ? settings.slice(0, settings.lastIndexOf('.')) : settings;
  const candidate = [`${settings}.production`, `${parent}.production`, `${settings}.prod`, `${parent}.prod`].find((module) =>
    existsSync(join(folder, `${module.replaceAll('.', '/')}.py`)),
  );
  return candidate ?? settings;
}
