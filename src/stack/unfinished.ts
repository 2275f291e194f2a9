/** The marks that git leaves in a file whose merge nobody has finished. */

export interface Unfinished {
  /** The offset of the first mark. */
  readonly at: number;
  /** As in "a merge of git is unfinished here (<<<<<<< HEAD)." */
  readonly sentence: string;
}

export function unfinishedMerge(text: string): Unfinished | undefined {
  const mark = /^(?:<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)(?: .*)?$/m.exec(text);
  return mark ? { at: mark.index, sentence: `a merge of git is unfinished here (${mark[0].trim()}).` } : undefined;
}
