/** A project whose settings have names and defaults of their own, in a real Django: as its image is built, and as compose runs it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../support/need.ts';
import { PROJECT, run, tempFolder } from '../support/program.ts';

const SETTINGS = `import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ.get("SECRET_KEY", "insecure")
DEBUG = os.environ.get("BAKERY_DEBUG", "") != "False"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")
CSRF_TRUSTED_ORIGINS = os.getenv("CSRF_TRUSTED_ORIGINS", "http://localhost").split(",")
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.staticfiles"]
DATABASES = {
    "default": {
        "ENGINE": os.environ.get("SQL_ENGINE", "django.db.backends.sqlite3"),
        "NAME": os.environ.get("SQL_DATABASE", BASE_DIR / "db.sqlite3"),
        "USER": os.environ.get("SQL_USER", "user"),
        "PASSWORD": os.environ.get("SQL_PASSWORD", "password"),
        "HOST": os.environ.get("SQL_HOST", "localhost"),
        "PORT": os.environ.get("SQL_PORT", "5432"),
    }
}
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
`;

/** What an env_file and the environment of compose give, with `${POSTGRES_PASSWORD:?…}` filled in. */
function environmentOf(folder: string): Record<string, string> {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const env = Object.fromEntries([...read('.env').matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]));
  const { services } = parse(read('docker-compose.yml'), { merge: true }) as { services: { api: { environment: Record<string, string> } } };
  const filled = Object.entries(services.api.environment).map(([key, value]) => [key, value.replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_, name: string) => env[name] ?? '')]);
  return { ...env, ...(Object.fromEntries(filled) as Record<string, string>) };
}

describeWith(['python3', 'django'], 'a project with names and defaults of its own', (t) => {
  it('builds with the stand-ins, and serves no default in production', () => {
    const cwd = tempFolder({ ...PROJECT, 'bakery/settings.py': SETTINGS });
    expect(run(['.', '--yes', '--name', 'shop', '--domain', 'a.example,b.example'], { cwd })).toMatchObject({ code: 0 });
    const django = (code: string, env: Record<string, string>) => spawnSync(t.path('django'), ['-c', `import django\ndjango.setup()\n${code}`], { cwd, env: { ...env, DJANGO_SETTINGS_MODULE: 'bakery.settings' }, encoding: 'utf8' });
    const standIns = Object.fromEntries([...(/^RUN (DJANGO_[^]*?)\n *python /m.exec(readFileSync(join(cwd, 'Dockerfile'), 'utf8'))?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value = '']) => [key, value]));
    expect(django('from django.core.management import call_command\ncall_command("collectstatic", interactive=False)', standIns)).toMatchObject({ status: 0, stderr: '' });
    const show = 'import json\nfrom django.conf import settings as s\nprint(json.dumps([s.SECRET_KEY, s.DEBUG, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, s.DATABASES["default"]]))';
    const { stdout, stderr } = django(show, environmentOf(cwd));
    expect(stderr).toBe('');
    const { POSTGRES_PASSWORD } = environmentOf(cwd);
    expect(JSON.parse(stdout)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/), false, ['a.example', 'b.example'], ['https://a.example', 'https://b.example'],
      expect.objectContaining({ ENGINE: 'django.db.backends.postgresql', NAME: 'shop', USER: 'shop', HOST: 'db', PORT: '5432', PASSWORD: POSTGRES_PASSWORD }),
    ]);
  });
});
