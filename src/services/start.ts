/** How the project is served: what the image starts, and what docker-swarm.yml has to repeat. */
import type { Stack } from '../stack/types.ts';

/** gunicorn looks for its configuration where it is started; the file is always beside the Dockerfile. */
export function startCommand({ manage, module, interface: served }: Stack): readonly string[] {
  return ['gunicorn', ...(manage.folder === '' ? [] : ['--config', '/app/gunicorn.conf.py']), `${module}.${served}`];
}
