/** Services written by hand: which are a question, how they are adopted, and what happens when they go. */
import type { RawAnswers } from '../stack/fields.ts';
import type { Foreign } from '../stack/types.ts';
import { typed } from './outcome.ts';
import type { Standing } from './rerun.ts';

/** A comma-separated answer as a list. */
export const listed = (value: string | undefined): readonly string[] => (value ? value.split(',').map((item) => item.trim()) : []);

/** The service of an item such as `metabase:3000/bi/`. */
export const nameOf = (item: string): string => item.split(':')[0] ?? '';

/**
 * Where nginx could route to it, as far as that is known: x-stack first, then where nginx leads already, then its one published port.
 * @param item by which it is adopted, if it is
 */
export function placeOf({ id, ports, facts }: Foreign, item = ''): { port?: number; route?: string } {
  const said = facts === false ? {} : (facts ?? {});
  const only = ports.length === 1 ? ports[0] : undefined;
  const port = said.port ?? ports.find((published) => published === portOf(item)) ?? only;
  return port === undefined ? {} : { port, route: said.route ?? /\/.*/.exec(item)?.[0] ?? routeTo(id) };
}

/** Where it goes if nobody says otherwise. */
const routeTo = (id: string): string => `/${id.replaceAll('.', '-')}/`;

/** The command that adopts it, complete where it tells enough. */
export function adoptCommand(service: Foreign): string {
  if (service.ports.length === 0) return typed(`adopt ${service.id}`);
  const { port = '<port>', route = routeTo(service.id) } = placeOf(service);
  return typed(`adopt ${service.id} --port ${port} --route ${route}`);
}

/** What it uses and nobody declares: Compose refuses such a file. */
export const undeclared = ({ missingNetworks, missingVolumes }: Foreign): readonly string[] => [...missingNetworks, ...missingVolumes];

/** Publishing a port without saying what for, or in need of something; and neither adopted nor told to be left alone. */
export function isQuestion(service: Foreign, answers: RawAnswers): boolean {
  const { id, ports, facts } = service;
  const asks = ports.length > 0 || facts !== undefined || undeclared(service).length > 0;
  return facts !== false && asks && !listed(answers.adopted).some((item) => nameOf(item) === id);
}

/** What docker-compose.yml no longer has is no longer adopted; one that has only another name is adopted by that. */
export function followed({ file, found }: Standing): { answers: RawAnswers; notes: readonly string[] } {
  const { answers } = file;
  const foreign = found.foreign ?? [];
  const items = listed(answers.adopted);
  const gone = items.filter((item) => !foreign.some(({ id }) => id === nameOf(item)));
  if (gone.length === 0) return { answers, notes: [] };
  const strangers = foreign.filter(({ id }) => !items.some((item) => nameOf(item) === id));
  const next = items.flatMap((item) => (gone.includes(item) ? (itemOf(heirOf(item, strangers), item) ?? []) : [item]));
  const notes = gone.map((item) => {
    const heir = heirOf(item, strangers);
    return `${nameOf(item)} is not in docker-compose.yml any more${heir ? `: it is called ${heir.id} now.` : ', and so not in nginx.'}`;
  });
  return { answers: { ...answers, adopted: next.join(',') }, notes };
}

/** The service that took over its port; or what was declared for it, which would go from under it. */
function heirOf(item: string, strangers: readonly Foreign[]): Foreign | undefined {
  return strangers.find(({ ports }) => ports.includes(portOf(item))) ?? strangers.find((service) => undeclared(service).length > 0);
}

function itemOf(heir: Foreign | undefined, item: string): string | undefined {
  return heir && (heir.ports.includes(portOf(item)) ? item.replace(nameOf(item), heir.id) : heir.id);
}

const portOf = (item: string): number => Number(/:(\d+)/.exec(item)?.[1]);
