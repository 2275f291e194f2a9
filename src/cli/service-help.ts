/** What the catalogue knows of one service: what it is, what it needs, what a stack gets with it. */
import { addable, servicesOf } from '../services/index.ts';
import type { Entry, Parts } from '../services/types.ts';
import { resolve } from '../stack/resolve.ts';
import { needsInWords, projectNeeds } from './needs.ts';
import { typed } from './outcome.ts';

const COLUMN = 12;

/** In a stack of default answers, called shop. */
export function serviceHelp(entry: Entry): string {
  const { id, title } = entry;
  const stack = resolve(entry.addable ? { with: id } : {}, { folder: 'shop', project: false, frontEnd: false }, addable);
  const parts: Parts = servicesOf(stack).find((service) => service.id === id) ?? {};
  const rows = [...origin(entry), ...contents(parts), ...beside(parts)];
  const needs = projectNeeds(id, parts.django ?? {}, {}, stack).map((need) => `\n${need.trimEnd()}\n`);
  return `${heading(id, title)}.\n\n${rows.map(([name, text]) => `  ${name.padEnd(COLUMN)}${text}\n`).join('')}${needs.join('')}`;
}

/** "redis: …", and "worker (Celery): …" where the title begins with another name. */
function heading(id: string, title: string): string {
  const [, label = id, text = title] = /^([^:]+): (.*)$/.exec(title) ?? [];
  return label.toLowerCase() === id ? `${id}: ${text}` : `${id} (${label}): ${text}`;
}

type Row = readonly [name: string, text: string];

function origin({ id, addable: mayBeAdded }: Entry): readonly Row[] {
  const how = mayBeAdded ? [`${typed(`add ${id}`)}, or create with --with ${id}`] : ['follows from the answers: every stack has it, unless they say otherwise'];
  return [...how.map((text): Row => ['comes', text]), ...needsInWords(id).map((text): Row => ['needs', text])];
}

function contents({ container, route }: Parts): readonly Row[] {
  const rows: Row[] = [];
  if (container) {
    const { image = '', build, networks } = container.spec;
    rows.push(['image', build === undefined ? `${image}` : 'built here'], ['networks', networks.join(', ')]);
  }
  if (route) rows.push(['answers', `${route.prefixes.join(', ')} at 127.0.0.1:${route.port}`]);
  return rows;
}

function beside({ directories = [], secrets = [], address = {} }: Parts): readonly Row[] {
  return [
    ...directories.map(({ name, why }): Row => ['keeps', `${name}, below volumes-root: ${why}`]),
    ...secrets.map(({ key, why }): Row => ['.env', `${key}: ${why}`]),
    ...Object.keys(address).map((key): Row => ['tells', `${key}, which the containers of the project get`]),
  ];
}
