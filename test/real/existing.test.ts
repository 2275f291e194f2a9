/** A project that was there before, made ready by nothing else than what its DEPLOY.md says. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { containersOf, inspect, publishedBy } from './support/docker.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';

/** What `django-admin startproject journal .` makes, without its comments. */
const project: Readonly<Record<string, string>> = {
  'manage.py': `import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
`,
  'requirements.txt': 'Django>=5.2.8,<5.3',
  'journal/__init__.py': '',
  'journal/wsgi.py': `import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journal.settings")
application = get_wsgi_application()
`,
  'journal/urls.py': `from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
`,
  'journal/settings.py': `from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "django-insecure"
DEBUG = True
ALLOWED_HOSTS = []
INSTALLED_APPS = [f"django.contrib.{app}" for app in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "journal.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
STATIC_URL = "static/"
`,
};

function writeProject(folder: string): void {
  mkdirSync(join(folder, 'journal'), { recursive: true });
  for (const [path, text] of Object.entries(project)) writeFileSync(join(folder, path), text);
}

/** What a person does who reads DEPLOY.md. */
function followDeployMd(folder: string): void {
  const text = readFileSync(join(folder, 'DEPLOY.md'), 'utf8');
  const snippet = /^```python\n([^]*?)^```/m.exec(text)?.[1] ?? '';
  const requirements = [...(/installs (`[^]*?), and\n/.exec(text)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, line = '']) => line);
  appendFileSync(join(folder, 'journal', 'settings.py'), `\nimport os\n\nimport dj_database_url\n\n${snippet}`);
  appendFileSync(join(folder, 'requirements.txt'), `\n${[...requirements, 'dj-database-url'].join('\n')}\n`);
}

describeStack('an existing project', [], (t) => {
  let lane: Lane;
  let nginx: Nginx;

  beforeAll(async () => {
    lane = createLane('tryexisting', {}, writeProject);
    followDeployMd(lane.folder);
    start(lane);
    nginx = await startNginx(t.path('nginx'));
    await nginx.add(lane.name, lane.folder);
  }, 300_000);

  afterAll(async () => {
    await nginx?.stop();
    lane?.remove();
  }, 60_000);

  it('keeps its own files, and gets no front end', () => {
    for (const path of ['manage.py', 'journal/urls.py', 'journal/wsgi.py']) expect(readFileSync(join(lane.folder, path), 'utf8')).toBe(project[path]);
    expect(inspect(...containersOf(lane.name)).flatMap(publishedBy)).toEqual(['127.0.0.1:8080']);
  });

  it.each([
    ['/', 404, /Not Found/],
    ['/admin/login/', 200, /csrfmiddlewaretoken/],
    ['/static/admin/css/base.css', 200, /--primary/],
  ])('answers %s with %i', async (path, status, content) => {
    const answer = await lane.get(nginx, path);
    expect([answer.status, answer.body.toString()]).toEqual([status, expect.stringMatching(content)]);
  });

  it('uses PostgreSQL, the cache and the folders of the host', () => {
    const program = 'from django.conf import settings as s; from django.core.cache import cache; cache.set("a", "b"); print(s.DATABASES["default"]["ENGINE"], cache.get("a"), s.MEDIA_ROOT, s.STATIC_ROOT)';
    expect(lane.stack('manage', 'shell', '--no-imports', '-c', program).stdout.trim()).toBe('django.db.backends.postgresql b /app/media /app/staticfiles');
  });
});
