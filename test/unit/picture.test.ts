/** The picture: what it shows, and that whatever the stack, it stays a picture. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii } from '../../src/render/ascii.ts';
import { middle, type Box, type Drawing, type Line, type Point } from '../../src/render/layout/drawing.ts';
import { layout } from '../../src/render/layout/index.ts';
import { pictureOf, type Picture } from '../../src/render/picture.ts';
import { svg } from '../../src/render/svg.ts';
import { bind } from '../../src/services/shared.ts';
import { addable, servicesOf, type Service } from '../../src/services/index.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { resolve } from '../../src/stack/resolve.ts';
import { fileOf, make } from '../support/stacks.ts';
import '../support/seed.ts';

type Networks = readonly ('default' | 'internal')[];
interface Further {
  readonly id: string;
  readonly label: string;
  readonly networks: Networks;
  readonly mounts?: readonly { readonly folder: string; readonly target: string; readonly readOnly: boolean }[];
  readonly route?: { readonly port: number; readonly spare: number; readonly prefixes: readonly string[] };
}

/** A picture of the catalogue's services and of further ones that it does not have yet. */
function picture(raw: RawAnswers, further: readonly Further[] = []): Picture {
  const known = { module: { value: 'shop', from: 'a test' }, settings: { value: 'shop.settings', from: 'a test' }, requirements: { value: 'requirements.txt', from: 'a test' } };
  const stack = resolve(raw, { folder: 'shop', project: false, frontEnd: false, proposals: known }, addable);
  const services = further.map(({ id, label, networks, mounts = [], route }): Service => ({
    id,
    ...(route && { route }),
    directories: mounts.map(({ folder }) => ({ name: folder, mode: '755', why: '' })),
    container: {
      label,
      spec: {
        image: 'example:1',
        networks,
        ...(route && { ports: [`127.0.0.1:${route.port}:8000`] }),
        volumes: mounts.map(({ folder, target, readOnly }) => bind(stack, folder, target, readOnly)),
      },
    },
  }));
  return pictureOf(stack, [...servicesOf(stack), ...services]);
}

const celery: readonly Further[] = [
  { id: 'worker', label: 'celery', networks: ['default', 'internal'], mounts: [{ folder: 'media', target: '/app/media', readOnly: false }] },
  { id: 'beat', label: 'celery beat', networks: ['internal'] },
  { id: 'rabbitmq', label: ':5672', networks: ['internal'], mounts: [{ folder: 'rabbitmq', target: '/var/lib/rabbitmq', readOnly: false }] },
];
const many = Array.from({ length: 10 }, (_, index): Further => ({ id: `helper-${index}`, label: `:${7000 + index}`, networks: ['internal'] }));
const long: Further = { id: 'a-service-with-thirty-letters1', label: 'something rather long :8000', networks: ['default', 'internal'] };

const stacks: readonly [title: string, raw: RawAnswers, further?: readonly Further[]][] = [
  ['default', {}],
  ['web-none', { web: 'none' }],
  ['web-image', { web: 'image:ghcr.io/me/shop-web:1.4', tls: 'files', domain: 'shop.example.org' }],
  ['db-external', { db: 'external' }],
  ['cache-none', { cache: 'none' }],
  ['nothing-behind-the-api', { web: 'none', db: 'external', cache: 'none' }],
  ['several-domains', { tls: 'letsencrypt', domain: 'shop.example.org,www.shop.example.org,store.example.org,old.example.net' }],
  ['with-redis', { with: 'redis', db: '17' }],
  ['celery', { cache: 'redis' }, celery],
  ['ten-more', {}, many],
  ['many-prefixes', { 'api-prefix': '/v1/,/v2/,/admin/,/accounts/,/back-office/reports/,/o/,/webhooks/stripe/' }],
  ['long-urls', { django: 'existing', 'static-url': `/${'static-files-'.repeat(7)}/`, 'media-url': `/${'m'.repeat(98)}/` }],
  ['long-names', { name: 'a-rather-long-name-for-a-stack', 'volumes-root': '/data/volumes/of-the-shop/production_1.0' }, [long]],
];

const lines = (text: string): readonly string[] => text.split('\n');

