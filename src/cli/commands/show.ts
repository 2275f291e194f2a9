/** show: the stack of this folder as a picture. */
import { pictureOf } from '../../render/picture.ts';
import { svg } from '../../render/svg.ts';
import { servicesOf } from '../../services/index.ts';
import { drawing } from '../drawing.ts';
import { stackIn } from '../stack-here.ts';
import type { Run } from './index.ts';

export const run: Run = async ({ flags }, terminal) => {
  const stack = stackIn(terminal.cwd);
  const picture = pictureOf(stack, servicesOf(stack));
  const text = 'svg' in flags ? svg(picture) : drawing(stack, terminal);
  return { text: text.endsWith('\n') ? text : `${text}\n`, data: { picture } };
};
