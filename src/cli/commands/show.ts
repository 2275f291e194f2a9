/** show: the stack of this folder as a picture. */
import { ascii } from '../../render/ascii.ts';
import { pictureOf } from '../../render/picture.ts';
import { svg } from '../../render/svg.ts';
import { servicesOf } from '../../services/index.ts';
import { stackIn } from '../stack-here.ts';
import type { Run } from './index.ts';

export const run: Run = async ({ flags }, terminal) => {
  const stack = stackIn(terminal.cwd);
  const picture = pictureOf(stack, servicesOf(stack));
  const text = 'svg' in flags ? svg(picture) : ascii(picture, terminal.width);
  return { text: text.endsWith('\n') ? text : `${text}\n`, data: { picture } };
};