describe('golden pictures', () => {
  it.each(stacks)('%s', async (title, raw, further) => {
    const shown = [80, 40].map((width) => ascii(picture(raw, further), width)).join('\n\n');
    await expect(`${shown}\n`).toMatchFileSnapshot(`../golden/picture/${title}.txt`);
  });

  it.each(stacks.filter(([title]) => ['default', 'db-external', 'celery'].includes(title)))('%s as SVG', async (title, raw, further) => {
    await expect(svg(picture(raw, further))).toMatchFileSnapshot(`../golden/picture/${title}.svg`);
  });
});

describe('what is in the picture', () => {
  it('takes routes, networks and mounts from where compose takes them', () => {
    expect(picture({})).toMatchObject({
      nginx: { names: ['shop.localhost'], ports: [80] },
      routes: [
        { service: 'web', prefixes: ['/'], address: '127.0.0.1:8000', containerPort: 8000 },
        { service: 'api', prefixes: ['/api/', '/admin/'], address: '127.0.0.1:8080', containerPort: 8000 },
      ],
      networks: [{ name: 'default', wayOut: true, containers: ['web', 'api'] }, { name: 'internal', wayOut: false, containers: ['api', 'db', 'memcache'] }],
      outside: [],
      volumes: { root: '/srv/shop', folders: ['static', 'media', 'postgresql', 'backups', 'deploy'] },
    });
    expect(picture({}).containers.map(({ id, mounts }) => [id, mounts])).toEqual([
      ['web', [{ folder: 'media', target: '/media', readOnly: true }]],
      ['api', [{ folder: 'media', target: '/app/media', readOnly: false }]],
      ['db', [{ folder: 'postgresql', target: '/var/lib/postgresql', readOnly: false }]],
      ['memcache', []],
    ]);
  });

  it.each(['redis,mailpit', ...addable.map(({ id }) => id)])('has every port of this host that compose publishes: %s', (services) => {
    const raw = { with: services, ...(services.includes('mailpit') && { 'mailpit-port': '9025' }), 'web-port': '9000', 'api-port': '9080', ...(services === 'swarm' && { swarm: 'true' }) };
    const ports = fileOf(make(raw), 'docker-compose.yml').match(/127\.0\.0\.1[^:]?:\d+(?=:)/g)?.map((port) => port.replace('}', '')) ?? [];
    expect(ports.length).toBeGreaterThan(services.includes('mailpit') ? 2 : 1);
    for (const text of [JSON.stringify(picture(raw)), ascii(picture(raw)), ascii(picture(raw), 40), svg(picture(raw))]) {
      for (const port of ports) expect(text).toContain(port);
    }
  });

  it('has no internal network when nothing is on it', () => {
    const alone = picture({ db: 'external', cache: 'none' });
    expect(alone.networks.map(({ name }) => name)).toEqual(['default']);
    expect(alone.outside).toEqual([{ id: 'db', variables: ['DATABASE_URL'] }]);
  });

  it.each([['channels'], ['worker'], ['s3'], ['pgvector']])('%s brings nothing that is outside', (service) => {
    expect(picture({ with: service }).outside).toEqual([]);
  });

  it('has port 443 and a folder for certbot where they are used', () => {
    const answers = { domain: 'shop.example.org' };
    expect(picture({ ...answers, tls: 'files' }).nginx.ports).toEqual([80, 443]);
    expect(picture({ ...answers, tls: 'files' }).volumes.folders).not.toContain('acme');
    expect(picture({ ...answers, tls: 'letsencrypt' }).volumes.folders).toContain('acme');
  });

  it('is plain data', () => {
    const data = picture({ with: 'redis' });
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });
});

