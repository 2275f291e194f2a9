/** TypeScript read without a compiler: imports, and functions with their length. Enough for our own, tidy sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './stacks.ts';

export interface Import {
  /** A path below src/ for a file of ours, a package's name otherwise. */
  readonly from: string;
  /** How it is loaded: for its types only, at the start, or when it is needed. */
  readonly kind: 'type' | 'static' | 'dynamic';
  readonly names: readonly string[];
}

export interface SourceFile {
  /** Below src/. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of strings and patterns blanked out, line for line. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const src = join(ROOT, 'src');

/** Every file below src/. */
export function sources(): readonly SourceFile[] {
  const files = readdirSync(src, { recursive: true, withFileTypes: true }).filter((entry) => entry.name.endsWith('.ts'));
  return files.map((entry) => {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(src.length + 1);
    const text = readFileSync(full, 'utf8');
    return { path, text, code: blanked(text), imports: importsOf(text, path) };
  });
}

const STATIC = /^(?:import|export) (type )?(?:([\s\S]*?) from )?'([^']+)';/gm;
const DYNAMIC = /\bimport\('([^']+)'\)/g;

function importsOf(text: string, path: string): readonly Import[] {
  const target = (from: string) => (from.startsWith('.') ? join(dirname(path), from) : from);
  const early = [...text.matchAll(STATIC)].map(([, type, names = '', from = '']): Import => ({
    from: target(from),
    kind: type || onlyTypes(names) ? 'type' : 'static',
    names: [...names.matchAll(/\w+/g)].map(String),
  }));
  const late = [...text.matchAll(DYNAMIC)].map(([, from = '']): Import => ({ from: target(from), kind: 'dynamic', names: [] }));
  return [...early, ...late];
}

const onlyTypes = (names: string) => /^\{.*\}$/s.test(names) && names.slice(1, -1).split(',').every((name) => /^\s*(type\s|$)/.test(name));

const TOKEN = new RegExp(
  [
    /\/\*[\s\S]*?\*\//, // a comment
    /\/\/.*/,
    /'(?:\\.|[^'\\\n])*'/, // a string
    /"(?:\\.|[^"\\\n])*"/,
    /`(?:\\.|\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\}|[^`\\])*`/, // a template, and in it one level of others
    /(?<=[(,=:[!&|?{;\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/\w*/, // a pattern
  ].map(({ source }) => source).join('|'),
  'g',
);

function blanked(text: string): string {
  return text.replace(TOKEN, (token) => token.replace(/[^\n]/g, ' '));
}

export interface Body {
  readonly line: number;
  readonly lines: number;
}

const BODY = /(=>|\)(?:\s*:\s*(?:\{[^{}]*\}|[\w<>[\], .|&?]+))?)\s*$/;

/** Functions that have a body in braces, with the lines from their first to their last. */
export function functionsOf(code: string): readonly Body[] {
  return [...code.matchAll(/\{/g)].flatMap(({ index }) => {
    const before = BODY.exec(code.slice(Math.max(0, index - 300), index));
    if (!before || isStatement(code, index, before[0])) return [];
    const lineOf = (at: number) => code.slice(0, at).split('\n').length;
    const start = lineOf(startOf(code, index - before[0].length + 1));
    return [{ line: start, lines: lineOf(closing(code, index)) - start + 1 }];
  });
}

/** `if (…) {` and the like look like a function's head. */
function isStatement(code: string, brace: number, head: string): boolean {
  if (head.startsWith('=>')) return false;
  const open = startOf(code, brace - head.length + 1);
  return /\b(if|for|while|switch|catch)\s*$/.test(code.slice(0, open));
}

/** Where the parenthesis opens that closes at `end - 1`; `end` itself for an arrow. */
function startOf(code: string, end: number): number {
  let at = code.lastIndexOf(')', end);
  if (at < 0 || code.slice(at, end).includes('\n')) return end;
  for (let depth = 0; at >= 0; at--) {
    if (code[at] === ')') depth++;
    if (code[at] === '(' && --depth === 0) return at;
  }
  return end;
}

function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '{') depth++;
    if (code[at] === '}' && --depth === 0) return at;
  }
  throw new Error('a brace is never closed');
}
