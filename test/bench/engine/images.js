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

/** Seconds of each, and how many times the first one's. */
function rows(measured, budgets) {
  return measured.map(({ name, ms, ratio }, index) => {
    const times = index === 0 ? ['', ''] : [`× ${fixed(ratio.median)}`, `(${fixed(ratio.low)} to ${fixed(ratio.high)})`];
    return [name, `${(ms.median / 1000).toFixed(2)} s`, ...times, budgets[index]];
  });
}

/** Our Dockerfile up to collectstatic, and nothing after it. */
function onlyCollectstatic(folder) {
  const text = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const end = text.indexOf(' && \\\n    find staticfiles');
  if (end < 0) throw new Error('the Dockerfile says collectstatic in another way now');
  writeFileSync(join(folder, 'Dockerfile.collectstatic'), `${text.slice(0, end)}\n`);
  return build(folder, BUILDER, '--file', join(folder, 'Dockerfile.collectstatic'));
}

/** A change of source: beside a build that does no more than collect the static files. */
function sourceChange(folder) {
  const change = () => appendFileSync(join(folder, 'notes', 'views.py'), `# ${Date.now()}\n`);
  const measured = ratios({
    'a build that ends with collectstatic': { ...onlyCollectstatic(folder), before: change },
    'the whole build': { ...build(folder, OURS), before: change },
    'the whole build, nothing changed': build(folder, OURS),
  }, 5);
  table('A change of source (median, quarters)', rows(measured, ['', 'at most 1.50', '']));
}

/** Versions of a small package, in no order: a build that happened before would find its own result. */
function versionsOf(name) {
  const [, list = ''] = /^Available versions: (.*)$/m.exec(docker('run', '--rm', BASE, 'pip', 'index', 'versions', name)) ?? [];
  return list.split(', ').sort(() => Math.random() - 0.5);
}

/** One more line of requirements, which installs one more package. */
function requirementsChange(folder) {
  const path = join(folder, 'requirements-prod.txt');
  const before = readFileSync(path, 'utf8');
  const versions = versionsOf('urllib3');
  const change = () => writeFileSync(path, `${before}urllib3==${versions.pop()}\n`);
  const measured = ratios({ ours: { ...build(folder, OURS), before: change }, "the post's": { ...buildPost(folder), before: change } }, 4);
  writeFileSync(path, before);
  table('A line of requirements (median, quarters)', rows(measured, ['', 'at least 2.00']));
}

/** Prints sizes and times of builds. */
export function images({ folder }) {
  for (const one of [build(folder, OURS), buildPost(folder)]) run(one.command, one.args);
  sizes();
  sourceChange(folder);
  requirementsChange(folder);
  run('docker', build(folder, OURS).args);
}
