/** web: what answers the URLs that are not Django's. A folder of the project, or an image that exists. */
import type { Stack } from '../stack/types.ts';
import { bind, builtImage, healthcheck, limits, published, whyThere } from './shared.ts';
import type { ComposeValue, Container, Entry, Route } from './types.ts';

type Kind = Exclude<Stack['web']['kind'], 'none'>;

interface Variant {
  readonly label: string;
  readonly memory: string;
  readonly pids: number;
  readonly check: readonly string[];
  /** Keys of the compose service that only this kind has. */
  readonly keys: Readonly<Record<string, ComposeValue>>;
  readonly why: Readonly<Record<string, string>>;
}

const URL = 'http://127.0.0.1:8000/';

const variants: Readonly<Record<Kind, Variant>> = {
  static: {
    label: 'nginx :8000',
    memory: '128M',
    pids: 64,
    check: ['CMD', 'wget', '-q', '-O', '/dev/null', `${URL}healthz`],
    keys: { tmpfs: ['/tmp'] },
    why: {},
  },
  node: {
    label: 'node :8000',
    memory: '256M',
    pids: 128,
    // Of a server that was here before only this is known: below 500 it is alive.
    check: ['CMD', 'node', '-e', `fetch("${URL}").then((answer) => process.exit(answer.status < 500 ? 0 : 1), () => process.exit(1))`],
    keys: { tmpfs: ['/tmp'] },
    why: {},
  },
  image: {
    label: ':8000',
    memory: '512M',
    pids: 256,
    check: ['CMD-SHELL', `wget -q -O /dev/null ${URL} || curl -fsS -o /dev/null ${URL}`],
    keys: { read_only: false, cap_drop: [] },
    why: {
      read_only: 'An image of its own making: take these two lines out if it can do without.',
      healthcheck: 'Needs a shell, and wget or curl, in the image.',
    },
  },
};

function container(stack: Stack, kind: Kind, route: Route): Container {
  const { label, memory, pids, check, keys, why } = variants[kind];
  return {
    label,
    scales: true,
    spec: {
      ...(stack.web.image === undefined ? { image: builtImage(stack, 'web'), build: `./${stack.web.folder}` } : { image: stack.web.image }),
      ports: published(stack, route),
      networks: ['default'],
      volumes: [bind(stack, 'media', '/media', true)],
      ...keys,
      healthcheck: healthcheck(check),
      deploy: limits(memory, pids),
    },
    why: { ports: whyThere(stack), ...why },
  };
}

export const web: Entry = {
  id: 'web',
  title: 'the front end: static pages, a Node server, or an image of yours',
  addable: false,
  wanted: (stack) => stack.web.kind !== 'none',
  parts(stack) {
    if (stack.web.kind === 'none') return {};
    const route = { port: stack.ports.web, spare: stack.ports.webSpare, prefixes: ['/'] };
    return { route, container: container(stack, stack.web.kind, route) };
  },
};
