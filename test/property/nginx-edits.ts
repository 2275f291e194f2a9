/** What people do to an nginx file by hand. */
import fc from 'fast-check';
import { readFile } from '../../src/regenerate/nginx/blocks.ts';

export interface Edit {
  readonly kind: string;
  readonly at: number;
  readonly id: number;
}

/** The text with the edit; the same text where there is nothing to edit. */
type Do = (text: string, at: number, mark: string) => string;

const lines = (text: string): string[] => text.split('\n');
const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];

/** Numbers of the lines above which something may be put: what stands above them is finished. */
function gaps(text: string): readonly number[] {
  let finished = true;
  return lines(text).flatMap((line, i) => {
    const gap = finished ? [i] : [];
    if (line.trim() !== '') finished = /[;{}]\s*(#.*)?$|^\s*#/.test(line);
    return gap;
  });
}

function inserted(text: string, line: number | undefined, what: (indent: string) => readonly string[]): string {
  if (line === undefined) return text;
  const all = lines(text);
  const indent = /^[ \t]*/.exec(all.slice(line).find((below) => below.trim() !== '') ?? '')?.[0] ?? '';
  const end = text.includes('\r\n') ? '\r' : '';
  all.splice(line, 0, ...what(indent).map((added) => added + end));
  return all.join('\n');
}

/** Blocks whose header matches, from line to line: the template closes each at its own indent. */
function blocks(text: string, header: RegExp): readonly (readonly [number, number])[] {
  const all = lines(text);
  return all.flatMap((line, from) => {
    if (!header.test(line) || !/\{\s*(#.*)?$/.test(line)) return [];
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    const to = all.findIndex((below, i) => i > from && below.trimEnd().replace(/\s*#.*$/, '') === `${indent}}`);
    return to < 0 ? [] : [[from, to] as const];
  });
}

/** Gaps directly in a server. */
function inServer(text: string): readonly number[] {
  const opened: string[] = [];
  const inside = lines(text).map((line) => {
    const here = opened.length === 1 && /^\s*server\s*\{/.test(opened[0] ?? '');
    const bare = line.includes('{') || line.includes('}') ? line.replace(/"(\\.|[^"])*"|'[^']*'|\$\{\w+\}/g, '').replace(/(^|\s)#[^\n]*/, '') : '';
    for (const brace of bare.match(/[{}]/g) ?? []) {
      if (brace === '{') opened.push(line);
      else opened.pop();
    }
    return here;
  });
  return gaps(text).filter((gap) => inside[gap]);
}

const changed = (text: string, at: number, expression: RegExp, change: (line: string) => string): string => {
  const all = lines(text);
  const candidates = all.flatMap((line, i) => (expression.test(line) ? [i] : []));
  const line = pick(candidates, at);
  if (line !== undefined) all[line] = change(all[line] ?? '');
  return all.join('\n');
};

const LOCATION = /^\s*location\b/;
const STATEMENT = /^\s*[a-z_]+ [^#"']*;\s*$/;

/** Edits after which the file says for nginx what it said before, and more. */
export const additions: Readonly<Record<string, Do>> = {
  commentAbove: (text, at, mark) => inserted(text, pick(gaps(text), at), (indent) => [`${indent}# ${mark}`]),
  commentApart: (text, at, mark) => inserted(text, pick(gaps(text), at), (indent) => ['', `${indent}# ${mark}: { " ' } \${x`, '']),
  commentAtEnd: (text, _, mark) => `${text}${text.endsWith('\n') ? '' : '\n'}# ${mark} ü 漢字 ${'long '.repeat(60)}\n`,
  commentInline: (text, at, mark) => changed(text, at, STATEMENT, (line) => line.replace(/;\s*$/, (end) => `; # ${mark} }${end.slice(1)}`)),
  commentInBlock: (text, at, mark) => {
    const [, to] = pick(blocks(text, LOCATION), at) ?? [];
    return inserted(text, to, (indent) => [`${indent}    # ${mark}`]);
  },
  ownLocation: (text, at, mark) => inserted(text, pick(inServer(text), at), (indent) => [`${indent}location /${mark}/ {`, `${indent}    return 204; # {`, `${indent}}`]),
  ownLocationLast: (text, _, mark) => inserted(text, blocks(text, /^\s*server\s*\{/).at(-1)?.[1], () => ['', `    location = /${mark} {`, `        return 200 "{${mark}; }";`, '    }']),
  ownDirective: (text, at, mark) => inserted(text, pick(inServer(text), at), (indent) => [`${indent}add_header X-${mark} "a \\" { ; # ${mark}" always;`]),
  ownSet: (text, at, mark) => inserted(text, pick(inServer(text), at), (indent) => [`${indent}set $${mark.replaceAll('-', '_')} "\${host}-${mark}";`]),
  ownServer: (text, at, mark) => (at % 2 === 0
    ? `${text}${text.endsWith('\n') ? '' : '\n'}server {\n    listen 80;\n    server_name ${mark}.example;\n    location / { return 204; }\n}\n`
    : inserted(text, 0, () => ['server {', '\tlisten 80;', `\tserver_name ${mark}.example;`, '\treturn 404;', '}', ''])),
  ownUpstream: (text, _, mark) => inserted(text, lines(text).findIndex((line) => line.startsWith('map ')), () => [`upstream ${mark} { server 127.0.0.1:7999; }`, '']),
};

/** Edits of the outside alone. */
export const looks: Readonly<Record<string, Do>> = {
  tabs: (text) => text.replace(/^(?: {4})+/gm, (indent) => '\t'.repeat(indent.length / 4)),
  two: (text) => text.replace(/^(?: {4})+/gm, (indent) => '  '.repeat(indent.length / 4)),
  crlf: (text) => text.replace(/\r?\n/g, '\r\n'),
  mark: (text) => text,
  noFinalLineEnd: (text) => text.replace(/\r?\n$/, ''),
  trailingBlanks: (text, at) => changed(text, at, /[;{}]\r?$/, (line) => line.replace(/\r?$/, (end) => `  \t${end}`)),
  spaces: (text, at) => changed(text, at, /^\s*[a-z_]+ \S/, (line) => line.replace(/([a-z_]) +/, '$1      ')),
  quotes: (text, at) => changed(text, at, /^\s+\S+ +"[^"'$\\]*";/, (line) => line.replace(/"([^"]*)";/, "'$1';")),
};

/** Edits that take something away, change it, or put it elsewhere. */
export const changes: Readonly<Record<string, Do>> = {
  blankLine: (text, at) => inserted(text, pick(gaps(text), at), () => ['']),
  number: (text, at, mark) => changed(text, at, /\d+(s|m|k)?( max_fails=0)?;/, (line) => line.replace(/\d+((?:s|m|k)?(?: max_fails=0)?;)/, `${mark.replace(/\D/g, '')}$1`)),
  dropLine: (text, at) => changed(text, at, STATEMENT, () => ''),
  commentOut: (text, at, mark) => changed(text, at, STATEMENT, (line) => line.replace(/^(\s*)/, `$1# ${mark} `)),
  dropComment: (text, at) => {
    const all = lines(text);
    const line = pick(all.flatMap((candidate, i) => (/^\s*#/.test(candidate) && !candidate.includes('mark') ? [i] : [])), at);
    return all.filter((_, i) => i !== line).join('\n');
  },
  dropBlock: (text, at) => {
    const all = lines(text);
    const [from = 0, to = -1] = pick(blocks(text, /^\s*(location|upstream|if)\b/).filter(([a, b]) => !all.slice(a, b).some((line) => line.includes('mark'))), at) ?? [];
    return all.filter((_, i) => i < from || i > to).join('\n');
  },
  swap: (text, at) => {
    const found = blocks(text, LOCATION);
    const index = at % Math.max(1, found.length);
    const [one, other] = [found[index], found[index + 1]];
    if (!one || !other || other[0] <= one[1]) return text;
    const all = lines(text);
    const middle = all.slice(one[1] + 1, other[0]);
    return [...all.slice(0, one[0]), ...all.slice(other[0], other[1] + 1), ...middle, ...all.slice(one[0], one[1] + 1), ...all.slice(other[1] + 1)].join('\n');
  },
  oneLine: (text, at) => {
    const [from, to] = pick(blocks(text, /^\s*location\b/).filter(([a, b]) => b - a === 2), at) ?? [];
    const all = lines(text);
    if (from === undefined || to === undefined || all.slice(from, to).some((line) => line.includes('#'))) return text;
    return [...all.slice(0, from), all.slice(from, to + 1).map((line, i) => (i === 0 ? line.trimEnd() : line.trim())).join(' '), ...all.slice(to + 1)].join('\n');
  },
};

const all: Readonly<Record<string, Do>> = { ...additions, ...looks, ...changes };

const editOf = (kinds: Readonly<Record<string, Do>>, most = 5): fc.Arbitrary<readonly Edit[]> =>
  fc.array(fc.record({ kind: fc.constantFrom(...Object.keys(kinds)), at: fc.nat({ max: 400 }), id: fc.integer({ min: 101, max: 999 }) }), { maxLength: most });

export const anyEdits = editOf(all);
export const harmlessEdits = editOf({ ...additions, ...looks });

const markOf = ({ id }: Edit, index: number, generation = 0): string => `mark-${generation}-${index}-${id}`;

/** The text after all edits, and the marks that they left in it. */
export function edited(text: string, edits: readonly Edit[], generation = 0): { readonly text: string; readonly marks: readonly string[] } {
  const result = edits.reduce((before, edit, index) => done(before, edit, markOf(edit, index, generation)), text);
  return { text: result, marks: edits.map((edit, index) => markOf(edit, index, generation)).filter((mark) => result.includes(mark)) };
}

/** A byte order mark stays in front; an edit that would break the file is not made. */
function done(text: string, { kind, at }: Edit, mark: string): string {
  const bom = text.startsWith('\uFEFF') || kind === 'mark' ? '\uFEFF' : '';
  const result = bom + (all[kind]?.(text.replace(/^\uFEFF/, ''), at, mark) ?? text);
  return kind in changes && !readable(result) ? text : result;
}

function readable(text: string): boolean {
  try {
    readFile(text);
    return true;
  } catch {
    return false;
  }
}
