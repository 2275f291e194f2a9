/**
 * What of the record was lost, made again: with the same answers the same tool renders the same bytes. So whatever a bad
 * merge of git left of .django-stack, a base that can be proved is a base again.
 */
import type { Lost, Recorded } from '../project/past.ts';
import { sha256 } from '../regenerate/record.ts';
import type { RenderedFile } from '../stack/types.ts';

/**
 * @param renders what the tool makes of the answers that may have been the last ones
 * @returns the record with every base that one of the renders proves, by the sum in lock.json or, where that is lost, by its text
 */
export function restored(recorded: Recorded, renders: readonly (readonly RenderedFile[])[]): Recorded {
  const found = new Map(recorded.lost.flatMap((lost) => {
    const text = renders.flatMap((files) => files.filter(({ path }) => path === lost.path)).map(({ content }) => content).find((content) => proves(lost, content));
    return text === undefined ? [] : [[lost.path, text] as const];
  }));
  const { past, lost, version } = recorded;
  // Starter files are written once. Without lock.json nothing tells which; a stack that exists has had them.
  const given = version === undefined ? new Set(renders.flat().filter(({ ownership }) => ownership === 'yours').map(({ path }) => path)) : past.given;
  return {
    ...recorded,
    past: { ...past, base: new Map([...past.base, ...found]), given },
    lost: lost.filter(({ path }) => !found.has(path)),
    restored: [...found.keys()],
  };
}

const proves = ({ sum, text }: Lost, content: string): boolean => (sum === undefined ? text === content : sum === sha256(content));
