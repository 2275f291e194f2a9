/** What all commands on an existing stack have in common: read it, compute, show, write as one change, record. */
import { StackError } from '../errors.ts';
import { editOf } from '../files/apply.ts';
import { change, type Edit } from '../files/change.ts';
import { composeProblem, detect } from '../project/detect.ts';
import { LOCK, readPast, type Recorded } from '../project/past.ts';
import { takeSnapshot } from '../project/snapshot.ts';
import { changes, planOne, type Plan, type Snapshot } from '../regenerate/plan.ts';
import { pendingMigrations } from '../regenerate/migrations.ts';
import { recordOf, RECORD } from '../regenerate/record.ts';
import { regenerate, type Past, type Regeneration } from '../regenerate/regenerate.ts';
import type { Rename } from '../regenerate/rename.ts';
import { stackRenamed } from '../regenerate/stack-name.ts';
import { renderStack } from '../render/index.ts';
import { addable } from '../services/index.ts';
import type { RawAnswers } from '../stack/fields.ts';
import { parseStackFile, type StackFile } from '../stack/file.ts';
import { STACK_FILE } from '../stack/paths.ts';
import { resolve, withDefaults, type Place } from '../stack/resolve.ts';
import type { Findings, RenderedFile } from '../stack/types.ts';
import { VERSION } from '../version.ts';
import type { Invocation } from './argv.ts';
import { bringToRest } from './at-rest.ts';
import { quoted } from './report.ts';
import { newSecret } from './secret.ts';
import { restored } from './restored.ts';
import { stackFileIn } from './stack-here.ts';

/** A stack as it stands in its folder. */
export interface Standing {
  readonly root: string;
  readonly found: Findings;
  readonly file: StackFile;
  readonly recorded: Recorded;
}

/** What a run would do. */
export interface Rerun extends Regeneration {
  readonly standing: Standing;
  /** Of the tool whose templates the base shows afterwards. */
  readonly version: string;
}

export type Decide = (id: string) => 'mine' | 'new' | undefined;

const undecided: Decide = () => undefined;

/**
 * Reads the stack of a folder; completes what a killed run left, first.
 * @throws StackError usage: no stack, an invalid file, or one that a newer tool has rendered
 */
export function standingIn(root: string, { name, words, flags }: Invocation): Standing {
  bringToRest(root, flags);
  const file = stackFileIn(root);
  const recorded = readPast(root);
  if (recorded.version !== undefined && isNewer(recorded.version, VERSION)) {
    throw new StackError('usage', `This stack was rendered by ${recorded.version}, and this is ${VERSION}.`, [`Use that one: npx create-django-stack@${[recorded.version, name, ...words.map(quoted)].join(' ')}`]);
  }
  const unreadable = composeProblem(root);
  if (unreadable) throw new StackError('failed', `${unreadable} Nothing was written.`);
  return withRestored({ root, found: detect(root, file.answers), file, recorded });
}

/** Where a base is lost, the answers that may have been the last ones are rendered to prove it. */
function withRestored(standing: Standing): Standing {
  const { recorded, file } = standing;
  if (recorded.lost.length === 0 && recorded.version !== undefined) return standing;
  const renders = [render(file.answers, standing, file.place), render(renderedAnswers(standing), standing)];
  return { ...standing, recorded: restored(recorded, renders) };
}

/** The answers of the last render; those of today where nothing tells, or where they make no stack any more. */
export function renderedAnswers({ file, found, recorded: { past, lost } }: Standing): RawAnswers {
  const text = past.base.get(STACK_FILE) ?? lost.find(({ path }) => path === STACK_FILE)?.text;
  try {
    const { answers } = text === undefined ? file : parseStackFile(text);
    resolve(answers, found, addable);
    return answers;
  } catch (error) {
    if (error instanceof StackError) return file.answers;
    throw error;
  }
}

function isNewer(a: string, b: string): boolean {
  return sortable(a).localeCompare(sortable(b), 'en', { numeric: true }) > 0;
}

/** A release comes after all that led to it: 0.2.0-rc.1, then 0.2.0. */
const sortable = (version: string): string => (version.includes('-') ? version : `${version}-z`);

/** Renders answers with the installed tool. */
export function render(answers: RawAnswers, { found }: Standing, place?: Place): readonly RenderedFile[] {
  const stack = resolve(answers, found, addable, place);
  return renderStack(stack, withDefaults(answers, found, place), VERSION);
}

/** What a run may be told besides; nothing of it by default. */
export interface Wishes {
  readonly decide?: Decide;
  /** Deleted files to bring back. */
  readonly wanted?: readonly string[];
  readonly renames?: readonly Rename[];
}

/** Replays the change from `past` to `next` on the folder. */
export function rerun(standing: Standing, next: readonly RenderedFile[], past: Past, { decide = undecided, wanted = [], renames = [] }: Wishes = {}): Rerun {
  const paths = new Set([...next.map(({ path }) => path), ...past.base.keys()]);
  const mine = takeSnapshot(standing.root, [...paths]);
  return { standing, version: VERSION, ...regenerate(next, { past, mine, decide, generate: newSecret, wanted: new Set(wanted), renames }) };
}

/** The same since the last render, by whichever tool: what is called otherwise by now keeps its edits. */
export function rerunSinceLast(standing: Standing, next: readonly RenderedFile[], wishes: Omit<Wishes, 'renames'> = {}): Rerun {
  const { past } = standing.recorded;
  const pending = pendingMigrations(past.migrated);
  const renames = [...pending, ...stackRenamed(renderedAnswers(standing).name ?? '', standing.file.answers.name ?? '', past.base)];
  const migrated = new Set([...past.migrated, ...pending.map(({ name }) => name)]);
  return rerun(standing, next, { ...past, migrated }, { ...wishes, renames });
}

/** Writes a run's changes and its record as one, over the record that was read: no other run may have come in between. @param about the command, for `undo` */
export function write(run: Rerun, about: string): void {
  const { root, recorded } = run.standing;
  const record = recordOf(run.past, run.conflicts, run.version);
  const now = takeSnapshot(root, [...record.map(({ path }) => path), ...recorded.files]);
  const mine = recorded.lock === undefined ? now : new Map([...now, [LOCK, { mode: now.get(LOCK)?.mode ?? 0o644, text: recorded.lock }] as const]);
  const kept = new Set(record.map(({ path }) => path));
  const stale = recorded.files.filter((path) => !kept.has(path) && path.startsWith(`${RECORD}/`));
  const plan = [...changes(run.plan), ...changes(record.map((file) => planOne(file, mine, newSecret)))];
  const edits = [...plan.map(editOf), ...stale.map((path) => removal(path, mine))];
  if (edits.length > 0) change(root, edits, about);
}

function removal(path: string, mine: Snapshot): Edit {
  const before = mine.get(path);
  return { path, ...(before && { before }) };
}

/** True where the run leaves everything as it is, the record included. */
export function isNothing(plan: Plan): boolean {
  return changes(plan).length === 0;
}
