/** The stack as a picture that fits the terminal, or in words where a picture says nothing. */
import { ascii } from '../render/ascii.ts';
import { pictureOf } from '../render/picture.ts';
import { sentences } from '../render/words.ts';
import { servicesOf } from '../services/index.ts';
import type { Stack } from '../stack/types.ts';
import type { Terminal } from './terminal.ts';

/** Lines of text, without an end of line after the last. */
export function drawing(stack: Stack, { accessible, width }: Terminal): string {
  const picture = pictureOf(stack, servicesOf(stack));
  return accessible ? sentences(picture).join('\n') : ascii(picture, width);
}
