/**
 * The merge of YAML (docker-compose.yml, django-stack.yml): what changed from base to next is done to mine's own bytes.
 * The user's document is read to find places and to check the result; it is never written anew.
 */
import { StackError } from '../../errors.ts';
import type { Merge, Merged } from '../merge.ts';
import { insert } from './insert.ts';
import { conflictOf, leave, WHY, withParents, type Walk } from './propose.ts';
import { readYaml } from './read.ts';
import { remark } from './remark.ts';
import { remove } from './remove.ts';
import { replace } from './replace.ts';
import type { Edit, Task, Texts } from './task.ts';
import { treesIn, type Member, type Yaml } from './tree.ts';
import { applyEdits } from './verify.ts';
import { walk } from './walk.ts';

const NOTHING: ReadonlySet<string> = new Set();

/** An empty base means that nobody knows what mine was made from: then things are only added, and mine's values stand. */
export const mergeYaml: Merge = (base, mine, next, decide) => {
  if (mine === base || mine === next || base === next) return { text: mine === base ? next : mine, base: next, conflicts: [], notes: [] };
  const [old, own, shall] = [read(base), read(mine), read(next)];
  const held = new Set<string>();
  const { text, conflicts, notes } = bring(old, own, shall, { decide, skip: NOTHING, held, addOnly: base === '' });
  if (conflicts.length === 0) return { text, base: next, conflicts, notes };
  const skip = withParents(conflicts.map(({ path }) => path));
  return { text, base: baseFor(old, shall, { skip, held }), conflicts, notes };
};

type Brought = Omit<Merged, 'base'>;

/** The base brought forward, but for what nobody has decided. */
function baseFor(base: Framed, next: Framed, undecided: Pick<Walk, 'skip' | 'held'>): string {
  return bring(base, base, next, { ...undecided, decide: () => 'new', addOnly: false }).text;
}

/** A text, read as one that ends in a line end and starts without a byte order mark; and how to give both back. */
interface Framed {
  readonly yaml: Yaml;
  readonly eol: string;
  readonly back: (body: string) => string;
}

function read(text: string): Framed {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const open = text !== mark && !text.endsWith('\n');
  const back = (body: string): string => mark + (open && body.endsWith(eol) ? body.slice(0, -eol.length) : body);
  return { yaml: readYaml(text.slice(mark.length) + (open ? eol : '')), eol, back };
}

function bring(base: Framed, mine: Framed, next: Framed, how: Pick<Walk, 'decide' | 'skip' | 'held' | 'addOnly'>): Brought {
  const files = { base: base.yaml, mine: mine.yaml, next: next.yaml };
  const run: Walk = { ...files, ...how, conflicts: [], notes: [] };
  const { text, failed } = largest({ ...files, eol: mine.eol }, walk(run));
  for (const { task, why } of failed) report(run, task, why);
  return { text: mine.back(text), conflicts: run.conflicts, notes: run.notes };
}

/** A task that cannot be done is a conflict even where someone has decided for it. */
function report(run: Walk, task: Task, why: string): void {
  if (task.kind === 'remark') return;
  if (run.addOnly) return void leave(run, task, `it could not be added (${why.replace(/\.$/, '')})`);
  const shared = task.mine && [...treesIn(task.mine.value)].some((tree) => run.mine.shared.has(tree));
  const conflict = conflictOf(run, task, shared ? WHY.shared : why);
  if (run.decide(conflict) !== 'mine') run.conflicts.push(conflict);
}

interface Failed {
  readonly task: Task;
  readonly why: string;
}

type Files = Omit<Texts, 'gone'>;

function editOf(task: Task, texts: Texts): Edit {
  if (task.kind === 'insert') return insert(task, texts);
  if (task.kind === 'remove') return remove(task, texts);
  return task.kind === 'replace' ? replace(task, texts) : remark(task, texts);
}

function attempt(files: Files, tasks: readonly Task[]): { readonly text: string } | { readonly why: string } {
  const gone = new Set<Member>(tasks.flatMap((task) => (task.kind === 'remove' ? [task.mine] : [])));
  const texts: Texts = { ...files, gone };
  try {
    return { text: applyEdits(texts, tasks.map((task) => ({ ...editOf(task, texts), forced: task.forced === true }))) };
  } catch (error) {
    if (error instanceof StackError) return { why: error.message };
    throw error;
  }
}

/** All tasks at once; only where that fails are those looked for, by halves, that cannot be done. */
function largest(files: Files, tasks: readonly Task[]): { readonly text: string; readonly failed: readonly Failed[] } {
  if (tasks.length === 0) return { text: files.mine.text, failed: [] };
  const done: Task[] = [];
  const failed: Failed[] = [];
  let text = files.mine.text;
  const tryAll = (some: readonly Task[]): void => {
    const result = attempt(files, [...done, ...some]);
    if ('text' in result) {
      text = result.text;
      done.push(...some);
    } else if (some.length === 1 && some[0]) failed.push({ task: some[0], why: result.why });
    else {
      tryAll(some.slice(0, some.length >> 1));
      tryAll(some.slice(some.length >> 1));
    }
  };
  tryAll(tasks);
  return { text, failed };
}
