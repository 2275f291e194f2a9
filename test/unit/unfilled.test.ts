/** Keys of .env that wait for their owner, read as compose and the stack script read them. */
import { expect, it } from 'vitest';
import { unfilled } from '../../src/cli/unfilled.ts';
import { planOne } from '../../src/regenerate/plan.ts';

const said = (text: string) => unfilled(['A', 'B'], [planOne({ path: '.env', content: text, mode: 0o600, ownership: 'shared' }, new Map(), () => '')]);

it.each([
  ['A=x\nB=y\n', undefined],
  ['export A=x\r\nB="y"\r\n', undefined],
  ['A= \nB=y\n', 'A'],
  ['A=x\nB=y\nA=\n', 'A'],
  ['A=\nA=x\n', 'B'],
  ['', 'A and B'],
])('of %j', (text, keys) => {
  expect(said(text)).toEqual(keys === undefined ? [] : [expect.stringMatching(new RegExp(`^Write ${keys} into \\.env before `))]);
});
