/** Small projects with a lock file of each tool, the lock made by the tool itself: its addresses are those of this machine's index. */
import { execFileSync } from 'node:child_process';
import { writeFiles } from '../../support/program.ts';
import { LOCK_TOOLS } from './locks.ts';

/** What a project is besides its dependencies. */
export interface Shape {
  /** The folder that Python looks in, with a slash at its end; empty for the top. */
  readonly root: string;
  readonly manage: boolean;
  readonly serves: 'wsgi' | 'asgi';
  readonly staticUrl: string;
}

const MANAGE = `import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "notice.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
`;

const server = (kind: Shape['serves']) => `import os

from django.core.${kind} import get_${kind}_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "notice.settings")
application = get_${kind}_application()
`;

const settings = ({ staticUrl, serves }: Shape) => `import os
from pathlib import Path
from urllib.parse import urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = os.environ["DJANGO_ALLOWED_HOSTS"].split(",")
ROOT_URLCONF = "notice.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.staticfiles", "notice"]
${serves.toUpperCase()}_APPLICATION = "notice.${serves}.application"
url = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql" if url.scheme == "postgres" else "django.db.backends.sqlite3",
        "NAME": url.path.removeprefix("/"),
        "USER": url.username,
        "PASSWORD": url.password,
        "HOST": url.hostname or "",
    }
}
STATIC_URL = "${staticUrl}"
STATIC_ROOT = BASE_DIR / "collected"
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "uploads"
`;

const URLS = `import importlib.metadata
import sys

from django.db import connection
from django.http import JsonResponse
from django.urls import path


def notice(request):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        row = cursor.fetchone()
    installed = sorted(one.name.lower() for one in importlib.metadata.distributions())
    return JsonResponse({"row": list(row), "kind": type(request).__name__, "python": list(sys.version_info[:2]), "installed": installed})


def health(request):
    return JsonResponse({})


urlpatterns = [path("", notice), path("healthz", health)]
`;

/** The files of a project, without those that list its dependencies. */
function projectFiles(shape: Shape): Readonly<Record<string, string>> {
  const { root, manage, serves } = shape;
  return {
    [`${root}notice/__init__.py`]: '',
    [`${root}notice/settings.py`]: settings(shape),
    [`${root}notice/urls.py`]: URLS,
    [`${root}notice/static/notice.css`]: ':root { --notice: 1 }\n',
    [`${root}notice/${serves}.py`]: server(serves),
    ...(manage && { [`${root}manage.py`]: MANAGE }),
  };
}

const list = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');

const pyproject = (names: readonly string[], groups: string) => `[project]
name = "notice"
version = "1"
requires-python = ">=3.13"
dependencies = [${list(names)}]
${groups}`;

const grouped = '\n[dependency-groups]\ndev = ["iniconfig", "sqlparse"]\n';

/** What lists the dependencies for each tool, before it locks them. */
const manifests: Readonly<Record<string, (names: readonly string[]) => Readonly<Record<string, string>>>> = {
  'requirements/production.txt': (names) => ({ 'requirements/production.txt': '-r base.txt\n', 'requirements/base.txt': `${names.join('\n')}\n`, 'requirements/dev.txt': '-r base.txt\npytest\n' }),
  'uv.lock': (names) => ({ 'pyproject.toml': pyproject(names, grouped) }),
  'poetry.lock': (names) => ({ 'pyproject.toml': `${pyproject(names, '')}\n[tool.poetry]\npackage-mode = false\n\n[tool.poetry.group.dev.dependencies]\niniconfig = "*"\n` }),
  'pdm.lock': (names) => ({ 'pyproject.toml': `${pyproject(names, grouped)}\n[tool.pdm]\ndistribution = false\n` }),
  'Pipfile.lock': (names) => ({ Pipfile: `[packages]\n${names.map((name) => pipfileLine(name)).join('\n')}\n\n[dev-packages]\niniconfig = "*"\n\n[requires]\npython_version = "3.13"\n` }),
};

function pipfileLine(name: string): string {
  const [, package_ = name, extra, version = '*'] = /^([\w-]+)(?:\[(\w+)\])?(.*)$/.exec(name) ?? [];
  return `${package_} = {version = "${version || '*'}"${extra ? `, extras = ["${extra}"]` : ''}}`;
}

/** Writes the project with the lock file of its tool. @param source as `--requirements` has it, without the folder */
export function writeLockedProject(folder: string, shape: Shape, source: string, names: readonly string[]): void {
  const listed = Object.entries(manifests[source]?.(names) ?? {}).map(([path, text]) => [shape.manage ? shape.root + path : path, text]);
  writeFiles(folder, { ...projectFiles(shape), ...(Object.fromEntries(listed) as Record<string, string>) });
  const tool = LOCK_TOOLS[source];
  if (tool) lock(`${folder}/${shape.manage ? shape.root : ''}`, tool);
}

/** In a container, so that a test machine needs none of the tools. */
function lock(folder: string, { install, command }: { readonly install: string; readonly command: string }): void {
  const script = `pip install --quiet --root-user-action ignore ${install} && ${command}`;
  execFileSync('docker', ['run', '--rm', '--volume', `${folder}:/project`, '--workdir', '/project', '--env', 'REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt', 'python:3.13-slim-trixie', 'sh', '-c', script], { stdio: 'pipe', timeout: 240_000 });
}
