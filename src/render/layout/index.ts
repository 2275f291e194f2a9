/** Picture → Drawing: which box stands where. */
import type { Picture } from '../picture.ts';
import type { Drawing } from './drawing.ts';
import { framed } from './frame.ts';
import { sideBySide } from './side-by-side.ts';
import { stacked } from './stacked.ts';

/** Narrower than this, boxes would hold no words. */
const NARROWEST = 36;

/**
 * Places everything in at most `limit` columns (36 if `limit` is less): both networks beside each other where that
 * fits, else one below the other.
 */
export function layout(picture: Picture, limit: number): Drawing {
  const width = Math.max(NARROWEST, limit);
  return framed(picture, sideBySide(picture, width) ?? stacked(picture, width), width);
}
