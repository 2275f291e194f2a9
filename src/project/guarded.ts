/**
 * Settings that must not be served by a default of the project's own: what they read from the environment the stack sets,
 * under the name that they read it by. Where setting it would not help, the setting counts as lacking.
 */
import { meaningOf, type Meaning } from '../services/variables.ts';
import type { Finding } from './finding.ts';
import { effectiveOf, type Placed, type Settings } from './modules.ts';
import type { Token } from './python.ts';
import { readsIn, type Read } from './reads.ts';

export interface Guarded {
  /** Variables, by the lines that read them. */
  readonly reads: readonly Finding[];
  /** Settings. */
  readonly lacking: readonly string[];
}

interface Expression extends Placed {
  readonly reads: readonly Read[];
}

type Rule = (expressions: readonly Expression[]) => { readonly reads?: readonly Finding[]; readonly lacking?: true };

const SETTINGS: Readonly<Record<string, Rule>> = {
  SECRET_KEY: (expressions) => ({ reads: readOf(expressions) }),
  DEBUG: debug,
  ALLOWED_HOSTS: list,
  CSRF_TRUSTED_ORIGINS: list,
  DATABASES: databases,
  CACHES: ownDefault('CACHE_LOCATION'),
  SESSION_COOKIE_SECURE: ownDefault('DJANGO_HTTPS'),
  CSRF_COOKIE_SECURE: ownDefault('DJANGO_HTTPS'),
};

export function guardedIn(settings: Settings): Guarded {
  const found = Object.entries(SETTINGS).map(([name, rule]) => ({ name, ...rule(expressionsOf(settings, name)) }));
  return { reads: found.flatMap(({ reads = [] }) => reads), lacking: found.flatMap(({ name, lacking }) => (lacking ? [name] : [])) };
}

/** What a setting may be made of: its own assignments, and those of names that it mentions, each once: names may lead in circles. */
function expressionsOf(settings: Settings, name: string, seen: Set<string> = new Set()): readonly Expression[] {
  seen.add(name);
  return effectiveOf(settings, name).flatMap((assignment) => {
    const { path, value, line } = assignment;
    const statements = settings.files.find((file) => file.path === path)?.statements ?? [];
    const mentioned = value.filter(({ kind }) => kind === 'name').map(({ text }) => text);
    const own = { ...assignment, reads: readsIn([{ tokens: value, line, indent: 0 }], statements) };
    return [own, ...mentioned.flatMap((other) => (seen.has(other) ? [] : expressionsOf(settings, other, seen)))];
  });
}

const hasDefault = ({ fallback }: Read) => fallback !== undefined;
const placed = (path: string) => ({ name, line }: Read): Finding => ({ value: name, from: `${path}:${line}` });
const readOf = (expressions: readonly Expression[], test: (read: Read) => boolean = hasDefault) => expressions.flatMap(({ path, reads }) => reads.filter(test).map(placed(path)));

/** The stack separates by commas, as nearly everybody does. */
function list(expressions: readonly Expression[]): ReturnType<Rule> {
  const otherwise = expressions.some(({ reads, value }) => reads.length > 0 && value.some(({ text }, at) => text === 'split' && value[at + 2]?.text !== ','));
  return otherwise ? { lacking: true } : { reads: readOf(expressions) };
}

/** On, unless a variable says otherwise; `False` says it where a bool is made of it or it is compared. */
function debug(expressions: readonly Expression[]): ReturnType<Rule> {
  const unsafe = expressions.filter(({ reads, value }) => reads.some((read) => hasDefault(read) && !isOff(read, value)));
  if (unsafe.length === 0) return {};
  const settable = unsafe.every(({ reads, value }) => reads.every(({ name, bool }) => meaningOf(name) === 'debug' && (bool || isCompared(value))));
  return settable ? { reads: readOf(unsafe) } : { lacking: true };
}

const NEGATIONS = ['!=', 'not'];
const isCompared = (value: readonly Token[]) => value.some(({ text }) => ['==', '!=', 'in'].includes(text)) && !value.some(({ text }) => text === 'int');

function isOff({ fallback = [] }: Read, value: readonly Token[]): boolean {
  const [first] = fallback;
  return !value.some(({ text }) => NEGATIONS.includes(text)) && (first === undefined || /^(|0|false|off|no|none)$/i.test(first.text));
}

const PARTS: readonly (Meaning | undefined)[] = ['engine', 'host', 'port', 'database', 'user', 'password'];

/** By DATABASE_URL, or part by part; a server that is always the same one, or of another kind, is not the stack's. */
function databases(expressions: readonly Expression[]): ReturnType<Rule> {
  const reads = expressions.flatMap((one) => one.reads);
  if (reads.some(({ name }) => name === 'DATABASE_URL')) return {};
  const engines = expressions.flatMap(({ value }) => value.flatMap(({ text }, at) => (text === 'ENGINE' && value[at + 2]?.kind === 'string' ? [value[at + 2]?.text ?? ''] : [])));
  const foreign = engines.length > 0 && !engines.some((engine) => /postg/.test(engine));
  const parts = readOf(expressions, ({ name }) => PARTS.includes(meaningOf(name)));
  const isServer = reads.some(({ name }) => meaningOf(name) === 'host');
  return foreign || (reads.some(hasDefault) && !isServer) ? { lacking: true } : { reads: parts };
}

/** Read by a name of the project's own, with a default: then nobody sets it. */
function ownDefault(given: string): Rule {
  return (expressions) => {
    const reads = expressions.flatMap((one) => one.reads);
    return reads.some(hasDefault) && !reads.some(({ name }) => name === given) ? { lacking: true } : {};
  };
}
