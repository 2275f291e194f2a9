/** The menu of a bare call inside a stack's folder. Each entry is a command, and shows how it is typed the next time. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD } from '../regenerate/record.ts';
import { catalogue } from '../services/index.ts';
import type { Option } from '../stack/question.ts';
import { VERSION } from '../version.ts';
import { isQuestion, listed, nameOf } from './adoption.ts';
import { parseArgv, type Invocation } from './argv.ts';
import { choose, farewell, welcome } from './ask.ts';
import { commands, type Result } from './commands/index.ts';
import { typed } from './outcome.ts';
import { standingIn, type Standing } from './rerun.ts';
import type { Terminal } from './terminal.ts';

interface Entry {
  readonly label: string;
  readonly hint?: string;
  /** Whether it makes sense now; always, if absent. */
  readonly when?: (standing: Standing) => boolean;
  /** What its word may be. Without any it is not offered. */
  readonly words?: (standing: Standing) => readonly Option[];
}

const hasConflicts = ({ recorded }: Standing) => recorded.files.some((path) => /^[^/]+\/conflicts\/(?!interrupted\/)/.test(path));

/** By the name of the command. */
const entries: Readonly<Record<string, Entry>> = {
  resolve: { label: 'Settle conflicts', when: hasConflicts },
  add: { label: 'Add a service', words: notAdded },
  remove: { label: 'Remove a service', hint: 'its data stays', words: added },
  adopt: { label: 'Take a service of yours into the stack', words: adoptable },
  regenerate: { label: 'Regenerate', hint: 'after django-stack.yml or docker-compose.yml changed' },
  show: { label: 'Show the stack' },
  doctor: { label: 'Check this host', hint: 'is it fit to run the stack?' },
  install: { label: "Install on this host's nginx" },
  undo: { label: 'Take back the last run', when: ({ root }) => existsSync(join(root, RECORD, 'undo')) },
};

const LEAVE: Option = { value: 'leave', label: 'Nothing, thank you' };

function notAdded({ file }: Standing): readonly Option[] {
  const present = listed(file.answers.with);
  return catalogue.filter(({ id, addable }) => addable && !present.includes(id)).map(({ id, title }) => ({ value: id, label: id, hint: title }));
}

function added({ file: { answers } }: Standing): readonly Option[] {
  return [...listed(answers.with), ...listed(answers.adopted).map(nameOf)].map((id) => ({ value: id, label: id }));
}

function adoptable({ file, found }: Standing): readonly Option[] {
  return (found.foreign ?? []).filter((service) => isQuestion(service, file.answers)).map(({ id }) => ({ value: id, label: id }));
}

function offered([name, { when, words }]: readonly [string, Entry], standing: Standing): boolean {
  return commands[name]?.load !== undefined && (when?.(standing) ?? true) && words?.(standing).length !== 0;
}

/**
 * Asks what to do with the stack of this folder, and does it.
 * @throws StackError cancelled; and whatever the command throws
 */
export async function menu(invocation: Invocation, terminal: Terminal): Promise<Result> {
  welcome(VERSION, terminal);
  const standing = standingIn(terminal.cwd, invocation);
  const options = Object.entries(entries).filter((entry) => offered(entry, standing)).map(([value, { label, hint }]) => ({ value, label, ...(hint && { hint }) }));
  const name = await choose(`${standing.file.answers.name}: what shall be done?`, [...options, LEAVE], terminal);
  const words = entries[name]?.words?.(standing);
  const command = words ? [name, await choose('Which service?', words, terminal)] : [name];
  if (name === LEAVE.value) return farewell('Nothing was changed.', terminal), { text: '', data: {} };
  farewell(typed(command.join(' ')), terminal);
  const chosen = parseArgv(command);
  const loaded = await chosen.command.load?.();
  if (!loaded) throw new Error(`no command ${name}`);
  return await loaded.run(chosen, terminal);
}
