/** A plan, line by line. */
import { createTwoFilesPatch } from 'diff';
import { RECORD } from '../regenerate/record.ts';
import type { Plan } from '../regenerate/plan.ts';

/** A unified diff of everything that would change or differs. Secrets are named, never shown. */
export function unifiedDiff(plan: Plan): string {
  return plan
    .filter(({ path, action }) => action !== 'unchanged' && !path.startsWith(`${RECORD}/`))
    .map((file) => (file.secret ? `--- ${file.path}: holds secrets, not shown\n` : patch(file)))
    .join('');
}

function patch({ path, before, after }: Plan[number]): string {
  const text = createTwoFilesPatch(before === undefined ? '/dev/null' : `a/${path}`, `b/${path}`, before ?? '', after, '', '', { context: 3 });
  return text.replace(/^=+\n/, '').replaceAll(/^(---|\+\+\+ )(.*)\t$/gm, '$1$2');
}
