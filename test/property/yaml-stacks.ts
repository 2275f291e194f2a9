/** Rendered compose files and django-stack.yml files, of stacks that differ by one decision of a person or of a newer template. */
import { StackError } from '../../src/errors.ts';
import { renderCompose } from '../../src/render/compose.ts';
import { renderStackFile } from '../../src/render/stack-file.ts';
import { addable, servicesOf } from '../../src/services/index.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { resolve, withDefaults } from '../../src/stack/resolve.ts';

const FOUND = { folder: 'shop', project: false, frontEnd: false };
const rendered = new Map<string, { readonly compose: string; readonly answers: string }>();

/** Both YAML files of a stack. */
export function render(raw: RawAnswers): { readonly compose: string; readonly answers: string } {
  const key = JSON.stringify(raw);
  const before = rendered.get(key);
  if (before) return before;
  const stack = resolve(raw, FOUND, addable);
  const files = { compose: renderCompose(stack, servicesOf(stack)).content, answers: renderStackFile(withDefaults(raw, FOUND), '1.0.0').content };
  rendered.set(key, files);
  return files;
}

/** The same of a stack with other answers, if there is such a stack. */
export function renderChanged(start: RawAnswers, change: RawAnswers): ReturnType<typeof render> {
  try {
    return render({ ...start, ...change });
  } catch (error) {
    if (error instanceof StackError) return render(start);
    throw error;
  }
}

/** Answers from which a stack starts, and what may be different afterwards. */
export const STARTS: readonly RawAnswers[] = [
  {}, { cache: 'redis' }, { cache: 'none' }, { web: 'none' }, { web: 'node' }, { web: 'image:ghcr.io/shop/front:1', cache: 'valkey' },
  { db: 'external' }, { db: 'external', cache: 'none' }, { with: 'redis' }, { with: 'redis,valkey', tls: 'files', domain: 'shop.example,www.shop.example' },
];

export const CHANGES: readonly RawAnswers[] = [
  { with: 'redis' }, { with: 'valkey' }, { with: 'redis,valkey' }, { with: '' }, { db: '17' }, { db: '16' }, { db: '18' }, { cache: 'redis' }, { cache: 'none' },
  { cache: 'memcached' }, { web: 'none' }, { web: 'static' }, { web: 'node' }, { 'web-port': '8300' }, { 'api-port': '8400' }, { domain: 'shop.example' },
  { tls: 'files' }, { 'volumes-root': '/data/shop' }, { name: 'store' }, { db: 'external' },
];

/** What a newer template says differently. */
export const UPGRADES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('start_period: 30s', 'start_period: 45s'),
  (text) => text.replace('# Loopback only: the', '# On loopback only: the'),
  (text) => text.replace('  init: true\n  read_only', '  init: true\n  # As the kernel has it.\n  ulimits:\n    nofile: 65536\n  read_only'),
  (text) => text.replace('cap_drop: [ALL]', 'cap_drop: [ALL, NET_RAW]').replace('\n  read_only: true\n', '\n'),
  (text) => text.replace("# The image's own user. Started as root it would need four capabilities; this way none.\n    ", ''),
  (text) => text.replace(/\n {4}stop_grace_period: 60s/, '').replace('max-size: 10m', 'max-size: 20m'),
  (text) => (text.includes('scratch') ? text : `${text}\n# Kept by hand and by machine.\nvolumes:\n  scratch: {}\n`),
];
