/** Stacks for tests: from answers to rendered files, and onto a disk. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderStack } from '../../src/render/index.ts';
import { addable, servicesOf, type Service } from '../../src/services/index.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { resolve, withDefaults } from '../../src/stack/resolve.ts';
import type { Findings, RenderedFile, Stack } from '../../src/stack/types.ts';

/** The repository's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Rendered trees carry a version that never changes, so that golden files do not either. */
const VERSION = '0.0.0';

export interface Made {
  readonly stack: Stack;
  readonly services: readonly Service[];
  readonly files: readonly RenderedFile[];
}

/** An empty folder called `shop`, with whatever else was found there. */
export function found(more: Partial<Findings> = {}): Findings {
  return { folder: 'shop', project: false, frontEnd: false, ...more };
}

/** What the files of a project propose, without their places. */
export function proposing(answers: RawAnswers): Partial<Findings> {
  return { project: true, proposals: Object.fromEntries(Object.entries(answers).map(([key, value]) => [key, { value, from: 'a file' }])) };
}

/** A stack from answers, as `create --yes` makes it. Its files are rendered when somebody asks for them. */
export function make(raw: RawAnswers = {}, findings: Findings = found()): Made {
  const stack = resolve(raw, findings, addable);
  let files: Made['files'] | undefined;
  return { stack, services: servicesOf(stack), get files() { return (files ??= renderStack(stack, withDefaults(raw, findings), VERSION)); } };
}

/** The text of one rendered file; an error if there is none of that path. */
export function fileOf(made: Made, path: string): string {
  const file = made.files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`no ${path} among ${made.files.map((candidate) => candidate.path).join(' ')}`);
  return file.content;
}

/** Writes the files below `folder`, with 64 hexadecimal digits wherever a secret is generated. */
export function writeTree(made: Made, folder: string): void {
  for (const { path, content, mode } of made.files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content.replace(/\{\{[A-Z_]+\}\}/g, 'c0ffee'.repeat(11).slice(0, 64)), { mode });
    chmodSync(target, mode);
  }
}
