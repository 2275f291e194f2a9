// What the api's image weighs, and how long it takes to build again, beside the post's Dockerfile.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { less, spread, times } from '../measure.js';
import { table } from '../results.js';
import { BASE, NAME, PROGRAM, docker, run } from './stack.js';

const OURS = `${NAME}-api:current`;
const POST = `${NAME}-post:1`;
const SINGLE = `${NAME}-single:1`;
const BUILDER = `${NAME}-builder:1`;
const INDEXED = `${NAME}-base:1`;

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const sizeOf = (image) => Number(docker('image', 'inspect', '--format', '{{.Size}}', image));
/** Bytes of a folder in an image. */
const bytesOf = (image, folder) => Number(docker('run', '--rm', image, 'du', '-sb', folder).split(/\s/)[0]);

const build = (folder, tag, ...more) => ({ command: 'docker', args: ['build', '--quiet', '--tag', tag, ...more, folder] });
const buildPost = (folder) => build(folder, POST, '--file', join(folder, 'Dockerfile.post'));
const buildSingle = (folder) => build(folder, SINGLE, '--file', join(folder, 'Dockerfile.single'));

function sizes() {
  const [base, ours, post, single] = [BASE, OURS, POST, SINGLE].map(sizeOf);
  const packages = bytesOf(OURS, '/venv/lib');
  const project = bytesOf(OURS, '/app');
  const beside = (what, mine, other, theirs, aim) => [what, megabytes(mine), `${other}: ${megabytes(theirs)}`, less([mine], [theirs]), aim];
  table('The api image (virtual sizes of layers)', [
    beside('above the base image', ours - base, 'site-packages and the project', packages + project, 'at most 1.10'),
    beside('above the base image', ours - base, "the post's Dockerfile", post - base, 'at most 0.70'),
    beside('the whole image', ours, "the post's Dockerfile", post),
    beside('the whole image', ours, "the post's, in one stage", single),
  ]);
}

/** A row: seconds of the one beside the other's. */
function row(what, ours, other, theirs, aim) {
  const shown = (all) => `${(spread(all).median / 1000).toFixed(2)} s`;
  return [what, shown(ours), `${other}: ${shown(theirs)}`, less(ours, theirs), aim];
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
  const { part, whole, again } = times({
    part: { ...onlyCollectstatic(folder), before: change },
    whole: { ...build(folder, OURS), before: change },
    again: build(folder, OURS),
  }, 5);
  const other = 'a build that ends with collectstatic';
  table('Building again', [
    row('a change of source', whole, other, part, 'at most 1.50'),
    row('nothing changed', again, other, part),
  ]);
}

/** Versions of a small package, in no order: a build that happened before would find its own result. */
function versionsOf(name) {
  const [, list = ''] = /^Available versions: (.*)$/m.exec(docker('run', '--rm', BASE, 'pip', 'index', 'versions', name)) ?? [];
  return list.split(', ').sort(() => Math.random() - 0.5);
}

/** The base, with an index whose answers pip may cache; ends with the process that is returned. */
async function baseWithIndex(home) {
  const gateway = docker('network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}');
  const upstream = docker('run', '--rm', BASE, 'python', '-c', 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)');
  const index = spawn(process.execPath, [join(import.meta.dirname, 'package-index.js'), gateway, `${upstream}/`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [address] = await once(index.stdout, 'data');
  const context = join(home, 'base');
  mkdirSync(context);
  const { hostname } = new URL(String(address));
  writeFileSync(join(context, 'Dockerfile'), `FROM ${BASE}\nENV PIP_INDEX_URL=${String(address).trim()} PIP_TRUSTED_HOST=${hostname}\n`);
  run('docker', build(context, INDEXED).args);
  return index;
}

/** One more line of requirements, which installs one more package: beside the post's, in the same round. */
function requirementsChange(folder, what) {
  const path = join(folder, 'requirements-prod.txt');
  const before = readFileSync(path, 'utf8');
  const versions = versionsOf('urllib3');
  const change = () => writeFileSync(path, `${before}urllib3==${versions.pop()}\n`);
  const indexed = ({ command, args }) => ({ command, args: [...args.slice(0, -1), '--build-context', `${BASE}=docker-image://${INDEXED}`, folder], before: change });
  const { ours, post } = times({ ours: indexed(build(folder, OURS)), post: indexed(buildPost(folder)) }, 4);
  writeFileSync(path, before);
  return row(what, ours, "the post's Dockerfile", post, 'at most 0.50');
}

/** With psycopg2, which comes as source and is what the post has its compiler and headers for. */
function compiledChange(folder) {
  const files = ['django-stack.yml', 'Dockerfile', 'requirements-prod.txt'].map((name) => join(folder, name));
  const before = files.map((file) => readFileSync(file, 'utf8'));
  const [answers, , requirements] = files;
  appendFileSync(answers, 'libraries: [compiler, libpq]\n');
  run(process.execPath, [PROGRAM, 'regenerate', '--cwd', folder]);
  writeFileSync(requirements, before[2].replace(/^psycopg\[binary\].*$/m, 'psycopg2>=2.9.10,<3'));
  const found = requirementsChange(folder, 'a line of requirements, psycopg2 as source');
  files.forEach((file, index) => writeFileSync(file, before[index]));
  return found;
}

/** Prints sizes and times of builds. */
export async function images({ home, folder }) {
  for (const one of [build(folder, OURS), buildPost(folder), buildSingle(folder)]) run(one.command, one.args);
  sizes();
  sourceChange(folder);
  const index = await baseWithIndex(home);
  try {
    table("Building again with one more package, from an index on this machine with the public one's cache headers", [
      requirementsChange(folder, 'a line of requirements, wheels alone'),
      compiledChange(folder),
    ]);
  } finally {
    index.kill();
  }
  run('docker', build(folder, OURS).args);
}
