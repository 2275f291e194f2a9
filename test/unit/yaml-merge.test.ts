/** The merge of YAML, case by case: what a person would do by hand, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { Decide } from '../../src/regenerate/merge.ts';
import { mergeYaml } from '../../src/regenerate/yaml/merge.ts';
import { render } from '../property/yaml-stacks.ts';

const undecided: Decide = () => undefined;
const merge = (base: string, mine: string, next: string, decide = undecided) => mergeYaml(base, mine, next, decide);

const BASE = `services:
  web:
    image: web:1
    ports: ["127.0.0.1:8000:80"]
    networks: [default]
    environment:
      MODE: live
  db:
    image: "db:1"
    # Needs much.
    shm_size: 256m
`;

describe('what changes', () => {
  it.each<[string, (text: string) => string, (text: string) => string, string]>([
    ['a value keeps its quotes and its comment', (t) => t.replace('web:1', "'web:1' # pinned"), (t) => t.replace('web:1', 'web:2'), "    image: 'web:2' # pinned\n"],
    ['an untouched line becomes the new one', (t) => `${t}# end\n`, (t) => t.replace('image: web:1', 'image: "web:2" # why'), '    image: "web:2" # why\n'],
    ['a list item joins a list in lines', (t) => t.replace('[default]', '\n      # mine\n      - default'), (t) => t.replace('[default]', '[default, inner]'), '      # mine\n      - default\n      - inner\n'],
    ['a list item joins a map', (t) => t.replace('[default]', '\n      default: {aliases: [x]}'), (t) => t.replace('[default]', '[default, inner]'), '      default: {aliases: [x]}\n      inner: {}\n'],
    ['a variable joins a list', (t) => t.replace('MODE: live', '- MODE=live'), (t) => t.replace('MODE: live', 'MODE: live\n      URL: "http://x/?a b"'), '      - MODE=live\n      - "URL=http://x/?a b"\n'],
    ['a key comes behind the one before it', (t) => t.replace('web:1', 'web:1\n    mem_limit: 1g'), (t) => t.replace('web:1', 'web:1\n    init: true'), '    image: web:1\n    init: true\n    mem_limit: 1g\n'],
    ['a comment follows the render', (t) => t.replace('256m', '256m # mine'), (t) => t.replace('# Needs much.', '# Needs more.'), '    # Needs more.\n    shm_size: 256m # mine\n'],
    ['a comment of mine stays, whatever the render says', (t) => t.replace('# Needs much.', '# Needs little.'), (t) => t.replace('# Needs much.', '# Needs more.'), '    # Needs little.\n'],
    ['a key goes with its comment', (t) => `${t}# end\n`, (t) => t.replace('    # Needs much.\n    shm_size: 256m\n', ''), '    image: "db:1"\n# end\n'],
    ['the last of a map takes the map with it', (t) => `${t}# end\n`, (t) => t.replace('    environment:\n      MODE: live\n', ''), '    networks: [default]\n  db:\n'],
    ['lines end as mine do', (t) => t.replaceAll('\n', '\r\n').replace('web:1', 'web:1 # x'), (t) => t.replace('web:1', 'web:1\n    init: true'), '    image: web:1 # x\r\n    init: true\r\n'],
    ['deeper files get deeper text', (t) => t.replace(/^( +)/gm, '$1$1'), (t) => t.replace('web:1', 'web:1\n    a:\n      b: 1'), '        image: web:1\n        a:\n          b: 1\n'],
  ])('%s', (_, edit, change, expected) => {
    const { text, conflicts, base } = merge(BASE, edit(BASE), change(BASE));
    expect(conflicts).toEqual([]);
    expect(text).toContain(expected);
    expect(base).toBe(change(BASE));
  });

  it('knows a folder in memory by its path, whatever its options', () => {
    const file = (...folders: string[]) => `services:\n  web:\n    tmpfs: ["/tmp:size=1m", ${folders.map((folder) => `"${folder}"`).join(', ')}]\n`;
    expect(merge(file('/run:size=1m'), file('/run:size=3m'), file('/run:size=2m')).conflicts.map(({ path }) => path)).toEqual(['services.web.tmpfs[/run]']);
    expect(merge(file('/run'), file('/run', '/mine:size=2m'), file('/run:size=2m')).text).toBe(file('/run:size=2m', '/mine:size=2m'));
  });

  it('keeps a byte order mark and a missing line end', () => {
    const mine = `\uFEFF${BASE.trimEnd()} # x`;
    const next = `${BASE}volumes:\n  data: {}\n`;
    const { text } = merge(BASE, mine, next);
    expect(text).toBe(`${mine}\nvolumes:\n  data: {}`);
    expect(merge(next, text, BASE).text).toBe(mine);
  });

  it('leaves alone what the user has deleted, and says so', () => {
    const mine = BASE.replace(/ {2}db:[^]*/, '');
    expect(merge(BASE, mine, BASE.replace('256m', '512m').replace('MODE: live', 'MODE: test'))).toMatchObject({
      text: mine.replace('live', 'test'), conflicts: [], notes: ['services.db would change, but your file no longer has it: left out.'],
    });
  });

  it('writes aliases by the names that mine has', () => {
    const base = 'x-service: &service\n  init: true\nservices:\n  web:\n    <<: *service\n';
    const { text } = merge(base, base.replaceAll('service\n  ', 'common\n  ').replace('*service', '*common'), `${base}  db:\n    <<: *service\n`);
    expect(text).toContain('  db:\n    <<: *common\n');
  });

  it.each(['[]', '[ ]'])('puts several into the empty list %s of an edited line', (empty) => {
    const { text, conflicts } = merge('with: []\n', `with: ${empty}  # mine\n`, 'with: [worker, beat, s3]\n');
    expect([text, conflicts]).toEqual(['with: [worker, beat, s3]  # mine\n', []]);
  });

  it('replaces the only answer of a list', () => {
    const [base, next] = ['with: [redis]   # more\nname: a\n', 'with: [valkey]  # more\nname: a\n'];
    expect(merge(base, 'with: [ redis ] # all\nname: a # x\n', next).text).toBe('with: [ valkey ] # all\nname: a # x\n');
  });
});

