/** Two stacks on one host behind one nginx, with stubs for their services and files in their volumes. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RawAnswers } from '../../../src/stack/fields.ts';
import { make, type Made } from '../../support/stacks.ts';
import { ask, type Answer, type Question } from './client.ts';
import { installSite, makeHost, removeHost, startNginx, type Host } from './host.ts';
import { freePorts } from './ports.ts';
import { startStub, type Stub } from './stub.ts';

export interface Scene {
  readonly host: Host;
  readonly shop: Made;
  readonly beta: Made;
  /** Below the volumes of the stack `shop`. */
  volume(...path: string[]): string;
  readonly api: Stub;
  readonly web: Stub;
  /** Asks nginx over http, or https where the question says so. */
  ask(path: string, question?: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** 20 kB that compress well. */
export const STYLE = 'a{color:red}\n'.repeat(1600);

const FILES: Readonly<Record<string, string | Buffer>> = {
  'static/app.0123456789ab.css': STYLE,
  'static/app.0123456789ab.css.gz': gzipSync(STYLE),
  'static/app.css': STYLE,
  'static/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'media/photo.png': 'png', 'media/film.mp4': 'mp4', 'media/paper.pdf': 'pdf',
  'media/drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  'media/page.html': '<script>alert(1)</script>', 'media/script.js': 'alert(1)', 'media/noext': '<script>alert(1)</script>',
  'media/.hidden': 'hidden', 'media/.git/config': 'hidden', 'media/folder/photo.png': 'png',
  'protected/invoice.txt': 'invoice', 'acme/.well-known/acme-challenge/token': 'proof',
  'postgresql/secret.txt': 'secret', 'secret.txt': 'secret', 'deploy/.keep': '',
};

function fill(root: string): void {
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  symlinkSync('../secret.txt', join(root, 'media/link.png'));
  symlinkSync('../postgresql', join(root, 'media/linked'));
}

/** A stack whose ports and volumes are these tests' own. */
async function stackFor(host: Host, answers: RawAnswers): Promise<Made> {
  const port = await freePorts(4);
  const root = join(host.folder, 'srv', answers.name ?? 'shop');
  fill(root);
  return make({ 'web-port': String(port), 'api-port': String(port + 2), 'volumes-root': root, 'upload-limit': '1m', ...answers });
}

const SHOP: RawAnswers = { name: 'shop', domain: 'shop.example.org,www.shop.example.org' };
const BETA: RawAnswers = { name: 'beta-shop', domain: 'beta.example.org' };

export interface Options {
  readonly answers?: RawAnswers;
  readonly tls?: boolean;
  /** Changes the installed files before nginx starts. */
  readonly before?: (host: Host) => void;
}

/** Starts it all, with `program` as nginx. What was started is stopped again if the rest cannot be. */
export async function startScene(program: string, options: Options = {}): Promise<Scene> {
  const undo: (() => unknown)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return { ...(await begin(program, options, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function begin(program: string, { answers = {}, tls = false, before }: Options, undo: (() => unknown)[]): Promise<Omit<Scene, 'stop'>> {
  const host = await makeHost();
  undo.push(() => removeHost(host));
  const shop = await stackFor(host, { ...SHOP, ...answers });
  const beta = await stackFor(host, BETA);
  installSite(host, shop, { tls });
  installSite(host, beta);
  before?.(host);
  const stub = async (name: string, port: number) => {
    const started = await startStub(name, port);
    undo.push(() => started.stop());
    return started;
  };
  const api = await stub('api', shop.stack.ports.api);
  const web = await stub('web', shop.stack.ports.web);
  await stub('beta api', beta.stack.ports.api);
  undo.push(await startNginx(program, host));
  const volume = (...path: string[]) => join(shop.stack.volumesRoot, ...path);
  return { host, shop, beta, api, web, volume, ask: (path, question = {}) => ask(question.tls === true ? host.https : host.http, path, question) };
}

/** Puts a service's spare in front, as `./stack deploy` does, for as long as `use` takes. */
export async function withFlag<T>(scene: Scene, service: string, use: () => Promise<T>): Promise<T> {
  writeFileSync(scene.volume('deploy', service), '');
  try {
    return await use();
  } finally {
    rmSync(scene.volume('deploy', service));
  }
}
