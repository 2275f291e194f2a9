/** `python manage.py runserver`, right after `pip install -r requirements-dev.txt`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeWith } from '../support/need.ts';
import { fileOf } from '../support/stacks.ts';
import { answerSets, manage, project, runserver, type Env, type Project } from './django.ts';

/** As if nothing but Django were installed: each name is a module that cannot be imported. */
function djangoAlone({ folder }: Project): Env {
  const blocked = join(folder, '.blocked');
  mkdirSync(blocked);
  for (const name of ['dj_database_url', 'django_redis', 'gunicorn', 'psycopg', 'pymemcache', 'redis']) {
    writeFileSync(join(blocked, `${name}.py`), `raise ImportError("${name} is not installed")\n`);
  }
  return { PYTHONPATH: blocked };
}

describeWith(['python3', 'django'], 'a new project in development', (t) => {
  const python = t.path('django');

  describe.each(answerSets)('with %s', (_, answers) => {
    it('runs at once, with Django alone and no environment', async () => {
      const shop = project(python, answers);
      const env = djangoAlone(shop);
      expect(manage(shop, ['migrate', '--verbosity', '0'], env)).toEqual({ code: 0, output: '' });
      const site = await runserver(shop, env);

      const login = await site.get('/admin/login/');
      expect([login.status, await login.text()]).toEqual([200, expect.stringContaining('csrfmiddlewaretoken') as unknown]);
      expect((await site.get('/static/admin/css/base.css')).status).toBe(200);
      expect(await (await site.get('/healthz')).text()).toBe('ok\n');

      const url = answers['api-prefix']?.startsWith('/rest/') ? '/rest/status/' : '/api/status/';
      const status = await site.get(url);
      expect(status.headers.get('cache-control')).toContain('no-store');
      const cache = shop.stack.cache === 'none' ? {} : { cache: true };
      expect(await status.json()).toEqual({ api: true, database: true, ...cache, media: true });
    });
  });

  it('answers before the first migration, too', async () => {
    const site = await runserver(project(python));
    expect((await site.get('/healthz')).status).toBe(200);
  });

  it('serves uploaded files, and nothing beside them', async () => {
    const shop = project(python);
    const site = await runserver(shop);
    writeFileSync(join(shop.folder, 'media/note.txt'), 'uploaded');
    expect(await (await site.get('/media/note.txt')).text()).toBe('uploaded');
    expect((await site.get('/media/%2e%2e/manage.py')).status).toBe(404);
  });

  it('loses the status endpoint, and nothing else, with one line of urls.py', async () => {
    const shop = project(python);
    const lines = fileOf(shop, 'shop/urls.py').split('\n');
    const without = lines.filter((line) => !line.includes('views.status'));
    expect(without).toHaveLength(lines.length - 1);
    writeFileSync(join(shop.folder, 'shop/urls.py'), without.join('\n'));
    const site = await runserver(shop);
    expect((await site.get('/api/status/')).status).toBe(404);
    expect((await site.get('/healthz')).status).toBe(200);
  });
});