/** Every shape the catalogue may take. */
const folder = fc.stringMatching(/^[a-z][a-z0-9_]{0,19}$/);
const prefix = fc.stringMatching(/^(\/[a-z0-9][a-z0-9-]{0,30}){1,3}\/$/);
const further: fc.Arbitrary<Further> = fc.record({
  id: fc.stringMatching(/^[a-z][a-z0-9-]{0,29}$/),
  label: fc.stringMatching(/^[A-Za-z]{1,12}( [a-z]{1,14})? ?:[1-9][0-9]{3}$/),
  networks: fc.constantFrom<Networks>(['default'], ['default', 'internal'], ['internal']),
  mounts: fc.array(fc.record({ folder, target: fc.stringMatching(/^(\/[a-z][a-z0-9.-]{0,11}){1,4}$/), readOnly: fc.boolean() }), { maxLength: 3 }),
  prefixes: fc.array(prefix, { maxLength: 4 }),
  port: fc.integer({ min: 1024, max: 65534 }),
}).map(({ prefixes, port, ...service }) => (
  prefixes.length > 0 && service.networks.includes('default') ? { ...service, route: { port, spare: port + 1, prefixes } } : service
));
const pictures = fc.record({
  raw: fc.record({
    web: fc.constantFrom('static', 'node', 'none', 'image:ghcr.io/me/shop-web:1.4'),
    db: fc.constantFrom('18', '17', 'external'),
    cache: fc.constantFrom('memcached', 'redis', 'valkey', 'none'),
    with: fc.constantFrom('', 'redis', 'redis,valkey', 'memcache'),
    tls: fc.constantFrom('none', 'files'),
    domain: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,40}\.example\.(com|org)$/), { minLength: 1, maxLength: 5 }).map((names) => names.join(',')),
    'volumes-root': fc.stringMatching(/^\/data(\/[a-z][a-z0-9._-]{0,30}){1,4}$/),
  }),
  more: fc.uniqueArray(further, { maxLength: 10, selector: ({ id }) => id }),
}).map(({ raw, more }) => picture(raw, more.filter(({ id }) => !['web', 'api', 'db', ...addable.map((entry) => entry.id)].includes(id))));
const widths = fc.integer({ min: 36, max: 120 });

/** Runs a check over many pictures and widths. */
function always(check: (drawn: { picture: Picture; width: number; drawing: Drawing; grid: readonly string[] }) => void): void {
  fc.assert(fc.property(pictures, widths, (some, width) => {
    check({ picture: some, width, drawing: layout(some, width), grid: lines(ascii(some, width)) });
  }), { numRuns: 100 });
}

const right = ({ x, width }: Box): number => x + width - 1;
const under = ({ y, height }: Box): number => y + height - 1;
const key = ({ x, y }: Point): string => `${x},${y}`;

/** The cells a text takes. */
const cells = (text: string, x: number, y: number): readonly string[] => [...text].map((_, index) => key({ x: x + index, y }));
const textsOf = ({ boxes, labels }: Drawing) => [
  ...boxes.flatMap(({ x, y, width, rows }) => rows.map(({ text }, index) => ({ text, x: x + Math.floor((width - text.length) / 2), y: y + 1 + index }))),
  ...labels,
];

/** The cells between a line's points, and which way the line goes there. */
function strokes({ points }: Line): readonly (Point & { readonly way: 'down' | 'across' })[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index] ?? to;
    const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
    const [dx, dy] = [Math.sign(to.x - from.x), Math.sign(to.y - from.y)];
    return Array.from({ length: Math.max(0, length - 1) }, (_, step) => (
      { x: from.x + dx * (step + 1), y: from.y + dy * (step + 1), way: dx === 0 ? 'down' as const : 'across' as const }
    ));
  });
}

