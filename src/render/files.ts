/** Which files a stack has: one line a file, from its template to its place and owner. */
import type { Ownership, RenderedFile, Stack } from '../stack/types.ts';

export interface FileRule {
  /** Below templates/; rendered with EJS if it ends in .ejs. */
  readonly template: string;
  /** Of a long file: its parts in the folder `template`, in this order. An empty line stands between those that render to anything. */
  readonly parts?: readonly string[];
  /** Where it goes, if its template's own path, without .ejs, does not say so. */
  readonly path?: (stack: Stack) => string;
  /** Which stacks have it; all, if absent. */
  readonly when?: (stack: Stack) => boolean;
  readonly mode?: RenderedFile['mode'];
  readonly ownership?: Ownership;
}

const isNew = (stack: Stack) => stack.django === 'new';

const hasScheduler = ({ with: services }: Stack) => services.includes('scheduler');

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

/** A file of web/, for both kinds that are built here: what builds it, or the front end to start with. */
const inWeb = (template: string, when: (web: Stack['web']) => boolean) =>
  yours(template, ({ web }) => when(web), (stack) => `${stack.web.folder}/${template.replace(/^web-\w+\//, '').replace(/\.ejs$/, '').replace(/^dockerignore/, '.dockerignore')}`);

const isStatic = ({ kind }: Stack['web']) => kind === 'static';
const isNode = ({ kind }: Stack['web']) => kind === 'node';
const startsWithPage = (web: Stack['web']) => (isStatic(web) || isNode(web)) && web.starter;

export const fileRules: readonly FileRule[] = [
  { template: 'Dockerfile', parts: ['builder', 'pip', 'uv', 'uv-pip', 'export', 'bytecode', 'last'] },
  { template: 'dockerignore.ejs', path: () => '.dockerignore' },
  { template: 'gunicorn.conf.py.ejs' },
  { template: 'crontab.ejs', when: hasScheduler },
  { template: 'run-crontab.py.ejs', when: hasScheduler },
  { template: 'nginx/site.conf.ejs', path: ({ name }) => `nginx/${name}.conf` },
  { template: 'nginx/site.tls.conf.ejs', path: ({ name }) => `nginx/${name}.tls.conf`, when: ({ tls }) => tls !== 'none' },
  { template: 'nginx/site.d/local.conf.ejs', path: ({ name }) => `nginx/${name}.d/local.conf`, ownership: 'yours' },
  { template: 'stack', parts: ['begin', 'daily', 'dev', 'registry', 'deploy', 'backup', 'schedule', 'status', 'swap', 'database', 'release', 'host', 'env', 'swarm', 'end'], mode: 0o755 },
  { template: 'swarm/start.sh.ejs', when: ({ swarm }) => swarm, mode: 0o755 },
  { template: 'DEPLOY.md', parts: ['begin', 'first-time', 'site', 'project', 'services', 'daily', 'data', 'postgresql', 'hosts', 'trouble'] },
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
  inModule('settings/debug.py'),
  inModule('settings/development.py'),
  inModule('settings/production.py'),
  inWeb('web-static/Dockerfile.ejs', isStatic),
  inWeb('web-static/nginx.conf.ejs', isStatic),
  inWeb('web-node/Dockerfile.ejs', isNode),
  inWeb('web-node/dockerignore.ejs', (web) => isNode(web) || (isStatic(web) && !web.starter)),
  inWeb('web-node/package.json.ejs', (web) => isNode(web) && web.starter),
  inWeb('web-node/server.js.ejs', (web) => isNode(web) && web.starter),
  inWeb('web-static/public/index.html.ejs', startsWithPage),
  inWeb('web-static/public/page.css', startsWithPage),
  inWeb('web-static/public/page.js', startsWithPage),
  inWeb('web-static/public/icon.svg', startsWithPage),
];

/** Where a rule's file goes. */
export function pathOf(rule: FileRule, stack: Stack): string {
  return rule.path ? rule.path(stack) : rule.template.replace(/\.ejs$/, '');
}

/** The templates that make up a rule's file. */
export function templatesOf({ template, parts }: FileRule): readonly string[] {
  return parts ? parts.map((part) => `${template}/${part}.ejs`) : [template];
}