describe('conflicts', () => {
  const mine = BASE.replace('web:1', 'mine:1 # own').replace('256m', '1g');
  const next = BASE.replace('web:1', 'web:2').replace('MODE: live', 'MODE: test');

  it('names path, line and the three texts, and does the rest', () => {
    const { text, conflicts, base } = merge(BASE, mine, next);
    expect(conflicts).toEqual([{
      path: 'services.web.image', line: 3, base: 'image: web:1', mine: 'image: mine:1 # own', next: 'image: web:2',
      why: 'You have changed it, and it now has another value of its own.',
    }]);
    expect(text).toBe(mine.replace('live', 'test'));
    expect(base).toBe(BASE.replace('live', 'test'));
    expect(merge(base, text, next)).toMatchObject({ text, base, conflicts });
  });

  it('is settled for good by either decision, and by the user', () => {
    expect(merge(BASE, mine, next, () => 'mine')).toMatchObject({ base: next, conflicts: [], text: mine.replace('live', 'test') });
    expect(merge(BASE, mine, next, () => 'new')).toMatchObject({ base: next, conflicts: [], text: mine.replace('live', 'test').replace('mine:1', 'web:2') });
    expect(merge(BASE, mine.replace('mine:1', 'web:2'), next)).toMatchObject({ base: next, conflicts: [] });
  });

  it.each<[string, (text: string) => string, (text: string) => string, string, RegExp]>([
    ['a comment would go', (t) => t.replace('shm_size: 256m', 'shm_size: 256m # measured'), (t) => t.replace('    # Needs much.\n    shm_size: 256m\n', ''), 'services.db.shm_size', /comments/],
    ['a port is moved on both sides', (t) => t.replace('8000:80', '9000:80'), (t) => t.replace('8000:80', '8001:80'), 'services.web.ports[8001:80]', /changed/],
    ['a changed service is no longer needed', (t) => t.replace('256m', '1g'), (t) => t.replace(/ {2}db:[^]*/, ''), 'services.db', /no longer needed/],
    ['both have added it', (t) => `${t}  redis:\n    image: mine\n`, (t) => `${t}  redis:\n    image: redis:8\n`, 'services.redis', /yourself/],
    ['others would change through an anchor', (t) => `${t.replace('web:', 'web: &web')}  two:\n    <<: *web\n`, (t) => t.replace('live', 'live\n      B: x'), 'services.web.environment.B', /anchor/],
    ['the value comes from elsewhere', (t) => `x-a: &a\n  shm_size: 1g\n${t.replace('    # Needs much.\n    shm_size: 256m\n', '    <<: *a\n')}`, (t) => t.replace('256m', '512m'), 'services.db.shm_size', /merge key/],
    ['the anchor is gone', (t) => t.replace('x-a: &a\n  b: c\n', ''), (t) => `${t.replace('services:', 'services:')}  new:\n    <<: *a\n`, 'services.new', /x-a/],
  ])('%s', (_, edit, change, path, why) => {
    const base = why.source === 'x-a' ? `x-a: &a\n  b: c\n${BASE}` : BASE;
    const { text, conflicts } = merge(base, edit(base), change(base));
    expect(conflicts).toMatchObject([{ path, why: expect.stringMatching(why) as string }]);
    expect(text).toBe(edit(base));
  });
});

