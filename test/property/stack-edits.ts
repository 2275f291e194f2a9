/** What people do to any file of a stack by hand: the edits of its kind, each with a mark that is found again. */
import { additions, changes as nginxChanges, edited, looks } from './nginx-edits.ts';
import { EDITS, type Editing, type HandEdit, type Pick } from './yaml-edits.ts';
import { picks } from './yaml-lives.ts';

export interface Step {
  readonly file: number;
  readonly edit: number;
  readonly seed: number;
}

const end = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** One line of the text, picked, and what becomes of it; empty ones are left alone. */
function oneLine(text: string, pick: Pick, change: (line: string) => readonly string[]): string {
  const lines = text.split(/\r?\n/);
  const at = pick(Math.max(1, lines.length - 1));
  return lines.flatMap((line, index) => (index === at && line !== '' ? change(line) : [line])).join(end(text));
}

const TEXT: Readonly<Record<string, HandEdit>> = {
  above: (text, { pick, mark }) => oneLine(text, pick, (line) => [`# ${mark}`, line]),
  below: (text, { pick, mark }) => oneLine(text, pick, (line) => [line, `${mark}=1`]),
  behind: (text, { pick, mark }) => oneLine(text, pick, (line) => [`${line} # ${mark}`]),
  deleted: (text, { pick }) => oneLine(text, pick, (line) => (line.includes('mark') ? [line] : [])),
  atTheEnd: (text, { mark }) => `${text}${text.endsWith('\n') ? '' : end(text)}## ${mark}${end(text)}`,
  blank: (text, { pick }) => oneLine(text, pick, (line) => ['', line, '']),
  crlf: (text) => text.replace(/\r?\n/g, '\r\n'),
  noFinalLineEnd: (text) => text.replace(/\s+$/, ''),
  byteOrderMark: (text) => (text.startsWith('\uFEFF') ? text : `\uFEFF${text}`),
};

/** Whoever owns the answers may write around them. */
const ANSWERS = Object.fromEntries(['commentAbove', 'commentInline', 'commentAtTheEnd', 'crlf', 'byteOrderMark', 'noFinalNewline', 'blankLines', 'tabInComment', 'trailingBlanks'].map((name) => [name, EDITS[name]!]));

const KEYS: Readonly<Record<string, HandEdit>> = {
  own: (text, { mark }) => `${text}${text.endsWith('\n') ? '' : '\n'}${mark.toUpperCase()}=${mark}\n`,
  comment: (text, { mark }) => `# ${mark}\n${text}`,
  another: (text, { mark }) => text.replace(/^(POSTGRES_PASSWORD)=.*/m, `$1=${mark}`),
  commentedOut: (text) => text.replace(/^(DJANGO_SECRET_KEY=)/m, '# $1'),
};

const NGINX = Object.keys({ ...additions, ...looks, ...nginxChanges });

function edits(path: string): Readonly<Record<string, HandEdit>> {
  if (path === '.env') return KEYS;
  if (path === 'django-stack.yml') return ANSWERS;
  return path.endsWith('.yml') ? EDITS : TEXT;
}

/** The text with one edit of its kind. @param index of the edit among all, so that its mark is one of its own */
export function editOne(path: string, text: string, { edit, seed }: Step, index: number): string {
  if (path.endsWith('.conf')) return edited(text, [{ kind: NGINX[edit % NGINX.length]!, at: seed % 400, id: 100 + index }], index).text;
  const all = Object.values(edits(path));
  const editing: Editing = { pick: picks(seed), mark: `mark${index}x` };
  return all[edit % all.length]!(text, editing);
}

/** Without the anchors that nothing refers to: these say nothing. */
export const withoutIdleAnchors = (text: string): string => text.replaceAll(/&(mark\w+)/g, (anchor, name: string) => (text.includes(`*${name}`) ? anchor : ''));

/** All marks of a text. */
export function marksIn(text: string): ReadonlySet<string> {
  return new Set(withoutIdleAnchors(text).toLowerCase().match(/mark-?\d+[\w-]*/g) ?? []);
}
