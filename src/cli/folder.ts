/** Which folder a stack is made in. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { StackError } from '../errors.ts';
import type { Below } from '../project/below.ts';
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
}

/**
 * The one that was named, or that a project tells, or that is asked for.
 * @throws StackError usage, where nobody can answer, or a command was mistyped; undecided, where projects are in several
 */
export async function chooseFolder({ words, flags }: Invocation, given: RawAnswers, terminal: Terminal): Promise<Folder> {
  if (words[0] !== undefined) refuseMistyped(words[0], terminal.cwd);
  if (terminal.interactive) (await import('./ask.ts')).welcome(VERSION, terminal);
  const named = words[0] ?? (terminal.interactive || 'yes' in flags ? await unnamed(given, terminal) : undefined);
  if (named === undefined) throw new StackError('usage', 'Which folder? Where nobody is asked it must be named.', ['npm create django-stack my-site -- --yes']);
  return folderAt(terminal.cwd, named);
}

/** Beside a stack a word that is nearly a command is one: nobody means a second stack in the folder of the first. */
function refuseMistyped(word: string, cwd: string): void {
  const near = /^[a-z]+$/.test(word) ? nearest(word, Object.keys(commands)) : undefined;
  if (near === undefined || existsSync(join(cwd, word)) || !existsSync(join(cwd, STACK_FILE))) return;
  throw new StackError('usage', `There is no command ${shown(word)}; did you mean ${near}?`, [`For a stack in a folder of that name: ./${word}`]);
}

/** Nobody said which: the one that a project here or below tells, or a new one. */
async function unnamed(given: RawAnswers, terminal: Terminal): Promise<string> {
  const fallback = defaultFolder(terminal.cwd, given.name);
  if (fallback === '.') return fallback;
  const below = given.django === 'new' ? [] : (await import('../project/below.ts')).projectsBelow(terminal.cwd);
  if (!terminal.interactive) return onlyOf(below, fallback);
  const ask = await import('./ask.ts');
  return (below.length > 0 ? await ask.askAboutProjects(below, terminal) : undefined) ?? (await ask.askFolder(fallback, terminal));
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
function folderAt(cwd: string, named: string): Folder {
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