describe('an image of the user, and a new one', () => {
  const [base, next] = ['18', '17'].map((db) => render({ db }).compose);
  const mine = (base ?? '').replace('postgres:18-trixie', 'postgres:18.1 # pinned').replace('shm_size: 256m', 'shm_size: 1g');
  const changed = (next ?? '').replace('stop_grace_period: 60s', 'stop_grace_period: 90s');

  it('what goes with the image waits with it, the rest comes, and the next run finds the same', () => {
    const first = merge(base ?? '', mine, changed);
    expect(first.conflicts).toMatchObject([{ path: 'services.db.image' }]);
    expect(first.text).toBe(mine.replace('stop_grace_period: 60s', 'stop_grace_period: 90s'));
    expect(first.notes).toEqual(['services.db.volumes goes with the image, and waits for what you decide about it.']);
    expect(merge(first.base, first.text, changed)).toEqual(first);
  });

  it('comes with the new image, stays with the old one, and follows a person who takes the new one', () => {
    const data = 'target: /var/lib/postgresql/data\n';
    const first = merge(base ?? '', mine, changed);
    for (const [decision, comes] of [['new', true], ['mine', false]] as const) {
      const settled = merge(first.base, first.text, changed, () => decision);
      expect([settled.conflicts, settled.base, settled.text.includes(data)]).toEqual([[], changed, comes]);
      expect(merge(settled.base, settled.text, changed).text).toBe(settled.text);
    }
    expect(merge(first.base, first.text.replace('postgres:18.1', 'postgres:17-trixie'), changed)).toMatchObject({ conflicts: [], base: changed, text: expect.stringContaining(data) as string });
  });
});

it('finds a conflict again inside something that base does not have at all', () => {
  const base = BASE.replace(/ {4}ports.*\n/, '');
  const mine = BASE.replace('127.0.0.1', '0.0.0.0');
  const next = BASE.replace('["127.0.0.1:8000:80"]', '["127.0.0.1:8000:80", "127.0.0.1:8443:443"]');
  const first = merge(base, mine, next);
  expect(first).toMatchObject({ text: mine.replace('8000:80"', '8000:80", "127.0.0.1:8443:443"'), conflicts: [{ path: 'services.web.ports[8000:80]' }] });
  expect(merge(first.base, first.text, next)).toEqual(first);
});

describe('without a base', () => {
  it('adds what is missing and lets all else stand', () => {
    const mine = 'services:\n  web:\n    image: mine # yes\n    ports: ["9000:80"]\n';
    const { text, conflicts, base } = merge('', mine, BASE);
    expect(conflicts).toEqual([]);
    expect(base).toBe(BASE);
    expect(text).toBe('services:\n  web:\n    image: mine # yes\n    ports: ["9000:80"]\n    networks: [default]\n    environment:\n      MODE: live\n  db:\n    image: "db:1"\n    # Needs much.\n    shm_size: 256m\n');
  });

  it.each(['', '# nothing yet\n', '\n\n'])('fills an empty file: %j', (mine) => {
    expect(merge('', mine, BASE)).toMatchObject({ text: mine + BASE, conflicts: [] });
  });
});

