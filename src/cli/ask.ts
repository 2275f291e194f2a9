/** What is asked, beside the questions of stack/questions.ts. Loaded only where somebody can answer. */
import { StackError } from '../errors.ts';
import type { Below } from '../project/below.ts';
import type { RawAnswers } from '../stack/fields.ts';
import type { Offer, Option, Prompt, Question } from '../stack/question.ts';
import { few } from '../render/words.ts';
import { questions } from '../stack/questions.ts';
import { problem } from '../stack/resolve.ts';
import type { FileConflict } from '../regenerate/regenerate.ts';
import type { Findings, Foreign } from '../stack/types.ts';
import { findings } from './findings.ts';
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
 * Asks what has no answer yet and deserves one.
 * @param look what the folder tells once these answers are known
 * @returns the given answers and the new ones
 * @throws StackError cancelled, when the person leaves
 */
export async function askQuestions(given: RawAnswers, look: (answers: RawAnswers) => Findings, terminal: Terminal): Promise<RawAnswers> {
  const answers = await settleProject(given, look, terminal);
  let found = look(answers);
  if (found.project) promptsFor(terminal).tell(['A Django project is here.', ...findings(found, terminal.width - 4)].join('\n'));
  const known: RawAnswers = {};
  for (const question of questions) {
    if (question.applies && !question.applies(known)) continue;
    const fallback = question.fallback(known, found);
    const { prompt } = question;
    if (answers[question.key] === undefined && prompt && (prompt.when?.(known, found) ?? true)) {
      answers[question.key] = await askOne(question, prompt, fallback ?? '', { known: { ...known, ...answers }, found, look }, terminal);
      if (found.project) found = look(answers);
    }
    const value = answers[question.key] ?? fallback;
    if (value !== undefined) known[question.key] = value;
  }
  return answers;
}

/** Which of several projects, and which of several settings: all that is found beyond follows from them, and so they come first. */
async function settleProject(given: RawAnswers, look: (answers: RawAnswers) => Findings, terminal: Terminal): Promise<RawAnswers> {
  const answers: RawAnswers = { ...given };
  for (const question of questions.filter(({ key }) => key === 'manage' || key === 'settings')) {
    const found = look(answers);
    if (answers[question.key] !== undefined || answers.django === 'new' || !question.prompt || !found.several?.[question.key]) continue;
    answers[question.key] = await askOne(question, question.prompt, '', { known: answers, found, look }, terminal);
  }
  return answers;
}

interface SoFar {
  readonly known: RawAnswers;
  readonly found: Findings;
  readonly look: (answers: RawAnswers) => Findings;
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

/** Asks for the folder; an empty one, a new one or a Django project. */
export async function askFolder(fallback: string, terminal: Terminal): Promise<string> {
  return await askText('Which folder? (. is this one)', fallback, () => undefined, terminal);
}

/** Which of the projects below this folder gets a stack; undefined for a new one. */
export async function askAboutProjects(below: readonly Below[], terminal: Terminal): Promise<string | undefined> {
  const options = below.map(({ folder, projects }) => ({ value: folder, label: folder === '.' ? 'This folder' : folder, hint: `for ${few(projects, 3)}` }));
  const value = await choose('A Django project is here. Where does its stack go?', [...options, { value: '', label: 'A new project', hint: 'in a folder of its own' }], terminal);
  return value === '' ? undefined : value;
}

/** Says what was decided without a question, and what will happen; asks whether it should. */
export async function confirm(facts: readonly string[], message: string, terminal: Terminal): Promise<void> {
  promptsFor(terminal).tell(facts.join('\n'));
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
