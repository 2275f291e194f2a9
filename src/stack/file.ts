/** django-stack.yml → RawAnswers, with the place of each answer. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Pair, type ParsedNode } from 'yaml';
import { StackError } from '../errors.ts';
import type { AnswerKey, RawAnswers } from './fields.ts';
import { nearest } from './nearest.ts';
import { STACK_FILE } from './paths.ts';
import { questionFor, questions } from './questions.ts';
import type { Place } from './resolve.ts';
import { shown } from './shown.ts';
import { unfinishedMerge } from './unfinished.ts';
import { yamlSentence } from './yaml-error.ts';

export interface StackFile {
  readonly answers: RawAnswers;
  /** `django-stack.yml:12:11: web-port`, line and column counted from 1. */
  readonly place: Place;
}

/**
 * Reads the text of a django-stack.yml. Scalars are taken as they are written: `3.10` stays 3.10.
 * @throws StackError usage, with line and column: no YAML, an unknown key, a value that is no text or list of texts
 */
export function parseStackFile(text: string): StackFile {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${STACK_FILE}:${line}:${col}`;
  };
  const unfinished = unfinishedMerge(text);
  if (unfinished) throw new StackError('usage', `${at(unfinished.at)}: ${unfinished.sentence}`);
  const error = document.errors[0];
  if (error) throw new StackError('usage', `${at(error.pos[0])}: ${yamlSentence(error)}`);
  if (!isMap(document.contents)) throw new StackError('usage', `${at(0)}: holds no answers; each is a line such as "name: shop".`);

  const answers: RawAnswers = {};
  const places = new Map<AnswerKey, string>();
  for (const pair of document.contents.items as Pair<ParsedNode, ParsedNode | null>[]) {
    const where = at(pair.key.range[0]);
    const key = knownKey(pair.key, where);
    places.set(key, `${pair.value ? at(pair.value.range[0]) : where}: ${key}`);
    answers[key] = textOf(pair.value, `${where}: ${key}`, questionFor(key)?.list ?? false);
  }
  return { answers, place: (key) => places.get(key) ?? `${STACK_FILE}: ${key}` };
}

function knownKey(node: ParsedNode, where: string): AnswerKey {
  const key = isScalar(node) ? String(node.source) : '?';
  const question = questionFor(key);
  if (question) return question.key;
  const near = nearest(key, questions.map((known) => known.key));
  throw new StackError('usage', `${where}: there is no answer called ${shown(key)}${near ? `; did you mean ${near}?` : '.'}`);
}

function textOf(node: ParsedNode | null, place: string, list: boolean): string {
  if (isScalar(node) && node.value !== null && !node.tag) return String(node.source ?? node.value);
  if (list && isSeq(node)) return (node.items as ParsedNode[]).map((item) => textOf(item, place, false)).join(',');
  const reason = isAlias(node) ? 'is an alias; write the value out' : list ? 'needs a list such as [a, b]' : 'needs one plain value';
  throw new StackError('usage', `${place}: ${reason}.`);
}
