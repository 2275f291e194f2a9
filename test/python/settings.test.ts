/** A new project's settings, in development and in production. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeWith } from '../support/need.ts';
import { fileOf } from '../support/stacks.ts';
import { until } from '../real/support/wait.ts';
import { answerSets, gunicorn, manage, production, project, run, runserver, type Env } from './django.ts';

/** The variables that the Dockerfile gives to collectstatic. */
function buildTimeEnv(dockerfile: string): Env {
  const given = /^RUN (DJANGO_[^]*?)\\\n +python /m.exec(dockerfile)?.[1] ?? '';
  return Object.fromEntries([...given.matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value = '']) => [key, value]));
}

const serious = ['check', '--deploy', '--fail-level', 'WARNING'];

describeWith(['python3', 'django'], 'the settings of a new project', (t) => {
  const python = t.path('django');

  describe.each(answerSets)('with %s', (_, answers) => {
    it('pass check --deploy without a warning', () => {
      const shop = project(python, answers);
      expect(manage(shop, serious, production(shop))).toMatchObject({ code: 0 });
    });

    it('stop the start when a variable of the api is missing, and name it', () => {
      const shop = project(python, answers);
      const { DJANGO_SETTINGS_MODULE, ...needed } = production(shop);
      for (const name of Object.keys(needed)) {
        const { [name]: _gone, ...rest } = production(shop);
        const { code, output } = manage(shop, ['check'], rest);
        expect(code).not.toBe(0);
        expect(output).toContain(`KeyError: '${name}'`);
      }
      expect(DJANGO_SETTINGS_MODULE).toBe(shop.stack.settings);
    });

    it('let the image collect static files under names with a hash', () => {
      const shop = project(python, answers);
      const collected = manage(shop, ['collectstatic', '--noinput', '--settings', shop.stack.settings], buildTimeEnv(fileOf(shop, 'Dockerfile')));
      expect(collected).toMatchObject({ code: 0 });
      const manifest = JSON.parse(readFileSync(join(shop.folder, 'staticfiles/staticfiles.json'), 'utf8')) as { paths: Record<string, string> };
      const hashed = manifest.paths['admin/css/base.css'] ?? '';
      expect(hashed).toMatch(/^admin\/css\/base\.[0-9a-f]{12}\.css$/);
      expect(existsSync(join(shop.folder, 'staticfiles', hashed))).toBe(true);
    });

    it('need nothing in development, and no migration', () => {
      const shop = project(python, answers);
      expect(manage(shop, ['check', '--fail-level', 'WARNING'])).toMatchObject({ code: 0 });
      expect(manage(shop, ['makemigrations', '--check', '--dry-run'])).toMatchObject({ code: 0 });
    });

    describeWith(['ruff'], 'by ruff', ({ path }) => {
      it('are formatted, and clean', () => {
        const shop = { ...project(python, answers), python: path('ruff') };
        const files = ['manage.py', shop.stack.module];
        expect(run(shop, ['format', '--no-cache', '--check', ...files])).toMatchObject({ code: 0 });
        expect(run(shop, ['check', '--no-cache', '--select', 'E,F,I,B,UP,S,DJ', ...files])).toMatchObject({ code: 0 });
      });
    });
  });

  it('refuse a DJANGO_HTTPS that is neither on nor off', () => {
    const shop = project(python);
    const { code, output } = manage(shop, ['check'], production(shop, { DJANGO_HTTPS: 'true' }));
    expect(code).not.toBe(0);
    expect(output).toContain('DJANGO_HTTPS');
  });

  it('without https leave out what only https can keep, and say so', () => {
    const shop = project(python);
    const { code, output } = manage(shop, serious, production(shop, { DJANGO_HTTPS: 'off' }));
    expect(code).not.toBe(0);
    expect([...output.matchAll(/\(security\.(W\d+)\)/g)].map(([, id]) => id)).toEqual(['W012', 'W016']);
  });

  it.each([
    ['runserver, as in ./stack dev', 'debug', runserver],
    ['gunicorn, as in ./stack dev', 'debug', gunicorn],
    ['gunicorn in production', 'production', gunicorn],
  ])('print each line once under %s', async (_, settings, serve) => {
    const shop = project(python);
    // runserver would ask the database which migrations it lacks.
    appendFileSync(join(shop.folder, 'shop/settings', `${settings}.py`), 'DATABASES = {}\n');
    const site = await serve(shop, production(shop, { DJANGO_SETTINGS_MODULE: `shop.settings.${settings}`, EMAIL_HOST: 'mailpit' }));
    for (const path of ['/nothing/', '/again/']) expect((await site.get(path)).status).toBe(404);
    await until('the second is printed', () => site.printed().includes('Not Found: /again/'));
    expect(site.printed().match(/^.*Not Found: \/nothing\/$/gm)).toEqual(['WARNING django.request: Not Found: /nothing/']);
  });

  it.each([
    ['2 seconds by default', '', 2],
    ['what DATABASE_URL says', '?connect_timeout=10', 10],
  ])('wait for a database for %s', (_, query, seconds) => {
    const shop = project(python);
    const env = production(shop, { DATABASE_URL: `postgres://shop:p%40ss%2Fword@db.example.com:5433/shop${query}` });
    const script = 'import json; from django.conf import settings; print(json.dumps(settings.DATABASES["default"]))';
    const database = JSON.parse(run(shop, ['-c', script], env).output) as Record<string, unknown>;
    expect(database).toMatchObject({ PASSWORD: 'p@ss/word', CONN_MAX_AGE: 60, CONN_HEALTH_CHECKS: true, OPTIONS: { connect_timeout: seconds } });
  });
});
