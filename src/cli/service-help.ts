/** What the catalogue knows of one service: what it is, what it needs, what a stack gets with it. */
import { StackError } from '../errors.ts';
import { detect } from '../project/detect.ts';
import { addable, servicesOf } from '../services/index.ts';
import type { Entry, Parts } from '../services/types.ts';
import { meaningful, resolve } from '../stack/resolve.ts';
import type { Stack } from '../stack/types.ts';
import { hanging } from './columns.ts';
import { needsInWords, projectNeeds } from './needs.ts';
import { typed } from './outcome.ts';
import { readStackFile } from './stack-here.ts';
import { withWords } from './targets.ts';
import type { Terminal } from './terminal.ts';

const COLUMN = 14;

/** In the stack of this folder, as it would be with the service; in no stack in particular where there is none. */
export function serviceHelp(entry: Entry, { cwd, width }: Terminal): string {
  const { id, title } = entry;
  const partsIn = (stack: Stack): Parts | undefined => servicesOf(stack).find((service) => service.id === id);
  const here = stackHere(id, cwd);
  const stack = here && partsIn(here) ? here : anyStack(entry);
  const parts = partsIn(stack) ?? {};
  const rows = [...origin(entry), ...contents(parts), ...beside(parts)].map(([name, text]) => hanging(`  ${name}`, text, COLUMN, width));
  const needs = projectNeeds(id, parts.django ?? {}, {}, stack).map((need) => `\n${need.trimEnd()}\n`);
  return `${hanging('', `${heading(id, title)}.`, 0, width)}\n\n${rows.map((row) => `${row}\n`).join('')}${needs.join('')}`;
}

/** Undefined also where the stack cannot be read, or refuses the service: help is there whatever else is wrong. */
function stackHere(id: string, folder: string): Stack | undefined {
  try {
    const answers = readStackFile(folder)?.answers;
    return answers && resolve(meaningful(withWords(answers, [id])), detect(folder, answers), addable);
  } catch (error) {
    if (error instanceof StackError) return undefined;
    throw error;
  }
}

/** What every project has a name of its own for stands in angle brackets. */
function anyStack({ id, addable: mayBeAdded }: Entry): Stack {
  const stack = resolve(mayBeAdded ? { with: id } : {}, { folder: 'shop', project: false, frontEnd: false }, addable);
  return { ...stack, django: 'existing', ident: '<name>', module: '<module>', settings: '<settings>', requirements: 'its requirements' };
}

/** "redis: …", and "worker (Celery): …" where the title begins with another name. */
function heading(id: string, title: string): string {
  const [, label = id, text = title] = /^([^:]+): (.*)$/.exec(title) ?? [];
  return label.toLowerCase() === id ? `${id}: ${text}` : `${id} (${label}): ${text}`;
}

type Row = readonly [name: string, text: string];

function origin({ id, addable: mayBeAdded }: Entry): readonly Row[] {
  const how: readonly Row[] = mayBeAdded ? [['comes', typed(`add ${id}`)], ['', `or create with --with ${id}`]] : [['comes', 'from the answers: every stack has it, unless they say otherwise']];
  return [...how, ...needsInWords(id).map((text): Row => ['needs', text])];
}

function contents({ container, route }: Parts): readonly Row[] {
  const rows: Row[] = [];
  if (container) {
    const { image = '', build, networks } = container.spec;
    rows.push(['image', build !== undefined ? 'built here' : container.runsProject ? 'that of the api' : `${image}`], ['networks', networks.join(', ')]);
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
