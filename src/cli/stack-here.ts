/** The stack of a folder, from its django-stack.yml. */
import { StackError } from '../errors.ts';
import { detect } from '../project/detect.ts';
import { textAt } from '../project/text.ts';
import { addable } from '../services/index.ts';
import { parseStackFile, type StackFile } from '../stack/file.ts';
import { STACK_FILE } from '../stack/paths.ts';
import { resolve } from '../stack/resolve.ts';
import type { Findings, Stack } from '../stack/types.ts';

/** The answers a folder was made with; undefined where there is no stack. */
export function readStackFile(folder: string): StackFile | undefined {
  const text = textAt(folder, STACK_FILE, 'usage');
  return text === undefined ? undefined : parseStackFile(text);
}

/** @throws StackError usage, where there is no stack or its file is wrong */
export function stackFileIn(folder: string): StackFile {
  const file = readStackFile(folder);
  if (!file) throw new StackError('usage', `There is no ${STACK_FILE} here.`, ['To make a stack: npm create django-stack']);
  return file;
}

/** @throws StackError usage, as `stackFileIn`, and where the answers make no stack */
export const stackIn = (folder: string): Stack => foundIn(folder).stack;

/** The same, with what the folder tells besides. */
export function foundIn(folder: string): { stack: Stack; found: Findings } {
  const file = stackFileIn(folder);
  const found = detect(folder, file.answers);
  return { stack: resolve(file.answers, found, addable, file.place), found };
}
