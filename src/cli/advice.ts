/** What an existing project still needs: requirements and settings, as exact lines. Nobody's Python is written to. */
import { djangoSettings } from '../render/django-settings.ts';
import type { Service } from '../services/index.ts';
import { sourceOf } from '../stack/source.ts';
import type { Findings, Stack } from '../stack/types.ts';

/** Any of these is what Django's PostgreSQL backend takes. */
const DRIVERS = ['psycopg', 'psycopg2', 'psycopg2-binary'];

/** The command of each tool that adds requirements to its lock. */
const ADDS: Readonly<Record<string, string>> = { 'uv.lock': 'uv add', 'poetry.lock': 'poetry add', 'pdm.lock': 'pdm add', 'Pipfile.lock': 'pipenv install' };

const nameOf = (requirement: string) => /^[\w.-]+/.exec(requirement)?.[0].toLowerCase() ?? '';

/** Requirements that the project's own list does not have; all, where it could not be read. */
function missing(services: readonly Service[], { installed = [] }: Findings, databaseUrl: boolean): readonly string[] {
  const needed = [...new Set(services.flatMap(({ django }) => [...(django?.imports ?? []), ...(django?.requirements ?? [])]))];
  const has = (name: string) => installed.includes(name) || (DRIVERS.includes(name) && DRIVERS.some((driver) => installed.includes(driver)));
  return [...needed, ...(databaseUrl ? ['dj-database-url'] : [])].filter((line) => !has(nameOf(line)));
}

function requirementsNote({ requirements }: Stack, lines: readonly string[]): readonly string[] {
  const { file } = sourceOf(requirements);
  const add = ADDS[file];
  if (lines.length === 0) return [];
  return [`${requirements} still lacks:\n\n${add ? `    ${add} ${lines.map((line) => `"${line}"`).join(' ')}` : lines.map((line) => `    ${line}`).join('\n')}`];
}

/** Notes for the end of `create`; none for a new project, which has everything. */
export function advice(stack: Stack, services: readonly Service[], found: Findings): readonly string[] {
  if (stack.django === 'new') return [];
  const { lacks } = found;
  const unread = lacks === undefined ? ['DEPLOY.md lists the settings the stack counts on: no file here tells which it has.'] : [];
  const wanted = lacks?.filter((name) => name !== 'CACHES' || stack.cache !== 'none').filter((name) => !stack.variables.includes(name)) ?? [];
  const told = wanted.filter((name) => name !== 'BASE_DIR');
  const code = djangoSettings(stack, services.flatMap(({ django }) => django?.settings ?? []), wanted);
  const settings = told.length > 0 ? [`${stack.settings} still lacks, and DEPLOY.md has it too:\n\n${code.replaceAll(/^(?=.)/gm, '    ')}`] : [];
  return ['Your Python is as it was.', ...unread, ...requirementsNote(stack, missing(services, found, wanted.includes('DATABASES'))), ...settings];
}
