/** P14: what the image must not hold, and what it needs. */
import { describe, expect, it } from 'vitest';
import { fileOf } from '../support/stacks.ts';
import { stackOf, stacks } from './answers.ts';
import { excludes } from './dockerignore.ts';

const OUT = [
  '.env', '.env.local', '.env.production', 'shop/.env', 'config/settings/.env',
  '.git', '.git/config', '.gitignore', '.github/workflows/ci.yml',
  'db.sqlite3', 'db.sqlite3-journal', 'shop/db.sqlite3',
  '.volumes/postgresql/PG_VERSION', 'backups/2026-11-24T120000Z/database.dump',
  'node_modules/react/index.js', 'assets/node_modules/react/index.js',
  '__pycache__/manage.cpython-314.pyc', 'shop/settings/__pycache__/base.cpython-314.pyc', 'shop/old.pyc',
  '.venv/bin/python', 'venv/bin/python', 'shop/.mypy_cache/x.json', '.pytest_cache/README.md',
  'docker-compose.yml', 'docker-compose.override.yml', 'nginx/shop.conf', 'nginx/certs/privkey.pem', 'stack', 'django-stack.yml', '.django-stack/lock.json', 'DEPLOY.md',
];

const IN = [
  'manage.py', 'requirements.txt', 'requirements-prod.txt', 'requirements/production.txt', 'gunicorn.conf.py', 'pyproject.toml',
  'shop/settings/production.py', 'shop/wsgi.py', 'shop/static/shop/site.css', 'shop/templates/index.html', 'static/logo.svg',
  'locale/de/LC_MESSAGES/django.mo', 'shop/media/fields.py', 'shop/web/views.py', 'stacks/models.py', 'backups/models.py', 'environment.py',
];

describe.each(stacks)('.dockerignore, %s', (_, made) => {
  const text = fileOf(made, '.dockerignore');

  it('P14: keeps secrets, data, history and what others install out', () => {
    const { media, static: files } = made.stack;
    const data = [`${media.root}/upload.png`, `${files.root}/admin/base.css`];
    expect([...OUT, ...data].filter((path) => !excludes(text, path))).toEqual([]);
  });

  it('P14: lets in what the project consists of', () => {
    expect(IN.filter((path) => excludes(text, path))).toEqual([]);
  });

  it('P14: excludes the front end only where that is another image', () => {
    expect(excludes(text, `${made.stack.web.folder}/views.py`)).toBe(['static', 'node'].includes(made.stack.web.kind));
  });
});

describe('the matcher', () => {
  it.each([
    ['*.md\n!README.md', 'README.md', false],
    ['*.md', 'docs/a.md', false],
    ['**/*.md', 'docs/deep/a.md', true],
    ['docs', 'docs/deep/a.md', true],
    ['doc', 'docs/a.md', false],
    ['a.b', 'axb', false],
  ])('%j on %s: %s', (text, path, expected) => {
    expect(excludes(text, path)).toBe(expected);
  });

  it('P14: the post had no such file, so its image got everything', () => {
    expect(excludes('', '.env')).toBe(false);
    expect(excludes(fileOf(stackOf('default'), '.dockerignore'), '.env')).toBe(true);
  });
});
