/** Which folder a stack is made in. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { StackError } from '../errors.ts';
import type { Below } from '../project/below.ts';
import { few } from '../render/words.ts';
import type { RawAnswers } from '../stack/fields.ts';
import { nearest } from '../stack/nearest.ts';
import { STACK_FILE } from '../stack/paths.ts';
import { shown } from '../stack/shown.ts';
import { VERSION } from '../version.ts';
import type { Invocation } from './argv.ts';
import { commands } from './commands/index.ts';
import { quoted } from './report.ts';
import type { Terminal } from './terminal.ts';

export interface Folder {
  /** As the person named it, or as we would; what `cd` takes. */
  readonly shown: string;
  /** The same in a sentence. */
  readonly called: string;
  readonly path: string;
  /** What choosing it has answered: which project. */
  readonly said: RawAnswers;
}

/** A word for a folder, and what it says of the project. */
type Named = Pick<Folder, 'said'> & { readonly word: string };

/**
 * The one that was named, or that a project tells, or that is asked for.
 * @throws StackError usage, where nobody can answer, or a command was mistyped; undecided, where projects are in several
 */
export async function chooseFolder({ words, flags }: Invocation, given: RawAnswers, terminal: Terminal): Promise<Folder> {
  if (words[0] !== undefined) refuseMistyped(words[0], terminal.cwd);
  if (terminal.interactive) (await import('./ask.ts')).welcome(VERSION, terminal);
  if (words[0] === undefined && !terminal.interactive && !('yes' in flags)) throw new StackError('usage', 'Which folder? Where nobody is asked it must be named.', ['npm create django-stack my-site -- --yes']);
  const { word, said } = words[0] === undefined ? await unnamed(given, terminal) : saying(words[0]);
  return { ...folderAt(terminal.cwd, word), said };
}

const saying = (word: string, said: RawAnswers = {}): Named => ({ word, said });

/** Beside a stack a word that is nearly a command is one: nobody means a second stack in the folder of the first. */
function refuseMistyped(word: string, cwd: string): void {
  const near = /^[a-z]+$/.test(word) ? nearest(word, Object.keys(commands)) : undefined;
  if (near === undefined || existsSync(join(cwd, word)) || !existsSync(join(cwd, STACK_FILE))) return;
  throw new StackError('usage', `There is no command ${shown(word)}; did you mean ${near}?`, [`For a stack in a folder of that name: ./${word}`]);
}

/** Nobody said which: the one that a project here or below tells, or a new one. */
async function unnamed(given: RawAnswers, terminal: Terminal): Promise<Named> {
  const fallback = defaultFolder(terminal.cwd, given.name);
  if (fallback === '.') return saying(fallback);
  const { projectsBelow } = await import('../project/below.ts');
  const below = given.django === 'new' ? [] : projectsBelow(terminal.cwd);
  if (!terminal.interactive) return saying(onlyOf(below, fallback));
  const ask = await import('./ask.ts');
  const project = below.length > 0 ? await ask.askAboutProjects(below, terminal) : undefined;
  const place = below.find(({ projects }) => project !== undefined && projects.includes(project));
  if (project !== undefined && place) return saying(place.folder, { manage: from(place.folder, project) });
  // Here there are some, and the person wants none of them; elsewhere it may be one.
  const most = given.django === 'new' || given.manage !== undefined ? Infinity : below.length > 0 ? 0 : 1;
  return saying(await ask.askFolder(fallback, (typed) => tooMany(projectsBelow(resolve(terminal.cwd, typed)), most), terminal));
}

/** A path, from a folder above it. */
function from(folder: string, path: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1) || '.';
}

/** Which of several is asked in the folder that holds them: there the choice says where the stack goes as well. */
function tooMany(below: readonly Below[], most: number): string | undefined {
  const projects = below.flatMap((one) => one.projects);
  return projects.length > most ? `It holds ${few(projects, 3)}. Name another folder, or run this in that one.` : undefined;
}

function onlyOf(below: readonly Below[], fallback: string): string {
  if (below.length > 1) {
    const projects = below.flatMap((one) => one.projects);
    throw new StackError('undecided', `There are Django projects here: ${projects.join(', ')}. Nothing was written.`, [
      ...below.map(({ folder }) => `npm create django-stack ${quoted(folder)} -- --yes`),
      `A new one: npm create django-stack ${quoted(fallback)} -- --yes`,
    ]);
  }
  return below[0]?.folder ?? fallback;
}

/**
 * @param named by the person, relative to `cwd`
 * @throws StackError failed, if a file stands there
 */
function folderAt(cwd: string, named: string): Omit<Folder, 'said'> {
  const path = resolve(cwd, named);
  let standing = path;
  while (!existsSync(standing)) standing = dirname(standing);
  if (!statSync(standing).isDirectory()) throw new StackError('failed', `${relative(cwd, standing)} is a file. Name a folder, new or existing.`);
  const shown = named.replace(/(?<=[^/])\/+$/, '');
  return { shown, called: shown === '.' ? 'this folder' : shown, path };
}

/** This folder, where it is empty, a stack or a Django project; a new one in it, otherwise. */
function defaultFolder(cwd: string, name: string | undefined): string {
  const entries = readdirSync(cwd).filter((entry) => !entry.startsWith('.git'));
  const here = entries.length === 0 || ['manage.py', STACK_FILE].some((file) => existsSync(join(cwd, file)));
  return here ? '.' : (name ?? 'my-site');
}
