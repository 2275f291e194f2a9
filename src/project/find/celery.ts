/** The Celery application: what goes behind `celery -A`. */
import { choose, type Found } from '../finding.ts';
import { moduleOf } from '../modules.ts';
import { assignmentsIn, statementsIn } from '../python.ts';
import { inside, type Tree } from '../tree.ts';
import { isCentral } from './manage.ts';

/** Modules that assign `Celery(…)`; one called celery is found by its package alone. */
export function findCelery(tree: Tree, root: string): Found {
  const files = tree.files.filter((path) => path.startsWith(inside(root, '')) && path.endsWith('.py') && isCentral(path) && /\bCelery\(/.test(tree.text(path)));
  return choose(
    files.flatMap((path) => {
      const app = assignmentsIn(statementsIn(tree.text(path))).find(({ value: [first, second], conditional }) => !conditional && first?.text === 'Celery' && second?.text === '(');
      const module = app && moduleOf(root, path);
      return module === undefined ? [] : [{ value: module.replace(/\.celery$/, ''), from: `${path}:${app?.line ?? 1}` }];
    }),
  );
}
