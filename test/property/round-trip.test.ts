/** Valid answers, many at once: the files say what the stack says, and django-stack.yml gives the same stack again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { someAnswers } from '../support/arbitraries.ts';
import { isUnambiguous } from '../support/model.ts';
import type { ShellText } from '../support/model-shell.ts';
import { fileOf } from '../support/stacks.ts';
import { attempt, checkFiles, checkShells } from './reading.ts';
import '../support/seed.ts';

it('are read back, by readers of YAML 1.1 too', () => {
  let stacks = 0;
  const shells: ShellText[] = [];
  const property = fc.property(someAnswers, (raw) => {
    const end = attempt(raw);
    if (end instanceof StackError) return end.outcome === 'usage';
    stacks += 1;
    shells.push(...checkFiles(end));
    return ['docker-compose.yml', 'django-stack.yml'].every((path) => isUnambiguous(fileOf(end, path)));
  });
  fc.assert(property, { numRuns: 1000 });
  checkShells(shells);
  expect(stacks).toBeGreaterThan(400);
}, 120_000);
