/** What a run says at its end. The sentences stand together, so that they are of one voice. */
import { basename } from 'node:path';
import { certonly } from '../host/install/certbot.ts';
import type { Action, Plan } from '../regenerate/plan.ts';
import { changes } from '../regenerate/plan.ts';
import { RECORD } from '../regenerate/record.ts';
import { enumerated } from '../render/words.ts';
import type { RawAnswers } from '../stack/fields.ts';
import { questions } from '../stack/questions.ts';
import type { Findings, Stack } from '../stack/types.ts';
import { announced } from './needs.ts';

const GLYPHS: Record<Action, string> = { create: '+', append: '~', update: '~', merge: '±', delete: '-', unchanged: '=', differs: '!', keep: '!' };
const WORDS: Record<Action, string> = {
  create: '',
  append: 'lines are added',
  update: '',
  merge: 'your edits stay',
  delete: 'no longer needed',
  unchanged: 'unchanged',
  differs: 'says something else',
  keep: 'yours stays',
};

/** What is shown of a plan: not the tool's own record, which is one line. */
function visible(plan: Plan): Plan {
  return plan.filter(({ path }) => !path.startsWith(`${RECORD}/`));
}

/** A line for each file, with a glyph and a word. */
export function listFiles(plan: Plan): string {
  return visible(plan).map(({ path, action }) => `${GLYPHS[action]} ${path}${WORDS[action] ? `  (${WORDS[action]})` : ''}\n`).join('');
}

/** `--json`: each file, what happens to it and never what it holds. */
export function filesAsData(plan: Plan): readonly object[] {
  return visible(plan).map(({ path, action, mode }) => ({ path, action, mode: mode.toString(8) }));
}

/** How many files are new, as a sentence. */
export function countFiles(plan: Plan): string {
  const count = visible(changes(plan)).length;
  return count === 1 ? '1 file' : `${count} files`;
}

/** A word as the shell takes it back. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_./:@,=+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The command that makes the same stack again, elsewhere or later: it counts on nothing that was found here.
 * @param folder as the person named it
 * @param said answers that stand in it even where they are the usual ones: the project's files may say otherwise
 */
export function replay(answers: RawAnswers, folder: string, version: string, said: RawAnswers): string {
  const found: Findings = { folder: basename(folder), project: false, frontEnd: false };
  const known: RawAnswers = {};
  const flags = questions.flatMap(({ key, fallback, none }) => {
    const value = answers[key];
    const standard = value !== undefined && said[key] === undefined && fallback(known, found) === value;
    if (value !== undefined) known[key] = value;
    return value === undefined || standard ? [] : [`--${key}`, none && value === '' ? 'none' : quoted(value)];
  });
  return ['npm', 'create', `django-stack@${version}`, quoted(folder), '--', '--yes', ...flags].join(' ');
}

/**
 * What to type now, in order; each line runs as it stands, from where the command was run.
 * @param database a service of the owner's that the release is migrated in
 */
export function nextSteps(stack: Stack, folder: string, database?: string): readonly string[] {
  const { name } = stack;
  return [
    ...(folder === '.' ? [] : [`cd ${quoted(folder)}`]),
    ...(database === undefined ? [] : [`docker compose up --detach --wait ${database}`]),
    './stack up',
    './stack manage createsuperuser',
    `sudo mkdir -p /etc/nginx/${name}.d && sudo cp nginx/${name}.d/*.conf /etc/nginx/${name}.d/`,
    ...siteCopied(name),
    ...certificate(stack),
  ];
}

/** The site of a stack into this host's nginx, as in DEPLOY.md. */
export const siteCopied = (name: string): readonly string[] => [`sudo cp nginx/${name}.conf /etc/nginx/conf.d/`, reloaded(`/etc/nginx/conf.d/${name}.conf`)];

/** With a faulty file nginx runs on, but after a reboot it does not start: so the file goes again. A line of its own, as a failed copy has put nothing there. */
const reloaded = (file: string): string => `sudo nginx -t && sudo systemctl reload nginx || sudo rm ${file}`;

/** TLS is a second phase: the site must answer before a certificate can be had. */
function certificate(stack: Stack): readonly string[] {
  const { name, tls, volumesRoot } = stack;
  if (tls === 'none') return [];
  const got = tls === 'files'
    ? `sudo install -d -m 700 /etc/ssl/${name}   # fullchain.pem and privkey.pem go there`
    : `sudo certbot ${certonly(stack, volumesRoot, 'systemctl reload nginx').map(quoted).join(' ')}`;
  return [got, `sudo cp nginx/${name}.tls.conf /etc/nginx/`, reloaded(`/etc/nginx/${name}.tls.conf`)];
}

/** Where the site is found when all steps are done. */
export function address({ domains, tls }: Stack): string {
  return `${tls === 'none' ? 'http' : 'https'}://${domains[0]}/`;
}

/** What a person should know about this stack before it is used. */
export function notes(stack: Stack): readonly string[] {
  return [
    ...announced(stack.implied),
    ...(stack.tls === 'none' ? [] : [`The certificate comes last, when ${enumerated(stack.domains)} lead${stack.domains.length > 1 ? '' : 's'} to this host. Until then nobody can log in: the cookies go over https alone.`]),
  ];
}

/** A numbered list. What is longer than 80 columns goes on below after && or ||, and so does the shell. */
export function numbered(lines: readonly string[]): string {
  const broken = (line: string) => (line.length > 75 ? line.replace(/^(.{1,72} (?:&&|\|\|)) /, '$1\n     ') : line);
  return lines.map((line, index) => `  ${index + 1}. ${broken(line)}\n`).join('');
}