describe('for any set of services and any width', () => {
  it('no line is longer than the width, none ends in a blank, and all is ASCII', () => always(({ grid, width }) => {
    for (const text of grid) expect(text).toMatch(/^([\x20-\x7e]*[\x21-\x7e])?$/);
    expect(Math.max(...grid.map(({ length }) => length))).toBeLessThanOrEqual(width);
  }));

  it('every name, port, prefix and folder is there', () => always(({ picture: shown, drawing }) => {
    const written = textsOf(drawing).map(({ text }) => text).join('').replaceAll(' ', '');
    const expected = [
      ...shown.nginx.names, ...shown.nginx.ports.map((port) => `:${port}`), ...shown.nginx.serves.map((served) => served.prefix),
      ...shown.routes.flatMap(({ prefixes, address }) => [...prefixes, address]),
      ...shown.networks.map(({ label }) => label),
      ...shown.containers.flatMap(({ id, label, mounts }) => [id, label, ...mounts.map((mount) => `${mount.folder}:${mount.target}${mount.readOnly ? ':ro' : ''}`)]),
      ...shown.outside.flatMap(({ id, variables }) => [id, ...variables]),
      `${shown.volumes.root}:`, ...shown.volumes.folders,
    ];
    for (const text of expected) expect(written).toContain(text.replaceAll(' ', ''));
    expect(drawing.boxes.filter(({ kind }) => kind === 'container')).toHaveLength(shown.containers.length);
  }));

  it('every box is closed, in the text as it is printed', () => always(({ drawing, grid }) => {
    for (const box of drawing.boxes) {
      for (const y of [box.y, under(box)]) {
        expect(grid[y]?.slice(box.x, right(box) + 1)).toMatch(box.kind === 'outside' ? /^\+[- v]+\+$/ : /^\+[-+v]+\+$/);
      }
      for (let y = box.y + 1; y < under(box); y += 1) for (const x of [box.x, right(box)]) expect(grid[y]?.[x]).toBe(box.kind === 'outside' ? ':' : '|');
    }
  }));

  it('no two boxes touch', () => always(({ drawing: { boxes } }) => {
    for (const [index, a] of boxes.entries()) for (const b of boxes.slice(index + 1)) {
      const apart = right(a) + 1 < b.x || right(b) + 1 < a.x || under(a) < b.y || under(b) < a.y;
      expect(apart, JSON.stringify([a, b])).toBe(true);
    }
  }));

  it('every text is in its box, is printed in full and covers nothing', () => always(({ drawing, grid, width }) => {
    for (const box of drawing.boxes) {
      expect(box.rows.length).toBeLessThanOrEqual(box.height - 2);
      for (const { text } of box.rows) expect(text.length).toBeLessThanOrEqual(box.width - 4);
    }
    const taken = new Set(drawing.lines.filter(({ free }) => !free).flatMap((each) => [...strokes(each), ...each.points].map(key)));
    for (const { text, x, y } of textsOf(drawing)) {
      expect(grid[y]?.slice(x, x + text.length)).toBe(text);
      expect(x + text.length).toBeLessThanOrEqual(width);
      for (const cell of cells(text, x, y)) {
        expect(taken.has(cell), `${text} at ${cell}`).toBe(false);
        taken.add(cell);
      }
    }
    for (const { text, x, y } of drawing.labels) {
      expect(drawing.boxes.some((box) => y >= box.y && y <= under(box) && x <= right(box) && x + text.length > box.x)).toBe(false);
    }
  }));

  it('lines go from border to border, through no box and across no other line', () => always(({ drawing: { boxes, lines: drawn } }) => {
    const over = (point: Point) => boxes.filter((box) => point.x > box.x && point.x < right(box) && point.y >= box.y && point.y <= under(box));
    for (const { points, free } of drawn) {
      const [first, last] = [points[0], points.at(-1)];
      if (!free) expect(over(first as Point).map(under)).toEqual([first?.y]);
      expect(over(last as Point).map(({ y }) => y)).toEqual([last?.y]);
    }
    const all = drawn.flatMap(strokes);
    for (const point of all) expect(over(point)).toEqual([]);
    const down = new Set(all.filter(({ way }) => way === 'down').map(key));
    expect(all.filter((point) => point.way === 'across' && down.has(key(point)))).toEqual([]);
  }));

  it('lines meet only where they come from or go to the same place', () => always(({ drawing: { lines: drawn } }) => {
    const users = new Map<string, Line[]>();
    for (const each of drawn) {
      for (const cell of new Set([...strokes(each), ...each.points].map(key))) users.set(cell, [...(users.get(cell) ?? []), each]);
    }
    const ends = ({ points }: Line) => [points[0], points.at(-1)].map((point) => point && key(point));
    for (const [cell, [one, ...others]] of users) for (const other of others) {
      const [from, to] = one ? ends(one) : [];
      expect(ends(other)[0] === from || ends(other)[1] === to, cell).toBe(true);
    }
  }));

  it('each container hangs on its networks and on no others', () => always(({ picture: shown, drawing: { boxes, lines: drawn } }) => {
    const networks = boxes.filter(({ kind }) => kind === 'network');
    const containers = boxes.filter(({ kind }) => kind === 'container');
    const on = (point: Point | undefined, box: Box) => point !== undefined && point.x > box.x && point.x < right(box) && (point.y === box.y || point.y === under(box));
    const ends = drawn.map(({ points }) => [points[0], points.at(-1)] as const);
    const linked = (a: Box, b: Box) => ends.some(([first, last]) => (on(first, a) && on(last, b)) || (on(first, b) && on(last, a)));
    const found = networks.map((network) => containers.filter((box) => linked(network, box)).length);
    expect(found).toEqual(shown.networks.map(({ containers: some }) => some.length));
  }));

  it('is the same each time', () => always(({ picture: shown, width, grid }) => {
    expect(lines(ascii(structuredClone(shown), width))).toEqual(grid);
    expect(svg(structuredClone(shown))).toBe(svg(shown));
  }));
});

