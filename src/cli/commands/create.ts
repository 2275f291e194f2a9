/** create: folder → answers → stack → files → plan → disk. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StackError } from '../../errors.ts';
import { apply } from '../../files/apply.ts';
import { takeSnapshot } from '../../project/snapshot.ts';
import { keepingMine, planCreate, type Plan } from '../../regenerate/plan.ts';
import { firstPast, recordOf } from '../../regenerate/record.ts';
import { renderStack } from '../../render/index.ts';
import { addable, servicesOf } from '../../services/index.ts';
import type { AnswerKey, RawAnswers } from '../../stack/fields.ts';
import type { StackFile } from '../../stack/file.ts';
import { COMPOSE_FILE, STACK_FILE } from '../../stack/paths.ts';
import { questionFor } from '../../stack/questions.ts';
import { checkEach, resolve, withDefaults } from '../../stack/resolve.ts';
import type { Findings, Stack } from '../../stack/types.ts';
import { VERSION } from '../../version.ts';
import { answersIn, isBare } from '../argv.ts';
import { advice } from '../advice.ts';
import { bringToRest } from '../at-rest.ts';
import { columns, folded, foldedNote } from '../columns.ts';
import { drawing } from '../drawing.ts';
import { envBefore } from '../env-before.ts';
import { facts, OWN_OF_NEW, type Decided } from '../facts.ts';
import { placeOf } from '../findings.ts';
import { chooseFolder, type Folder } from '../folder.ts';
import type { Interview } from '../interview.ts';
import { address, countFiles, filesAsData, listFiles, nextSteps, notes, numbered, replay } from '../report.ts';
import { newSecret } from '../secret.ts';
import type { Terminal } from '../terminal.ts';
import { ownersKeys, unfilled } from '../unfilled.ts';
import type { Result, Run } from './index.ts';

interface Draft extends Decided {
  readonly folder: Folder;
  readonly stack: Stack;
  readonly plan: Plan;
  /** About a compose file that was here before. */
  readonly taken: readonly string[];
}

export const run: Run = async (invocation, terminal) => {
  if (terminal.interactive && isBare(invocation) && existsSync(join(terminal.cwd, STACK_FILE))) return await (await import('../menu.ts')).menu(invocation, terminal);
  const flags = answersIn(invocation.flags);
  checkEach(flags);
  const folder = await chooseFolder(invocation, flags, terminal);
  const given = { ...folder.said, ...flags };
  checkEach(given);
  const completed = bringToRest(folder.path, invocation.flags);
  if (existsSync(join(folder.path, STACK_FILE))) return alreadyMade(folder, (await import('../stack-here.ts')).stackFileIn(folder.path), flags, completed);
  const draft = await drawUp(folder, given, 'take-over' in invocation.flags, terminal);
  if ('diff' in invocation.flags) return await difference(draft);
  if ('dry-run' in invocation.flags) return dryRun(draft);
  const settled = await settle(draft, terminal);
  apply(folder.path, settled.plan);
  return await done(settled, terminal);
};

/** A second `create` changes nothing: an answer that differs belongs into the file. */
function alreadyMade(folder: Folder, made: StackFile, given: RawAnswers, completed: boolean): Result {
  const tidy = (value: string | undefined) => value?.replace(/\s*,\s*/g, ',');
  const other = (Object.keys(given) as AnswerKey[]).find((key) => tidy(given[key]) !== tidy(made.answers[key]));
  if (other) {
    throw new StackError('usage', `There is a stack in ${folder.called} already, with another answer to --${other}.`, [
      `Change ${made.place(other)}, then run: npx create-django-stack@${VERSION} regenerate`,
    ]);
  }
  const text = completed ? 'A run that was cut off is completed.' : 'Nothing to change.';
  return { text: `The stack ${made.answers.name} is in ${folder.called} already. ${text}\n`, data: { files: [], completed } };
}

/** What a folder tells of its project. For one that is not there yet nothing is loaded: there is nothing to find. */
async function lookInto(path: string): Promise<(answers: RawAnswers) => Findings> {
  if (!existsSync(path)) return () => ({ folder: basename(path), project: false, frontEnd: false });
  const { detect } = await import('../../project/detect.ts');
  return (answers) => detect(path, answers);
}

/** Everything that can be wrong is found here, before the first byte is written. */
async function drawUp(folder: Folder, given: RawAnswers, takeOver: boolean, terminal: Terminal): Promise<Draft> {
  const look = await lookInto(folder.path);
  const { answers: answered, decisions }: Interview = terminal.interactive ? await (await import('../ask.ts')).askQuestions(given, look, terminal) : { answers: given, decisions: [] };
  const found = look(answered);
  const stack = resolve(answered, found, addable);
  const answers = withDefaults(answered, found);
  if (stack.django === 'new') refuseOwnSettings(answers, found);
  const rendered = renderStack(stack, answers, VERSION);
  const files = [...rendered, ...recordOf(firstPast(rendered), [], VERSION)];
  const snapshot = takeSnapshot(folder.path, files.map(({ path }) => path));
  const draft = { folder, found, answered, decisions, answers, stack, plan: planCreate(files, snapshot, newSecret), taken: [] };
  return takeOver ? await withTakenOver(draft) : draft;
}

