/** What other answers mean beyond the files: for the project's Python, for data on the host, for what runs already. */
import type { Service } from '../services/index.ts';
import type { Stack } from '../stack/types.ts';
import { goneServices } from './gone.ts';
import { announced, projectNeeds } from './needs.ts';
import { typed } from './outcome.ts';
import { sideOf, type Side, type Transition } from './transition.ts';
import { ownersKeys, unfilled } from './unfilled.ts';

/** A sentence each, in the order in which a person needs them. */
export function consequences(transition: Transition): readonly string[] {
  const { before, after, found, plan } = transition;
  const both = { ...after, services: after.services.filter(({ id }) => before.services.some((service) => service.id === id)) };
  const arrived = after.stack.implied.filter(({ id }) => !before.stack.with.includes(id));
  return [...goneServices(both, found.composed), ...announced(arrived), ...wantedOfProject(transition), ...moves(transition), ...leftovers(transition), ...unfilled(onlyIn(after, before, ownersKeys), plan)];
}

/** What the project needs and did not need before: nobody writes into somebody's Python. */
export function wantedOfProject({ before, after, found }: Transition): readonly string[] {
  // Another name of the stack alone means nothing for the project.
  const renamed = sideOf({ ...before.answers, ...(after.answers.name !== undefined && { name: after.answers.name }) }, found);
  const had = new Map(renamed.services.map(({ id, django }) => [id, django]));
  return after.services.flatMap(({ id, django = {} }) => projectNeeds(id, django, had.get(id) ?? {}, after.stack, found));
}

/** Where another answer alone does not make it so: data and containers are where they were. */
function moves({ before: { stack: was }, after: { stack: is } }: Transition): readonly string[] {
  return [
    ...(movesDatabase(was, is) ? [anotherDatabase(was, is)] : []),
    ...(was.volumesRoot !== is.volumesRoot ? [`The data is still in ${was.volumesRoot}. Before anything starts: ./stack down && sudo mv ${was.volumesRoot} ${is.volumesRoot}`] : []),
    ...(was.name !== is.name ? renamed(was, is) : []),
    ...(isBuilt(was) && isBuilt(is) && was.web.kind !== is.web.kind ? [webFiles(is)] : []),
    ...(!was.swarm && is.swarm ? ['It still runs on this host alone. What leads to several is in DEPLOY.md, under "More than one host".'] : []),
    ...(was.tls === 'none' && is.tls !== 'none' ? ['The certificate comes after the site has been copied: see DEPLOY.md.'] : []),
  ];
}

/** True where the data must move by a backup: PostgreSQL reads the files of its own major version alone. */
export const movesDatabase = (was: Stack, is: Stack): boolean => was.db !== is.db && was.db !== 'external' && is.db !== 'external';

const anotherDatabase = (was: Stack, is: Stack): string =>
  `PostgreSQL ${is.db} cannot read the files of PostgreSQL ${was.db}. What is in a database moves by a backup, made while ${was.db} still runs; where there is none yet, ./stack up is all.${
    Number(is.db) < Number(was.db) ? ` An older one may refuse what ${was.db} has written: restore then says so, and changes nothing.` : ''}`;

const isBuilt = ({ web }: Stack): boolean => web.kind === 'static' || web.kind === 'node';

/** Its files are their owner's from the first day on. */
const webFiles = ({ web: { kind } }: Stack): string =>
  `web/Dockerfile is yours and stays: it must answer on port 8000${kind === 'node' ? ', with node in its image' : ''}. To have that of web: ${kind} instead: rm web/Dockerfile && ${typed('regenerate web/Dockerfile')}`;

function renamed(was: Stack, is: Stack): readonly string[] {
  return [
    `The containers of ${was.name} run on under that name until: docker compose -p ${was.name} down`,
    ...(is.db === 'external' ? [] : [`The database still knows its user and itself as ${was.ident}: a new name means dump and restore, as DEPLOY.md says.`]),
    `This host's nginx still has the site of ${was.name}: take /etc/nginx/conf.d/${was.name}.conf away when the new one is there.`,
    `Your directives are in nginx/${was.name}.d, and the site reads ${is.name}.d: mv nginx/${was.name}.d/*.conf nginx/${is.name}.d/`,
  ];
}

/** Folders and keys that no service needs any more, with the command that deletes them. */
function leftovers({ before, after }: Transition): readonly string[] {
  const folders = onlyIn(before, after, ({ directories }) => (directories ?? []).map(({ name }) => name));
  const keys = onlyIn(before, after, ({ secrets }) => (secrets ?? []).map(({ key }) => key));
  return [
    ...folders.map((name) => `Its data is still there. When nobody needs it: sudo rm -r ${after.stack.volumesRoot}/${name}`),
    ...keys.map((key) => `${key} in .env is not used any more.`),
  ];
}

function onlyIn(one: Side, other: Side, names: (service: Service) => readonly string[]): readonly string[] {
  const known = new Set(other.services.flatMap(names));
  return [...new Set(one.services.flatMap(names))].filter((name) => !known.has(name));
}
