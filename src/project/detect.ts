/** What a folder tells about the project in it. Reads files, runs nothing, guesses nothing; what no file says stays open. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { RECORD } from '../regenerate/record.ts';
import type { AnswerKey, RawAnswers } from '../stack/fields.ts';
import { questionFor } from '../stack/questions.ts';
import { problem } from '../stack/resolve.ts';
import type { Finding, Findings } from '../stack/types.ts';
import { unfinishedMerge } from '../stack/unfinished.ts';
import { COMPOSE_FILE } from '../stack/paths.ts';
import { yamlSentence } from '../stack/yaml-error.ts';
import type { Found, FindingKey } from './finding.ts';
import { developingCommand } from './find/front-end.ts';
import { foreignServices, serviceNames } from './foreign.ts';
import { findingsOf } from './project.ts';
import { believed, textAt } from './text.ts';
import { treeOf } from './tree.ts';

/**
 * @param folder where the stack is made; need not exist
 * @param known answers that somebody has given: what they decide is not looked for, and the rest follows from them
 */
export function detect(folder: string, known: RawAnswers = {}): Findings {
  const compose = textAt(folder, COMPOSE_FILE) ?? '';
  const foreign = foreignServices(compose, believed(() => textAt(folder, `${RECORD}/base/${COMPOSE_FILE}`)) ?? '');
  const base = { folder: basename(resolve(folder)), ...(compose !== '' && { composed: serviceNames(compose) }), ...(foreign.length > 0 && { foreign }) };
  if (known.django === 'new') return { ...base, project: false, ...frontEndIn(folder, 'web') };
  const { found, developed, ...facts } = findingsOf(treeOf(folder), known);
  const { manage } = found;
  const project = (known.manage ?? manage?.value ?? manage?.several) !== undefined;
  return { ...base, project, ...(project && { ...sorted(found), ...facts }), ...frontEndIn(folder, known['front-end'] ?? found['front-end']?.value?.value ?? 'web', developed) };
}

/** Whether somebody's front end is there, wherever the answers or the files say; and how it and the project are developed, where files tell. */
function frontEndIn(folder: string, web: string, ofProject: Findings['developed'] = {}): Pick<Findings, 'frontEnd' | 'developed'> {
  const path = join(web, 'package.json');
  const command = developingCommand(believed(() => textAt(folder, path)) ?? '');
  const developed = { ...ofProject, ...(command !== '' && { frontEnd: command }) };
  return { frontEnd: existsSync(join(folder, path)), ...(Object.keys(developed).length > 0 && { developed }) };
}

/** Findings by what they are good for. A value that an answer could not be is said, and not proposed. */
function sorted(found: Readonly<Partial<Record<FindingKey, Found>>>): Pick<Findings, 'proposals' | 'several' | 'remarks'> {
  const entries = Object.entries(found) as [FindingKey, Found][];
  const fits = (key: FindingKey) => ({ value }: Finding) => wrong(key, value) === undefined;
  const fitting = entries.map(([key, { value, several = [] }]) => ({ key, value: value && fits(key)(value) ? value : undefined, several: several.filter(fits(key)) }));
  const unusable = entries.flatMap(([key, { value, several = [] }], index) =>
    fitting[index]?.several.length ? [] : [...(value ? [value] : []), ...several].filter((one) => !fits(key)(one)).map((one) => ({ about: key, sentence: `${one.from}: ${wrong(key, one.value)}` })));
  return {
    proposals: Object.fromEntries(fitting.flatMap(({ key, value }) => (value ? [[key, value]] : []))),
    several: Object.fromEntries(fitting.flatMap(({ key, several }) => (several.length > 0 ? [[key, several]] : []))),
    remarks: [...unusable, ...entries.flatMap(([key, { remark }]) => (remark === undefined ? [] : [{ about: key, sentence: remark }]))],
  };
}

/** Why a value cannot be the answer. */
const wrong = (key: FindingKey, value: string): string | undefined => (questionFor(key) ? problem(key as AnswerKey, value) : undefined);

/** Why docker-compose.yml cannot be read, with the line. Without its services nothing can be said about those of a person's. */
export function composeProblem(folder: string): string | undefined {
  const lines = new LineCounter();
  const text = textAt(folder, COMPOSE_FILE) ?? '';
  const unfinished = unfinishedMerge(text);
  const [error] = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true }).errors;
  if (unfinished) return `${COMPOSE_FILE}:${lines.linePos(unfinished.at).line}: ${unfinished.sentence}`;
  return error && `${COMPOSE_FILE}:${lines.linePos(error.pos[0]).line}: ${yamlSentence(error)}`;
}