async function withTakenOver(draft: Draft): Promise<Draft> {
  const { takingOver } = await import('../take-over.ts');
  const { plan, notes: taken } = takingOver(draft.plan, draft.stack);
  return { ...draft, plan, taken };
}

/** A new project brings its settings and requirements along; flags for them can only mean a project that exists. */
function refuseOwnSettings(answers: RawAnswers, found: Findings): void {
  for (const key of OWN_OF_NEW) {
    const own = questionFor(key)?.fallback(answers, found);
    if (answers[key] !== own) throw new StackError('usage', `--${key}: a new project has ${own}; the flag is for --django existing.`);
  }
}

/** Files that exist and differ are a person's to decide about; with nobody to ask, nothing is written. */
async function settle(draft: Draft, terminal: Terminal): Promise<Draft> {
  const differing = draft.plan.filter(({ action }) => action === 'differs').map(({ path }) => path);
  if (differing.length > 0 && !terminal.interactive) {
    throw new StackError('undecided', `${differing.join(', ')}: already there, and saying something else. Nothing was written.`, [
      `Move ${differing.length === 1 ? 'it' : 'them'} away, run it in a terminal to choose, or see the differences with --diff.`,
      ...(differing.includes(COMPOSE_FILE) ? ['With --take-over docker-compose.yml stays, and gets what the stack needs.'] : []),
    ]);
  }
  if (!terminal.interactive) return draft;
  const [ask, lines] = [await import('../ask.ts'), facts(draft, terminal.width - 4)];
  if (differing.length > 0) {
    ask.tell(lines, terminal);
    return await settleDifferences(draft, differing, terminal);
  }
  await ask.confirm(lines, `Write ${countFiles(draft.plan)} to ${draft.folder.called}?`, terminal);
  return draft;
}

async function settleDifferences(draft: Draft, differing: readonly string[], terminal: Terminal): Promise<Draft> {
  const [ask, { unifiedDiff }] = [await import('../ask.ts'), await import('../diff.ts')];
  const text = unifiedDiff(draft.plan.filter(({ action }) => action === 'differs'));
  const canTake = differing.includes(COMPOSE_FILE);
  let choice = await ask.askAboutDifferences(differing, canTake, terminal);
  for (; choice === 'show'; choice = await ask.askAboutDifferences(differing, canTake, terminal)) ask.show(text, terminal);
  const settled = choice === 'take' ? await withTakenOver(draft) : draft;
  return { ...settled, plan: keepingMine(settled.plan) };
}

async function difference(draft: Draft): Promise<Result> {
  const { unifiedDiff } = await import('../diff.ts');
  return { text: unifiedDiff(draft.plan) || 'Nothing to change.\n', data: dataOf(draft) };
}

function dryRun(draft: Draft): Result {
  const { plan, folder } = draft;
  return { text: `${listFiles(plan)}\n${countFiles(plan)} would be written to ${folder.called}. Nothing was.\n`, data: dataOf(draft) };
}

/** What a program is told, whether it is written or looked at. */
function dataOf({ stack, folder, plan, answers, answered, found, taken }: Draft) {
  const services = servicesOf(stack);
  return {
    folder: folder.path,
    stack,
    files: filesAsData(plan),
    notes: [...taken, ...envBefore(plan), ...advice(stack, services, found), ...notes(stack), ...unfilled(services.flatMap(ownersKeys), plan)],
    next: nextSteps(stack, folder.shown, stack.db === 'external' ? found.database : undefined),
    replay: `${replay(answers, folder.shown, VERSION, found.project ? answered : {})}${taken.length > 0 ? ' --take-over' : ''}`,
  };
}

async function done(draft: Draft, terminal: Terminal): Promise<Result> {
  const { stack, folder, plan } = draft;
  const data = dataOf(draft);
  if (terminal.interactive) (await import('../ask.ts')).farewell(`${countFiles(plan)} written to ${folder.called}`, terminal);
  const opening = terminal.interactive ? '' : `${stack.name}: ${countFiles(plan)} written to ${folder.called}\n\n${defaults(draft, terminal)}`;
  const text = `${opening}${drawing(stack, terminal)}
${data.notes.map((note) => `\n${foldedNote(note, terminal.prose)}\n`).join('')}
Next
${numbered(data.next)}
Then it answers at ${address(stack)}
Everything else is in ${folder.shown === '.' ? '' : `${folder.shown}/`}DEPLOY.md. ${STACK_FILE} holds the answers.
The same stack again: ${data.replay}
`;
  return { text, data };
}

/** Without questions: which answers were taken for granted, the flag of each, and the line of the project that says so. */
function defaults({ answers, found }: Draft, { width, prose }: Terminal): string {
  const given = (Object.entries(answers) as [AnswerKey, string][]).filter(([, value]) => value !== '');
  const rows = given.map(([key, value]) => [`  --${key} ${value}`, found.proposals?.[key]?.value === value ? placeOf(found.proposals[key]) : ''] as const);
  const lines = [...columns(rows, width), ...(found.remarks?.length ? ['', ...found.remarks.map(({ sentence }) => folded(sentence, prose))] : [])];
  return `${lines.map((line) => `${line}\n`).join('')}\n`;
}
