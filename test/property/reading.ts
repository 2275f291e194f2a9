/** What both property tests do with answers: make a stack of them, and read its files back. */
import { expect } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { addable } from '../../src/services/index.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { parseStackFile } from '../../src/stack/file.ts';
import { resolve } from '../../src/stack/resolve.ts';
import type { Findings, Foreign } from '../../src/stack/types.ts';
import { shellText, type ShellText } from '../support/model-shell.ts';
import { expectedModel, readBack } from '../support/model.ts';
import { wordsOf } from '../support/shell-words.ts';
import { checkSound } from '../support/sound.ts';
import { fileOf, found, make, proposing, type Made } from '../support/stacks.ts';

/** Answers are read around a project, so that all of them count. */
const project: Partial<Findings> = proposing({ module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt' });
const findings = (raw: RawAnswers) => found({ ...(raw.django !== 'new' && project), foreign: foreign(raw.adopted?.split(',') ?? []) });

/** In docker-compose.yml stands whatever is to be adopted. */
const foreign = (items: readonly string[]): readonly Foreign[] =>
  items.map((item) => ({ id: item.trim().split(':')[0] ?? '', ports: [], networks: [], missingNetworks: [], missingVolumes: [], mounts: [], variables: [] }));

/** The stack, or the refusal; anything else that is thrown is a mistake of ours. */
export function attempt(raw: RawAnswers): Made | StackError {
  try {
    return make(raw, findings(raw));
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
}

const checked = new Set<string>();

/**
 * Fails where a file says something else than the stack it was made from.
 * @returns what it says to shells, for `checkShells`; nothing, if this stack was here before
 */
export function checkFiles(made: Made): readonly ShellText[] {
  const key = JSON.stringify(made.stack);
  if (checked.has(key)) return [];
  const read = readBack(made);
  const expected = expectedModel(made);
  if (JSON.stringify(read) !== JSON.stringify(expected)) expect(read).toEqual(expected);
  checkSound(made.stack, read);
  const again = resolve(parseStackFile(fileOf(made, 'django-stack.yml')).answers, found({ ...project, foreign: foreign(made.stack.adopted.map(({ id }) => id)) }), addable);
  if (JSON.stringify(again) !== JSON.stringify(made.stack)) expect(again).toEqual(made.stack);
  if (made.files.some(({ path }) => !/^[A-Za-z0-9._/-]+$/.test(path) || path.split('/').includes('..'))) throw new Error('a path leaves the folder');
  checked.add(key);
  return [shellText(made)];
}

/** The same for what shells read; many stacks at once, as each shell costs its time. */
export function checkShells(texts: readonly ShellText[]): void {
  const words = wordsOf(texts.map(({ text }) => text));
  const wrong = texts.findIndex(({ expected }, index) => JSON.stringify(words[index]) !== JSON.stringify(expected));
  if (wrong !== -1) expect(words[wrong]).toEqual(texts[wrong]?.expected);
}
