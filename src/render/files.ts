/** Which files a stack has: one line a file, from its template to its place and owner. */
import type { Ownership, RenderedFile, Stack } from '../stack/types.ts';

export interface FileRule {
  /** Below templates/; rendered with EJS if it ends in .ejs. */
  readonly template: string;
  /** Where it goes, if its template's own path, without .ejs, does not say so. */
  readonly path?: (stack: Stack) => string;
  /** Which stacks have it; all, if absent. */
  readonly when?: (stack: Stack) => boolean;
  readonly mode?: RenderedFile['mode'];
  readonly ownership?: Ownership;
}

const isNew = (stack: Stack) => stack.django === 'new';

/** A file of the project or the front end that we start and the user goes on with. */
const yours = (template: string, when: FileRule['when'], path?: FileRule['path']): FileRule => ({
  template,
  ownership: 'yours',
  ...(when && { when }),
  ...(path && { path }),
});

/** A module of a new project's package. */
const inModule = (name: string) =>
  yours(`project/module/${name}.ejs`, isNew, (stack) => `${stack.module}/${name}`);

/** A starter front end's file, from its template folder to web/. */
const inWeb = (kind: 'static' | 'node', name: string) =>
  yours(`web-${kind}/${name}`, ({ web }) => web.kind === kind && (web.starter || name === 'Dockerfile'), () => `web/${name.replace(/\.ejs$/, '')}`);

export const fileRules: readonly FileRule[] = [
  { template: 'Dockerfile.ejs' },
  { template: 'dockerignore.ejs', path: () => '.dockerignore' },
  { template: 'gunicorn.conf.py.ejs' },
  { template: 'nginx/site.conf.ejs', path: ({ name }) => `nginx/${name}.conf` },
  { template: 'nginx/site.tls.conf.ejs', path: ({ name }) => `nginx/${name}.tls.conf`, when: ({ tls }) => tls !== 'none' },
  { template: 'nginx/site.d/local.conf.ejs', path: ({ name }) => `nginx/${name}.d/local.conf`, ownership: 'yours' },
  { template: 'stack.ejs', mode: 0o755 },
  { template: 'DEPLOY.md.ejs' },
  { template: 'gitignore.ejs', path: () => '.gitignore', ownership: 'lines' },
  { template: 'project/manage.py.ejs', path: () => 'manage.py', when: isNew, mode: 0o755, ownership: 'yours' },
  yours('project/requirements.txt.ejs', isNew, () => 'requirements.txt'),
  yours('project/requirements-dev.txt.ejs', isNew, () => 'requirements-dev.txt'),
  yours('project/requirements-prod.txt.ejs', isNew, () => 'requirements-prod.txt'),
  inModule('__init__.py'),
  inModule('asgi.py'),
  inModule('wsgi.py'),
  inModule('urls.py'),
  inModule('views.py'),
  inModule('settings/__init__.py'),
  inModule('settings/base.py'),
  inModule('settings/development.py'),
  inModule('settings/production.py'),
  inWeb('static', 'Dockerfile'),
  inWeb('static', 'nginx.conf'),
  inWeb('static', 'public/index.html'),
  inWeb('node', 'Dockerfile'),
  inWeb('node', 'package.json'),
  inWeb('node', 'server.js'),
  inWeb('node', 'public/index.html'),
];

/** Where a rule's file goes. */
export function pathOf(rule: FileRule, stack: Stack): string {
  return rule.path ? rule.path(stack) : rule.template.replace(/\.ejs$/, '');
}
