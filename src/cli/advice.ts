/** What an existing project still needs: requirements and settings, as exact lines. Nobody's Python is written to. */
import { djangoSettings } from '../render/django-settings.ts';
import type { Service } from '../services/index.ts';
import type { Findings, Stack } from '../stack/types.ts';
import { asAdded, missing } from './requirements.ts';

function requirementsNote(stack: Stack, services: readonly Service[], found: Findings, databaseUrl: boolean): readonly string[] {
  const needed = services.flatMap(({ django }) => [...(django?.imports ?? []), ...(django?.requirements ?? [])]);
  const lines = missing([...needed, ...(databaseUrl ? ['dj-database-url'] : [])], found);
  return lines.length === 0 ? [] : [`${stack.requirements} still lacks:\n\n${asAdded(stack, lines)}`];
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
  return ['Your Python is as it was.', ...unread, ...requirementsNote(stack, services, found, wanted.includes('DATABASES')), ...settings];
}
