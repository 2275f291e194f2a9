/** What was found in a project, for the person whose project it is: each value with its place. */
import type { Finding, Findings } from '../stack/types.ts';
import { columns, folded } from './columns.ts';

/** A line for each finding, and what is left open. @param width of the terminal */
export function findings({ proposals = {}, several = {}, remarks = [] }: Findings, width: number): readonly string[] {
  const found = Object.entries(proposals).map(([key, finding]) => [`${key}: ${finding?.value}`, placeOf(finding)] as const);
  const open = Object.entries(several).map(([key, candidates = []]) => [`${key}: one of ${candidates.map(({ value }) => value).join(', ')}`, ''] as const);
  return [...columns([...found, ...open], width), ...remarks.map(({ sentence }) => folded(sentence, width))];
}

/** Where a value was found, unless the value is the file itself. */
export function placeOf(finding: Finding | undefined): string {
  return finding === undefined || finding.from === finding.value ? '' : finding.from;
}