/** Reads XML as strictly as this needs: the elements, or an error at the first thing that is not well-formed. */
function parse(xml: string): readonly { readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly text: string }[] {
  const open: string[] = [];
  const found: { name: string; attributes: Map<string, string>; text: string }[] = [];
  const token = /<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<&]*(?:&[a-z#0-9]+;[^"<&]*)*")*)(\/?)>([^<]*)/y;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const [, closing, name = '', attributes = '', empty, text = ''] = token.exec(xml) ?? expect.fail(`not XML: ${xml.slice(at, at + 60)}`);
    expect(text.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    if (closing) expect(open.pop()).toBe(name);
    else {
      const pairs = [...attributes.matchAll(/ ([^=]+)="([^"]*)"/g)].map(([, word = '', value = '']) => [word, value] as const);
      expect(new Set(pairs.map(([word]) => word)).size).toBe(pairs.length);
      found.push({ name, attributes: new Map(pairs), text });
      if (!empty) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return found;
}

/** Pixels at most: 0.62 of the size in fonts of one width, a generous 0.65 in the bold one. */
const pixels = (text: string, style: string | undefined): number =>
  text.replace(/&[a-z#0-9]+;/g, '.').length * (style === 'title' ? 13 * 0.65 : 12 * 0.62);

describe('as SVG', () => {
  it('is well-formed, and every text has its room', () => always(({ picture: shown }) => {
    const elements = parse(svg(shown));
    const rects = elements.filter(({ name }) => name === 'rect');
    const value = (element: (typeof elements)[number] | undefined, name: string) => Number(element?.attributes.get(name));
    expect(elements.filter(({ name }) => name === 'text')).toHaveLength(textsOf(layout(shown, 100)).length);
    let box: (typeof elements)[number] | undefined;
    let boxed = 0;
    for (const element of elements) {
      if (element.name === 'rect') box = element;
      if (element.name === 'path') box = undefined;
      if (element.name !== 'text' || !box) continue;
      boxed += 1;
      const [half, x, y] = [pixels(element.text, element.attributes.get('class')) / 2, value(element, 'x'), value(element, 'y')];
      expect(x - half).toBeGreaterThan(value(box, 'x'));
      expect(x + half).toBeLessThan(value(box, 'x') + value(box, 'width'));
      expect(y).toBeLessThan(value(box, 'y') + value(box, 'height'));
    }
    expect(boxed).toBeGreaterThan(rects.length - 1);
  }));

  it('escapes what XML reserves', () => {
    const odd = { ...picture({}), name: 'a<b>&"c\'' };
    expect(svg({ ...odd, nginx: { ...odd.nginx, names: ['<&>'] } })).toContain('&lt;&amp;&gt;');
    expect(() => parse(svg(odd))).not.toThrow();
  });

  it('has a title, a description and ids of its own, and needs nothing from elsewhere', () => {
    const drawn = svg(picture({}));
    expect(drawn).toContain('role="img" aria-labelledby="picture-shop-title picture-shop-desc"');
    expect(drawn).toContain('It passes /api/ and /admin/ to api at 127.0.0.1:8080.');
    expect([...drawn.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)).toEqual(['picture-shop-title', 'picture-shop-desc']);
    expect(drawn.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/|url\(|<script|@import|href/);
    for (const [, selectors = ''] of drawn.slice(drawn.indexOf('<style>') + 7, drawn.indexOf('</style>')).matchAll(/^([^@}{]+)\{/gm)) {
      for (const selector of selectors.split(',')) expect(selector.trim()).toMatch(/^\.stack-picture /);
    }
    expect(drawn.length).toBeLessThan(6000);
  });
});

describe('the width', () => {
  it('has both networks side by side for the default stack at 80 columns, and stacks them at 79', () => {
    const rowsOf = (width: number) => layout(picture({}), width).boxes.filter(({ kind }) => kind === 'network').map(({ y }) => y);
    expect(new Set(rowsOf(80)).size).toBe(1);
    expect(new Set(rowsOf(79)).size).toBe(2);
  });

  it('is 36 at least, whatever is asked for', () => {
    expect(ascii(picture({}), 1)).toBe(ascii(picture({}), 36));
  });

  it('is not used up where less will do', () => {
    expect(ascii(picture({}), 200)).toBe(ascii(picture({}), 80));
    const [nginx] = layout(picture({ web: 'none', db: 'external', cache: 'none' }), 120).boxes;
    expect(nginx && middle(nginx)).toBeLessThan(30);
  });
});
