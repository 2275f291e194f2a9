/**
 * What people do to a compose file by hand: text → text, each with a mark that is found again whatever happens to it.
 * An edit that finds nothing to do gives the text back. They work on lines, with no parser, so that they know no more
 * about YAML than an editor does.
 */

/** Picks a number below `count`. */
export type Pick = (count: number) => number;

export interface Editing {
  readonly pick: Pick;
  /** A word that stands nowhere else. */
  readonly mark: string;
}

export type HandEdit = (text: string, editing: Editing) => string;

const ending = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
const linesOf = (text: string): string[] => text.split(/\r?\n/);

/** Replaces one of the matches, picked. */
function one(text: string, pattern: RegExp, { pick }: Editing, replace: (match: RegExpMatchArray) => string): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[pick(Math.max(1, matches.length))];
  return match ? text.slice(0, match.index) + replace(match) + text.slice(match.index + match[0].length) : text;
}

/** Lines of the whole text, changed. */
const byLine = (text: string, change: (lines: string[]) => string[]): string => change(linesOf(text)).join(ending(text));

const step = (text: string): string => / +/.exec(/^services:.*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*( +)/m.exec(text)?.[1] ?? '  ')?.[0] ?? '  ';

/** Lines from a service's name to the last before the next name. */
function services(text: string): readonly { readonly from: number; readonly to: number; readonly name: string }[] {
  const lines = linesOf(text);
  const start = lines.findIndex((line) => /^services:/.test(line));
  const end = lines.findIndex((line, index) => index > start && /^\S/.test(line) && !line.startsWith('#'));
  const indent = step(text);
  const heads = lines.flatMap((line, index) => (index > start && (end === -1 || index < end) && new RegExp(`^${indent}[\\w.-]+:`).test(line) ? [index] : []));
  return heads.map((from, index) => ({ from, to: heads[index + 1] ?? (end === -1 ? lines.length : end), name: (lines[from] ?? '').trim().replace(/:.*/, '') }));
}

const own = (mark: string, indent: string): string[] => [
  `${indent}${mark}:`, `${indent}${indent}image: example/${mark}:1 # mine ${mark}`, `${indent}${indent}environment:`, `${indent}${indent}${indent}- ${mark.toUpperCase()}=1`,
];

