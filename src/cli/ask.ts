/** What is asked, beside the questions of stack/questions.ts. Loaded only where somebody can answer. */
import { StackError } from '../errors.ts';
import type { Below } from '../project/below.ts';
import type { RawAnswers } from '../stack/fields.ts';
import type { Offer, Option, Prompt, Question } from '../stack/question.ts';
import { problem } from '../stack/resolve.ts';
import type { FileConflict } from '../regenerate/regenerate.ts';
import type { Findings, Foreign } from '../stack/types.ts';
import { findings } from './findings.ts';
import { interview, type Interview, type SoFar } from './interview.ts';
import { promptsFor, type Answer } from './prompts.ts';
import { sideBySide } from './side-by-side.ts';
import type { Terminal } from './terminal.ts';

const CANCELLED = 'Cancelled. Nothing was written.';

/**
 * The answer to a prompt. Ctrl-C and Esc come as a symbol; at the end of the input (Ctrl-D) clack would wait for ever.
 * @throws StackError cancelled
 */
async function answer<T>(prompt: Answer<T>, terminal: Terminal): Promise<T> {
  const value = await Promise.race([prompt, terminal.drained.then(() => Symbol('end of input'))]);
  if (typeof value === 'symbol') throw new StackError('cancelled', CANCELLED);
  return value as T;
}

/** Asks for a line of text until it is a valid one. */
async function askText(message: string, fallback: string, check: (value: string) => string | undefined, terminal: Terminal): Promise<string> {
  return await answer(promptsFor(terminal).text(message, fallback, check), terminal);
}

/** Asks for one of several; the first stands where `first` is none of them. */
export async function choose(message: string, options: readonly Option[], terminal: Terminal, first?: string): Promise<string> {
  return await answer(promptsFor(terminal).select(message, options, first), terminal);
}

async function askOption(prompt: Prompt, options: readonly Option[], question: Question, fallback: string, terminal: Terminal): Promise<string> {
  const first = options.find(({ value }) => value === fallback) ?? options[0];
  const value = await choose(prompt.message, options, terminal, first?.value);
  const then = options.find((option) => option.value === value)?.then;
  if (!then) return value;
  return value + (await askText(then, '', (typed) => problem(question.key, value + typed)?.replace(value, ''), terminal));
}

/**
 * Asks the questions of a new stack.
 * @param look what the folder tells once these answers are known
 * @throws StackError cancelled, when the person leaves; undecided, where nothing decides what is not asked
 */
export async function askQuestions(given: RawAnswers, look: (answers: RawAnswers) => Findings, terminal: Terminal): Promise<Interview> {
  return await interview(given, look, {
    ask: (question, prompt, fallback, soFar) => askOne(question, prompt, fallback, soFar, terminal),
    tell: (found) => promptsFor(terminal).tell(['A Django project is here.', ...findings(found, terminal.width - 4)].join('\n')),
  });
}

/** Where files name several, these are the choices. */
async function askOne(question: Question, prompt: Prompt, fallback: string, soFar: SoFar, terminal: Terminal): Promise<string> {
  const several = soFar.found.several?.[question.key]?.map(({ value, from }) => ({ value, label: value, hint: from }));
  const options = prompt.options?.map((offer) => optionOf(offer, question, soFar)) ?? several;
  if (options && options.length > 0) return await askOption(prompt, options, question, fallback, terminal);
  return await askText(prompt.message, fallback, (value) => problem(question.key, value), terminal);
}

/** With the hint that is true where it is chosen. */
function optionOf({ hint, ...option }: Offer, { key }: Question, { known, look }: SoFar): Option {
  if (typeof hint !== 'function') return { ...option, ...(hint !== undefined && { hint }) };
  const chosen = { ...known, [key]: option.value };
  return { ...option, hint: hint(chosen, look(chosen)) };
}

/** Opens the conversation. */
export function welcome(version: string, terminal: Terminal): void {
  promptsFor(terminal).open(`create-django-stack ${version}`);
}

/** Asks for the folder; an empty one, a new one or a Django project. @param check why it cannot be that one */
export async function askFolder(fallback: string, check: (folder: string) => string | undefined, terminal: Terminal): Promise<string> {
  return await askText('Which folder? (. is this one)', fallback, check, terminal);
}

/** Which of the projects below this folder gets a stack, and so where it goes; undefined for a new one. */
export async function askAboutProjects(below: readonly Below[], terminal: Terminal): Promise<string | undefined> {
  const options = below.flatMap(({ folder, projects }) => projects.map((project) => optionFor(folder === '.' ? 'This folder' : folder, project, projects.length > 1)));
  const value = await choose('A Django project is here. Where does its stack go?', [...options, { value: '', label: 'A new project', hint: 'in a folder of its own' }], terminal);
  return value === '' ? undefined : value;
}

function optionFor(place: string, project: string, isOneOfSeveral: boolean): Option {
  return isOneOfSeveral ? { value: project, label: `${place}, for ${project}` } : { value: project, label: place, hint: `for ${project}` };
}

/** Says what was decided without a question, or what would happen. */
export function tell(lines: readonly string[], terminal: Terminal): void {
  if (lines.length > 0) promptsFor(terminal).tell(lines.join('\n'));
}

/** Says it, and asks whether it should. */
export async function confirm(lines: readonly string[], message: string, terminal: Terminal): Promise<void> {
  tell(lines, terminal);
  if (!(await answer(promptsFor(terminal).confirm(message), terminal))) throw new StackError('cancelled', CANCELLED);
}

/** What to do about files that exist and differ. Leaving comes first; overwriting is not among the choices. */
export async function askAboutDifferences(paths: readonly string[], canTakeOver: boolean, terminal: Terminal): Promise<'show' | 'keep' | 'take'> {
  const message = `${paths.length === 1 ? 'One file exists and says' : `${paths.length} files exist and say`} something else: ${paths.join(', ')}`;
  const value = await choose(message, [
    { value: 'cancel', label: 'Cancel', hint: 'write nothing' },
    { value: 'show', label: 'Show the differences', hint: 'and ask again' },
    { value: 'keep', label: 'Keep mine', hint: 'and write the rest' },
    ...(canTakeOver ? [{ value: 'take', label: 'Keep mine, and add the stack to docker-compose.yml', hint: 'every line of it stays' }] : []),
  ], terminal);
  if (value !== 'show' && value !== 'keep' && value !== 'take') throw new StackError('cancelled', CANCELLED);
  return value;
}

/** Which of several published ports is the one for nginx. */
export async function askPort({ id, ports }: Foreign, terminal: Terminal): Promise<string> {
  return await choose(`Which port of ${id} shall nginx lead to?`, ports.map((port) => ({ value: `${port}`, label: `${port}` })), terminal);
}

/** Yours, the new, or later; both are shown, side by side where there is room. */
export async function askConflict({ file, line, path, why, mine, next }: FileConflict, terminal: Terminal): Promise<'mine' | 'new' | undefined> {
  promptsFor(terminal).note(sideBySide(mine, next, terminal.accessible ? 0 : terminal.width - 8), `${file}:${line}  ${path}`);
  const value = await choose(why, [
    { value: 'mine', label: 'Keep mine' },
    { value: 'new', label: 'Take the new' },
    { value: 'later', label: 'Decide later', hint: 'mine stays' },
  ], terminal);
  return value === 'mine' || value === 'new' ? value : undefined;
}

/** Shows text between prompts. */
export function show(text: string, terminal: Terminal): void {
  promptsFor(terminal).show(text);
}

/** Closes the conversation. */
export function farewell(text: string, terminal: Terminal): void {
  promptsFor(terminal).close(text);
}
