// What the api's image weighs, and how long it takes to build again, beside the post's Dockerfile.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixed, ratios, table } from '../measure.js';
import { BASE, NAME, docker, run } from './stack.js';

const OURS = `${NAME}-api:current`;
const POST = `${NAME}-post:1`;
const BUILDER = `${NAME}-builder:1`;

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const sizeOf = (image) => Number(docker('image', 'inspect', '--format', '{{.Size}}', image));
/** Bytes of a folder in an image. */
const bytesOf = (image, folder) => Number(docker('run', '--rm', image, 'du', '-sb', folder).split(/\s/)[0]);

const build = (folder, tag, ...more) => ({ command: 'docker', args: ['build', '--quiet', '--tag', tag, ...more, folder] });
const buildPost = (folder) => build(folder, POST, '--file', join(folder, 'Dockerfile.post'));

function sizes() {
  const [base, ours, post] = [BASE, OURS, POST].map(sizeOf);
  const packages = bytesOf(OURS, '/venv/lib');
  const project = bytesOf(OURS, '/app');
  table('Size above the base image (virtual sizes of layers)', [
    ['ours', megabytes(ours - base), ''],
    ['site-packages with bytecode, and the project', megabytes(packages + project), ''],
    ['ours / those', `× ${fixed((ours - base) / (packages + project))}`, 'at most 1.10'],
    ["the post's Dockerfile", megabytes(post - base), ''],
    ["ours / the post's", `× ${fixed((ours - base) / (post - base))}`, 'at most 0.70'],
    ["whole images: ours / the post's", `× ${fixed(ours / post)}`, ''],
  ]);
}

/** A line that no build has seen. */
let line = 0;
const touch = (path, text) => () => appendFileSync(path, text(++line));

function rows(measured, budget) {
  return measured.map(({ name, ms, ratio }, index) => [
    name, `${(ms.median / 1000).toFixed(2)} s`, index === 0 ? '' : `× ${fixed(ratio.median)}`, index === 0 ? '' : `(${fixed(ratio.low)} to ${fixed(ratio.high)})`, index === 0 ? '' : budget,
  ]);
}

const BUILD_ENV = ['DJANGO_SECRET_KEY=build', 'DJANGO_ALLOWED_HOSTS=build', 'DJANGO_HTTPS=on', 'DATABASE_URL=sqlite://', 'CACHE_LOCATION=build'];

/** A change of source: beside collectstatic alone, in a container of the same stage. */
function sourceChange(folder) {
  run('docker', build(folder, BUILDER, '--target', 'builder').args);
  const env = BUILD_ENV.flatMap((pair) => ['--env', pair]);
  const collect = ['rm -rf staticfiles', `/venv/bin/python -B manage.py collectstatic --noinput --settings ${NAME}.settings.production`].join(' && ');
  const measured = ratios({
    'collectstatic alone': { command: 'docker', args: ['run', '--rm', ...env, BUILDER, 'sh', '-c', collect] },
    'build after a change of source': { ...build(folder, OURS), before: touch(join(folder, 'notes', 'views.py'), (n) => `# ${n} ${Date.now()}\n`) },
  }, 5);
  table('A change of source (median, quarters)', rows(measured, 'at most 1.50'));
}

/** One more line of requirements, which installs one more package. */
function requirementsChange(folder) {
  const path = join(folder, 'requirements-prod.txt');
  const before = readFileSync(path);
  const change = touch(path, (n) => `idna>=2.0.${n},!=0.${Date.now()}\n`);
  const measured = ratios({
    'ours': { ...build(folder, OURS), before: change },
    "the post's": { ...buildPost(folder), before: change },
  }, 4);
  writeFileSync(path, before);
  table('A line of requirements (median, quarters)', rows(measured, 'at least 2.00'));
}

/** Prints sizes and times of builds. */
export function images({ folder }) {
  for (const one of [build(folder, OURS), buildPost(folder)]) run(one.command, one.args);
  sizes();
  sourceChange(folder);
  requirementsChange(folder);
  run('docker', build(folder, OURS).args);
}