describe('django-stack.yml', () => {
  const { answers } = render({});

  it('changes one value, and keeps the column of the comments', () => {
    const mine = answers.replace('# none, letsencrypt or files', '# later').replace('web-port: 8000 ', 'web-port: 8009 ');
    const { text, conflicts } = merge(answers, mine, render({ tls: 'files', with: 'redis' }).answers);
    expect(conflicts).toEqual([]);
    expect(text).toBe(mine.replace('tls: none ', 'tls: files').replace('with: []     ', 'with: [redis]'));
  });
});

describe('what cannot be read', () => {
  it.each<[string, string, number, RegExp]>([
    ['an unfinished merge', `a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n`, 2, /merge of git/],
    ['a key twice', 'services: {}\nname: a\nservices: {}\n', 3, /second time/],
    ['two merge keys', 'a: &a {}\nb:\n  <<: *a\n  <<: *a\n', 4, /second time/],
    ['a tab', 'services:\n\tweb:\n', 2, /tab/i],
    ['two documents', 'a: 1\n---\nb: 2\n', 2, /second document/],
    ['a template', 'services:\n  web:\n    image: {{ image }}\n', 3, /template/],
    ['a template block', '{% if x %}\nservices: {}\n', 1, /\S/],
    ['an open quote', 'services:\n  web:\n    image: "web\n', 3, /quote/i],
    ['an open bracket', 'services:\n  web:\n    ports: [1\n', 3, /\S/],
    ['an alias without an anchor', 'services:\n  web: *none\n', 2, /no anchor/],
    ['a list', '- a\n- b\n', 1, /map/],
    ['one word', 'services\n', 1, /map/],
    ['wrong columns', 'services:\n  web:\n    image: a\n   ports: []\n', 4, /\S/],
    ['a value below a value', 'services:\n  web: a\n    image: b\n', 2, /\S/],
    ['a key that is a list', 'services:\n  ? [a, b]\n  : c\n', 2, /template/],
    ['a pair in a list', 'services:\n  web:\n    ports: [a: 1]\n', 3, /pair/],
  ])('refuses %s', (_, mine, line, reason) => {
    expect(() => merge(BASE, mine, `${BASE}name: x\n`)).toThrow(expect.objectContaining({ outcome: 'failed', message: expect.stringMatching(new RegExp(`^line \\d+: .*${reason.source}`, 'i')) as string }) as Error);
    try {
      merge(BASE, mine, `${BASE}name: x\n`);
    } catch (error) {
      expect(Number(/\d+/.exec(String(error))?.[0])).toBeGreaterThanOrEqual(line);
    }
  });
});

describe('odd files', () => {
  const next = `${BASE}  redis:\n    image: redis:8\n    command: ["a", "b"]\n`;

  it.each<[string, string, string]>([
    ['JSON', '{"services": {"web": {"image": "x"}}}', '{"services": {"web": {"image": "x"}, "redis": {"image": "redis:8", "command": ["a", "b"]}}}'],
    ['explicit keys', '? services\n: ? web\n  : image: x\n', '? services\n: ? web\n  : image: x\n  redis:\n    image: redis:8\n    command: ["a", "b"]\n'],
    ['nothing below services', 'services:\nname: x\n', 'services:\n  redis:\n    image: redis:8\n    command: ["a", "b"]\nname: x\n'],
    ['an end marker', '---\nservices:\n  web:\n    image: x\n...\n', '---\nservices:\n  web:\n    image: x\n  redis:\n    image: redis:8\n    command: ["a", "b"]\n...\n'],
    ['a comment behind the last service', 'services:\n  web:\n    image: x\n    # y\n  # z\n', 'services:\n  web:\n    image: x\n    # y\n  redis:\n    image: redis:8\n    command: ["a", "b"]\n  # z\n'],
  ])('a service comes into %s', (_, mine, expected) => {
    expect(merge(BASE, mine, next)).toMatchObject({ text: expected, conflicts: [] });
    expect(merge(next, expected, BASE).text).toBe(mine === 'services:\nname: x\n' ? 'name: x\n' : mine);
  });
});
