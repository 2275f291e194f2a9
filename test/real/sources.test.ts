/** Existing projects as their files have them, one a tool: found, built from the lock, answering through nginx. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker } from './support/docker.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { writeLockedProject, type Shape } from './support/projects.ts';

const DJANGO = 'django>=5.2,<6';
const GUNICORN = 'gunicorn>=25.1,<28';
const plain: Shape = { root: '', manage: true, serves: 'wsgi', staticUrl: '/static/' };

interface Project {
  readonly title: string;
  readonly source: string;
  readonly packages: readonly string[];
  readonly shape: Shape;
  /** Without a database of its own the project writes into a file beside the uploads. */
  readonly db: 'postgres' | 'file';
  readonly answers: readonly RegExp[];
}

const projects: readonly Project[] = [
  {
    title: 'pip, with psycopg2 compiled from source',
    source: 'requirements/production.txt',
    packages: [DJANGO, GUNICORN, 'psycopg2'],
    shape: plain,
    db: 'postgres',
    answers: [/^requirements: requirements\/production\.txt /m, /^libraries: \[compiler, libpq\] /m],
  },
  {
    title: 'uv, with psycopg as a wheel, over ASGI',
    source: 'uv.lock',
    packages: [DJANGO, GUNICORN, 'psycopg[binary]'],
    shape: { ...plain, serves: 'asgi' },
    db: 'postgres',
    answers: [/^requirements: uv\.lock /m, /^interface: asgi /m, /^(?!.*libraries)/],
  },
  {
    title: 'Poetry, in a folder, below another URL of static files',
    source: 'poetry.lock',
    packages: [DJANGO, GUNICORN],
    shape: { ...plain, root: 'backend/', staticUrl: '/assets/' },
    db: 'file',
    answers: [/^requirements: backend\/poetry\.lock /m, /^manage: backend\/manage\.py /m, /^static-url: \/assets\/ /m],
  },
  {
    title: 'PDM, without manage.py',
    source: 'pdm.lock',
    packages: [DJANGO, GUNICORN],
    shape: { ...plain, root: 'src/', manage: false },
    db: 'file',
    answers: [/^requirements: pdm\.lock /m, /^manage: src /m],
  },
  {
    title: 'Pipenv, on the Python of its Pipfile',
    source: 'Pipfile.lock',
    packages: [DJANGO, GUNICORN],
    shape: plain,
    db: 'file',
    answers: [/^requirements: Pipfile\.lock /m, /^python: "3\.13" /m],
  },
];

const flags = { postgres: { cache: 'none' }, file: { db: 'external', cache: 'none' } } as const;

describeStack('existing projects of every tool', [], (t) => {
  let nginx: Nginx;

  beforeAll(async () => {
    nginx = await startNginx(t.path('nginx'));
  });

  afterAll(async () => {
    await nginx?.stop();
  });

  describe.each(projects)('$title', ({ source, packages, shape, db, answers }) => {
    let lane: Lane;

    beforeAll(async () => {
      lane = createLane('trysource', flags[db], (folder) => writeLockedProject(folder, shape, source, packages));
      if (db === 'file') appendFileSync(join(lane.folder, '.env'), `\nDATABASE_URL=sqlite:////app/${shape.root}uploads/db\n`);
      start(lane);
      await nginx.add(lane.name, lane.folder);
    }, 300_000);

    afterAll(() => {
      lane?.remove();
    }, 60_000);

    it('is found as it is', () => {
      const text = readFileSync(join(lane.folder, 'django-stack.yml'), 'utf8');
      for (const answer of answers) expect(text).toMatch(answer);
      expect(text).toMatch(/^health: \/healthz /m);
    });

    it('answers through nginx, from its database, with what its lock names and no tool', async () => {
      const answer = await lane.get(nginx, '/');
      expect(answer.status).toBe(200);
      const { row, kind, installed } = JSON.parse(answer.body.toString()) as { row: number[]; kind: string; installed: string[] };
      expect([row, kind]).toEqual([[1], shape.serves === 'asgi' ? 'ASGIRequest' : 'WSGIRequest']);
      expect(installed).toEqual(expect.arrayContaining(['django', 'gunicorn']));
      expect(installed.filter((name) => ['pip', 'uv', 'poetry', 'pdm', 'pipenv', 'pytest', 'iniconfig'].includes(name))).toEqual([]);
    });

    it('its static files come from nginx, and the image holds neither compiler nor tool', async () => {
      const answer = await lane.get(nginx, `${shape.staticUrl}notice.css`);
      expect([answer.status, answer.body.toString()]).toEqual([200, expect.stringContaining('--notice')]);
      const found = docker('run', '--rm', '--entrypoint', 'sh', `${lane.name}-api:current`, '-c', 'ls /usr/bin/gcc /root/.cache/pip /root/.cache/uv /venv/bin/pip /venv/bin/uv 2>/dev/null || true');
      expect(found).toBe('');
    });

    it('the image of ./stack dev has what developers need besides', () => {
      const image = `${lane.name}-dev-api`;
      const { code, stderr } = lane.stack('dev', 'build', 'api');
      expect(code, stderr).toBe(0);
      expect(docker('run', '--rm', '--entrypoint', 'python', image, '-c', 'import iniconfig; print(iniconfig.__name__)').trim()).toBe('iniconfig');
      docker('image', 'rm', image);
    });
  });
});
