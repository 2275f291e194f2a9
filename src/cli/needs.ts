/** What a service needs: of the stack, which gets it, and of the project, whose Python the tool does not edit. */
import { catalogue } from '../services/index.ts';
import type { DjangoNeeds } from '../services/types.ts';
import type { Findings, Implied, Stack } from '../stack/types.ts';
import { asAdded, missing } from './requirements.ts';

/** Says of each service that nobody asked for why it is there. */
export function announced(implied: readonly Implied[]): readonly string[] {
  return implied.map(({ id, by, why }) => `${id} comes with ${by}: ${why}.`);
}

/** What the project needs for a service, did not need before and has not: requirements, settings, files of its package. */
export function projectNeeds(id: string, django: DjangoNeeds, before: DjangoNeeds, stack: Stack, found?: Findings): readonly string[] {
  const had = placesOf(before, stack, found);
  const places = placesOf(django, stack, found).filter((place) => !had.includes(place));
  return places.map((place, index) => `${index === 0 ? `For ${id} the project needs,` : 'and'} in ${place}`);
}

function placesOf({ imports = [], requirements = [], settings, migration, modules = [] }: DjangoNeeds, stack: Stack, found?: Findings): readonly string[] {
  const needed = missing([...imports, ...requirements], found ?? NOTHING);
  const lists = stack.django === 'new'
    ? [{ file: 'requirements.txt', lines: imports }, { file: stack.requirements, lines: requirements }].map(({ file, lines }) => ({ lines, text: `${file}: ${lines.join(', ')}` }))
    : [{ lines: needed, text: `${stack.requirements}:\n\n${asAdded(stack, needed)}\n` }];
  return [
    ...lists.filter(({ lines }) => lines.length > 0).map(({ text }) => text),
    ...(settings ? [`its settings:\n\n${settings}`] : []),
    ...(migration ? [`a migration (./stack manage makemigrations --empty <app>):\n\n${migration}`] : []),
    ...modules.filter(({ unless }) => !unless || !found?.has?.includes(unless)).map(({ path, text }) => `${stack.module}/${path}:\n\n${text}`),
  ];
}

const NOTHING: Findings = { folder: '', project: false, frontEnd: false };

/** Which of the catalogue an entry needs, for `list`. */
export function needsInWords(id: string): readonly string[] {
  const needs = catalogue.find((entry) => entry.id === id)?.needs ?? [];
  return needs.map(({ oneOf, why }) => `${oneOf.length > 1 ? `${oneOf.slice(0, -1).join(', ')} or ` : ''}${oneOf.at(-1)}: ${why}`);
}