function withService(text: string, editing: Editing, place: 'end' | 'middle'): string {
  const all = services(text);
  const last = all.at(-1);
  const at = place === 'end' ? last?.to : all[editing.pick(Math.max(1, all.length))]?.from;
  if (at === undefined) return text;
  return byLine(text, (lines) => {
    let line = at;
    while (place === 'end' && line > 0 && /^\s*(#.*)?$/.test(lines[line - 1] ?? '')) line -= 1;
    return [...lines.slice(0, line), ...own(editing.mark, step(text)), '', ...lines.slice(line)];
  });
}

/** Lines of one service changed. */
function inService(text: string, { pick }: Editing, change: (lines: string[], indent: string) => string[]): string {
  const all = services(text);
  const at = all[pick(Math.max(1, all.length))];
  if (!at) return text;
  return byLine(text, (lines) => [...lines.slice(0, at.from), ...change(lines.slice(at.from, at.to), step(text).repeat(2)), ...lines.slice(at.to)]);
}

const under = (lines: string[], ...more: string[]): string[] => [...lines.slice(0, 1), ...more, ...lines.slice(1)];

export const EDITS: Readonly<Record<string, HandEdit>> = {
  commentAbove: (text, editing) => one(text, /^( *)[\w.-]+:.*$/gm, editing, ([line, indent]) => `${indent}# ${editing.mark}${ending(text)}${line}`),
  commentInline: (text, editing) => one(text, /^ *[\w.-]+: [\w./"[-][^#|>\r\n]*$/gm, editing, ([line]) => `${line} # ${editing.mark}`),
  commentOnKey: (text, editing) => one(text, /^ *[\w.-]+:$/gm, editing, ([line]) => `${line}   # ${editing.mark}`),
  ownServiceAtEnd: (text, editing) => withService(text, editing, 'end'),
  ownServiceInTheMiddle: (text, editing) => withService(text, editing, 'middle'),
  image: (text, editing) => one(text, /^( *image:) .*$/gm, editing, ([, key]) => `${key} example/${editing.mark}`),
  envInMap: (text, editing) => one(text, /^( *)environment:$(\r?\n)( *)(?=[\w#])/gm, editing, ([all, , , indent]) => `${all}${editing.mark}: x${ending(text)}${indent}`),
  envAsList: (text, editing) => one(text, /^( *)environment:\r?\n(?:\1 +[A-Z_]+: .*\r?\n)+/gm, editing, ([all]) =>
    all.replace(/^( +)([A-Z_]+): (?:"(.*)"|(.*?))( #.*)?$/gm, (_, indent: string, key: string, quoted = '', plain = '', comment = '') => `${indent}- '${key}=${quoted}${plain}'${comment}`)),
  port: (text, editing) => one(text, /^( *)ports: \[(.*)\](.*)$/gm, editing, ([, indent, items, rest]) => `${indent}ports: [${items}, "9${String(editing.pick(900) + 100)}:9${editing.mark.replace(/\D/g, '').padStart(3, '0').slice(-3)}"]${rest}`),
  portHere: (text, editing) => one(text, /127\.0\.0\.1:\d+/g, editing, () => `127.0.0.1:${7000 + editing.pick(9)}`),
  blankLines: (text, editing) => one(text, /^ *[\w.-]+:.*$/gm, editing, ([line]) => `${ending(text).repeat(1 + editing.pick(3))}${line}`),
  keyDeleted: (text, editing) => one(text, /^ {4,}(?:init|user|shm_size|stop_grace_period|restart|retries|timeout|tmpfs|env_file): .*\r?\n/gm, editing, () => ''),
  valueEverywhere: (text, editing) => text.replaceAll(/interval: \d+s/g, `interval: ${1 + editing.pick(90)}s`),
  singleQuotes: (text) => byLine(text, (lines) => lines.map((line) => (/['\\#]/.test(line) ? line : line.replaceAll(/"([^"]*)"/g, "'$1'")))),
  moreQuotes: (text) => text.replaceAll(/^( *(?:image|restart|shm_size|driver): )([\w./:-]+)( *#.*)?$/gm, '$1"$2"$3'),
  trailingBlanks: (text, editing) => one(text, /^ *[\w.-]+:(?: [\w"[].*[\w"\]])?$/gm, editing, ([line]) => `${line}  `),
  sharedByMerge: (text, editing) => withService(`${text.replace(/^services:/m, `x-${editing.mark}: &${editing.mark}${ending(text)}  restart: on-failure${ending(text)}services:`)}`, editing, 'middle')
    .replace(new RegExp(`^( +)${editing.mark}:\\r?\\n( +)`, 'm'), (all, _: string, indent: string) => `${all}<<: *${editing.mark}${ending(text)}${indent}`),
  anchorOnService: (text, editing) => inService(text, editing, ([head = '', ...others], indent) => (head.includes('&') || !/:$/.test(head.trimEnd()) ? [head, ...others] : [`${head.trimEnd()} &${editing.mark}`, ...others, `${indent.slice(0, indent.length / 2)}${editing.mark}:`, `${indent}<<: *${editing.mark}`, ''])),
  serviceDeleted: (text, editing) => inService(text, editing, (lines) => (/#.*mark/.test(lines.join('')) ? lines : [])),
  flowAsBlock: (text, editing) => one(text, /^( *)(networks|tmpfs|cap_drop|ports|env_file): \[([^\]#]+)\]$/gm, editing, ([, indent = '', key, items = '']) =>
    [`${indent}${key}:`, ...items.split(', ').map((item) => `${indent}  - ${item}`)].join(ending(text))),
  flowOnLines: (text, editing) => one(text, /^( *)(networks|tmpfs|cap_drop|ports|env_file): \[([^\]#]+)\]$/gm, editing, ([, indent = '', key, items = '']) =>
    [`${indent}${key}: [`, ...items.split(', ').map((item) => `${indent}    ${item}, # ${editing.mark}`), `${indent}  ]`].join(ending(text))),
  limits: (text, editing) => one(text, /memory: \d+M/g, editing, () => `memory: ${64 + editing.pick(900)}M`),
  dependsAsList: (text, editing) => one(text, /^( *)depends_on:\r?\n(?:\1 +\w+: \{.*\}\r?\n)+/gm, editing, ([all]) => all.replace(/^( +)(\w+): \{.*\}/gm, '$1- $2')),
  networksAsMap: (text, editing) => one(text, /^( *)networks: \[([^\]#]+)\]$/gm, editing, ([, indent = '', items = '']) =>
    [`${indent}networks:`, ...items.split(', ').map((item, index) => `${indent}  ${item}:${index === 0 ? ` {aliases: [${editing.mark}]}` : ''}`)].join(ending(text))),
  fourSpaces: (text) => (step(text).length > 2 ? text : byLine(text, (lines) => lines.map((line) => line.replace(/^( *)- (?=[\w-]+: )/, '$1-   ').replace(/^( +)(-   )?/, '$1$1$2')))),
  crlf: (text) => text.replace(/\r?\n/g, '\r\n'),
  reorder: (text) => {
    const all = services(text);
    const [a, b] = [all.at(-2), all.at(-1)];
    if (!a || !b) return text;
    return byLine(text, (lines) => [...lines.slice(0, a.from), ...lines.slice(b.from, b.to), ...lines.slice(a.from, a.to), ...lines.slice(b.to)]);
  },
  tabInComment: (text, editing) => one(text, /^( *)[\w.-]+:.*$/gm, editing, ([line, indent]) => `${indent}#\t${editing.mark}\tx${ending(text)}${line}`),
  longString: (text, editing) => inService(text, editing, (lines, indent) => under(lines, `${indent}x-long-${editing.mark}: "${`${editing.mark} `.repeat(40)}"`)),
  blockScalar: (text, editing) => inService(text, editing, (lines, indent) => under(lines, `${indent}x-text-${editing.mark}: |`, `${indent}  # no comment ${editing.mark}`, '', `${indent}    deeper: {`)),
  folded: (text, editing) => inService(text, editing, (lines, indent) => under(lines, `${indent}x-folded-${editing.mark}: >-`, `${indent}  one`, `${indent}  two # ${editing.mark}`, '')),
  unicode: (text, editing) => inService(text, editing, (lines, indent) => under(lines, `${indent}x-größe-${editing.mark}: "naïve 🐳 ${editing.mark}" # Übung`)),
  formatter: (text) => byLine(text.replaceAll(/\{(\w[^{}\r\n]*)\}(?=\s*(?:#.*)?$)/gm, '{ $1 }'), (lines) => lines.map((line) => line.trimEnd())).replace(/(\r?\n){3,}/g, ending(text).repeat(2)),
  rename: (text, editing) => {
    const all = services(text);
    const name = all[editing.pick(Math.max(1, all.length))]?.name;
    return name ? text.replace(new RegExp(`^( +)${name}:`, 'm'), `$1${name}-${editing.mark}:`) : text;
  },
  profiles: (text, editing) => inService(text, editing, (lines, indent) => (lines.some((line) => line.includes('profiles')) ? lines : under(lines, `${indent}profiles: [${editing.mark}]`))),
  extends: (text, editing) => inService(text, editing, (lines, indent) => (lines.some((line) => line.includes('extends')) ? lines : under(lines, `${indent}extends: {file: ${editing.mark}.yml, service: base}`))),
  include: (text, editing) => (/^include:/m.test(text) ? text : text.replace(/^services:/m, `include:${ending(text)}  - ${editing.mark}.yml${ending(text)}services:`)),
  reset: (text, editing) => inService(text, editing, (lines, indent) => (lines.some((line) => line.includes('!reset')) ? lines : under(lines, `${indent}x-${editing.mark}: !reset null`, `${indent}x-o-${editing.mark}: !override [1]`))),
  overriddenPorts: (text, editing) => one(text, /^( *)ports: \[/gm, editing, ([all]) => all.replace('[', '!override [')),
  portTwice: (text, editing) => one(text, /^( *)ports: \[("[^"]+")\]$/gm, editing, ([, indent, item]) => `${indent}ports: [${item}, ${item}]`),
  byteOrderMark: (text) => (text.startsWith('\uFEFF') ? text : `\uFEFF${text}`),
  noFinalNewline: (text) => text.replace(/\s+$/, ''),
  commentAtTheEnd: (text, editing) => `${text}${/\n$/.test(text) ? '' : ending(text)}# ${editing.mark}${editing.pick(2) ? ending(text) : ''}`,
  ownVolume: (text, editing) => (/^volumes:/m.test(text) ? text : `${text}${/\n$/.test(text) ? '' : ending(text)}volumes:${ending(text)}  ${editing.mark}:${ending(text)}`),
  nullSection: (text, editing) => (/^configs:/m.test(text) ? text : `${text}${/\n$/.test(text) ? '' : ending(text)}configs:   # ${editing.mark}${ending(text)}`),
  networkAdded: (text, editing) => one(text, /^( *networks: \[)([^\]]+)\]/gm, editing, ([, start, items]) => `${start}${items}, ${editing.mark}]`),
  healthcheckAdded: (text, editing) => one(text, /^( *)healthcheck:\r?\n( +)/gm, editing, ([all, , indent]) => `${all}x-${editing.mark}: 1${ending(text)}${indent}`),
};

/** Edits after which nobody can read the file. */
export const BROKEN: Readonly<Record<string, HandEdit>> = {
  unclosedQuote: (text, editing) => one(text, /^( *image:) .*$/gm, editing, ([, key]) => `${key} "half`),
  tab: (text, editing) => one(text, /^ {4}(?=\w)/gm, editing, () => '\t'),
  gitMarkers: (text, editing) => one(text, /^ *[\w.-]+:.*$/gm, editing, ([line]) => `<<<<<<< HEAD\n${line}\n=======\n${line}\n>>>>>>> theirs`),
  secondDocument: (text) => `${text}\n---\nservices: {}\n`,
  sameKeyTwice: (text) => `${text}\nservices: {}\n`,
  template: (text, editing) => one(text, /^( *image:) .*$/gm, editing, ([, key]) => `${key} {{ image }}`),
  templateBlock: (text) => text.replace(/^services:/m, '{% if x %}\nservices:'),
};
