/** The questions about the Django project and its image. For an existing one nearly all are answered by its own files. */
import { always, besideSettings, isNew, named, ofExisting, orElse, proposed, unlessFound, whereSeveral } from './fallback.ts';
import type { RawAnswers } from './fields.ts';
import { moduleFor } from './names.ts';
import type { Question } from './question.ts';

/** The folder of manage.py, with a slash at its end. */
function besideManage({ manage = '' }: RawAnswers): string {
  if (manage.endsWith('.py')) return manage.slice(0, manage.lastIndexOf('/') + 1);
  return manage === '' || manage === '.' ? '' : `${manage}/`;
}

/** The outermost package of a module; undefined for one that is in none. */
function packageOf(module: string): string | undefined {
  return module.includes('.') ? module.slice(0, module.indexOf('.')) : undefined;
}

export const projectQuestions: readonly Question[] = [
  {
    key: 'django',
    value: 'new|existing',
    help: 'a starter project, or the one that is here',
    choices: 'new or existing',
    heading: 'The project, and the image it runs in.',
    fallback: (_, found) => (found.project ? 'existing' : 'new'),
  },
  {
    key: 'manage',
    value: '<file>',
    help: 'manage.py, or a folder for python -m django',
    ...ofExisting,
    fallback: orElse('manage', 'manage.py'),
    prompt: whereSeveral('manage', 'Which project?'),
  },
  {
    key: 'module',
    value: '<module>',
    help: 'the package with wsgi.py',
    fallback: (known, found) => (isNew(known) ? moduleFor(known.name ?? '') : proposed('module', found)),
    likeliest: (candidates, settings) => besideSettings(candidates, settings) ?? packageOf(settings),
  },
  {
    key: 'settings',
    value: '<module>',
    help: 'settings in production',
    brief: true,
    fallback: (known, found) => (isNew(known) ? `${known.module}.settings.production` : proposed('settings', found)),
    prompt: unlessFound('settings', 'Which module holds the settings of production?'),
  },
  {
    key: 'configuration',
    value: '<class>',
    help: 'the class, where settings are classes',
    ...ofExisting,
    sparse: true,
    fallback: orElse('configuration', ''),
    likeliest: named(/^Production$/, /^Prod/, /^(?!.*(Base|Common|Dev|Local|Test|CI|Debug|Stag))/),
  },
  {
    key: 'interface',
    value: 'wsgi|asgi',
    help: 'what gunicorn serves of it',
    choices: 'wsgi or asgi',
    ...ofExisting,
    fallback: orElse('interface', 'wsgi'),
  },
  {
    key: 'requirements',
    value: '<file>',
    help: 'what the image installs',
    brief: true,
    fallback: (known, found) => (isNew(known) ? 'requirements-prod.txt' : proposed('requirements', found)),
    likeliest: named(/(^|[-_./])production[-_.]/, /(^|[-_./])prod[-_.]/),
    prompt: unlessFound('requirements', 'Which file lists what the image installs?'),
  },
  {
    key: 'python',
    value: '3.14|…|3.10',
    help: 'Python in the image',
    choices: '3.10 to 3.14',
    fallback: orElse('python', '3.14'),
  },
  { key: 'base', value: 'slim|alpine', help: 'distribution of the image', choices: 'slim or alpine', fallback: always('slim') },
  {
    key: 'registry',
    value: '<host/path>',
    help: 'the server pulls images there and builds none',
    sparse: true,
    fallback: always(''),
  },
  {
    key: 'libraries',
    value: '<name,…>',
    help: 'what packages need beside their wheels',
    list: true,
    brief: true,
    sparse: true,
    fallback: orElse('libraries', ''),
  },
  {
    key: 'variables',
    value: '<NAME,…>',
    help: 'what settings read and the stack must set',
    list: true,
    ...ofExisting,
    sparse: true,
    fallback: orElse('variables', ''),
  },
  { key: 'static-url', value: '/static/', help: 'STATIC_URL', ...ofExisting, fallback: orElse('static-url', '/static/') },
  {
    key: 'static-root',
    value: 'staticfiles',
    help: 'STATIC_ROOT, from the top of the project',
    ...ofExisting,
    fallback: orElse('static-root', (known) => `${besideManage(known)}staticfiles`),
  },
  { key: 'media-url', value: '/media/', help: 'MEDIA_URL', ...ofExisting, fallback: orElse('media-url', '/media/') },
  {
    key: 'media-root',
    value: 'media',
    help: 'MEDIA_ROOT, from the top of the project',
    ...ofExisting,
    fallback: orElse('media-root', (known) => `${besideManage(known)}media`),
  },
  {
    key: 'health',
    value: '<path>',
    help: 'a URL that answers 200 when all is well',
    ...ofExisting,
    sparse: true,
    fallback: orElse('health', ''),
  },
  {
    key: 'admin',
    value: '<path>',
    help: "where Django's admin is, if not at /admin/",
    ...ofExisting,
    sparse: true,
    fallback: orElse('admin', ''),
  },
];
