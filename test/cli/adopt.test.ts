/** adopt: services that people write in docker-compose.yml, and what follows from them elsewhere. */
import { describe, expect, it } from 'vitest';
import { differing, edit, filesOf, on, read, stackFolder } from '../support/made.ts';
import { fingerprint } from '../support/program.ts';

const BEFORE = '\nnetworks:\n  default: {}';
const one = (more = '') => `
  bi:
    image: metabase/metabase:v0.60   # ours
    ports: ["127.0.0.1:3000:3000"]
${more}`;

function withService(text: string): string {
  const root = stackFolder();
  edit(root, 'docker-compose.yml', BEFORE, `${text}${BEFORE}`);
  return root;
}

const routes = (root: string) => [...read(root, 'nginx/shop.conf').matchAll(/location (\S+) \{\n\s*proxy_pass http:\/\/(shop_bi\w*|shop_\w*bi\w*);/g)].map(([, route]) => route);
const adopted = (root: string) => /^adopted: (\[.*\])/m.exec(read(root, 'django-stack.yml'))?.[1];

describe('a service that publishes a port', () => {
  it.each<readonly [title: string, more: string, args: readonly string[], route: string, port: number]>([
    ['its one port', '', [], '/bi/', 3000],
    ['a flag for the route', '', ['--route', '/reports/'], '/reports/', 3000],
    ['a flag for the port, of two', '      - "127.0.0.1:3001:3001"\n', ['--port', '3001'], '/bi/', 3001],
    ['x-stack', '    x-stack: {port: 3000, route: /stats/}\n', [], '/stats/', 3000],
    ['a flag before x-stack', '    x-stack: {port: 3000, route: /stats/}\n', ['--route', '/b/'], '/b/', 3000],
  ])('is led to by %s', (_title, more, args, route, port) => {
    const text = more.startsWith('      -') ? one().replace('["127.0.0.1:3000:3000"]', `\n      - "127.0.0.1:3000:3000"\n${more.trimEnd()}`) : one(more);
    const root = withService(text);
    expect(on(root, 'adopt', 'bi', ...args)).toMatchObject({ code: 0, stderr: '' });
    expect(routes(root)).toEqual([route]);
    expect(read(root, 'nginx/shop.conf')).toContain(`server 127.0.0.1:${port} `);
    expect(read(root, 'docker-compose.yml')).toContain(text);
    expect(on(root, 'show').stdout).toContain(route);
    const before = fingerprint(root);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(fingerprint(root)).toEqual(before);
  });

  it('is a question of regenerate, with the exact command, until one of its answers is given', () => {
    const root = withService(one());
    const { code, stdout } = on(root, 'regenerate');
    const [, command = ''] = /yes: {2}npx create-django-stack@\S+ (.*)/.exec(stdout) ?? [];
    expect([code, command]).toEqual([3, 'adopt bi --port 3000 --route /bi/']);
    expect(on(root, 'regenerate', '--check').code).toBe(3);
    expect(on(root, ...command.split(' ')).code).toBe(0);
    expect(on(root, 'regenerate', '--check').code).toBe(0);
  });

  it('adopted once more stays where it is, until a flag or x-stack says otherwise', () => {
    const root = withService(`${one()}
  mail:
    image: axllent/mailpit:v1.31.4
    ports: ["127.0.0.1:8025:8025"]
`);
    for (const args of [['bi', '--route', '/reports/'], ['mail']]) on(root, 'adopt', ...args);
    const before = fingerprint(root);
    expect(on(root, 'adopt', 'bi')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(fingerprint(root)).toEqual(before);
    edit(root, 'docker-compose.yml', '    ports: ["127.0.0.1:3000:3000"]', '    ports: ["127.0.0.1:3000:3000", "127.0.0.1:3001:3001"]');
    on(root, 'adopt', 'bi', '--port', '3001');
    expect(adopted(root)).toBe('["bi:3001/reports/", "mail:8025/mail/"]');
    edit(root, 'docker-compose.yml', '    image: metabase', '    x-stack: {port: 3000, route: /stats/}\n    image: metabase');
    on(root, 'adopt', 'bi');
    expect(adopted(root)).toBe('["bi:3000/stats/", "mail:8025/mail/"]');
  });

  it.each([['"3000:3000"', true], ['"127.0.0.1:3000:3000"', false]])('%s: said where the whole world can reach it: %s', (port, said) => {
    const root = withService(one().replace('"127.0.0.1:3000:3000"', port));
    const { stdout } = on(root, 'adopt', 'bi');
    expect(stdout.includes('bi publishes 3000 on every address of this host, past its firewall. nginx only needs 127.0.0.1:3000: write that in docker-compose.yml.\n')).toBe(said);
    expect(read(root, 'docker-compose.yml')).toContain(`ports: [${port}]`);
  });

  it('is left alone with x-stack: false', () => {
    const root = withService(one('    x-stack: false\n'));
    const before = filesOf(root);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(differing(before, filesOf(root))).toEqual([]);
  });

  it('with several, and no terminal: exit 3 with the command, and nothing is written', () => {
    const root = withService(one().replace('["127.0.0.1:3000:3000"]', '["127.0.0.1:3000:3000", "127.0.0.1:3001:3001"]'));
    const before = fingerprint(root);
    expect(on(root, 'adopt', 'bi')).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^bi publishes the ports 3000, 3001\..*\n {2}npx create-django-stack@\S+ adopt bi --port <port> --route \/bi\/\n/) as string });
    expect(fingerprint(root)).toEqual(before);
  });
});

it('a name with capitals, dots and lines between: what regenerate proposes can be done, and nginx has a name for it', () => {
  const root = withService(one().replace('  bi:', '  My-Wiki.de:'));
  const [, command = ''] = /yes: {2}npx create-django-stack@\S+ (.*)/.exec(on(root, 'regenerate').stdout) ?? [];
  expect(command).toBe('adopt My-Wiki.de --port 3000 --route /My-Wiki-de/');
  expect(on(root, ...command.split(' '))).toMatchObject({ code: 0, stderr: '' });
  expect(read(root, 'nginx/shop.conf')).toMatch(/upstream shop_My_Wiki_de \{[^}]*server 127\.0\.0\.1:3000 /);
  expect(adopted(root)).toBe('["My-Wiki.de:3000/My-Wiki-de/"]');
  expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
});

describe('a service that publishes none', () => {
  it('gets no place in nginx, and is shown', () => {
    const root = withService('\n  mill:\n    image: busybox\n    networks: [internal]\n');
    const before = read(root, 'nginx/shop.conf');
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(on(root, 'adopt', 'mill').code).toBe(0);
    expect(read(root, 'nginx/shop.conf')).toBe(before);
    expect(adopted(root)).toBe('[mill]');
    expect(on(root, 'show').stdout).toContain('mill');
  });
});

const NEEDY = one(`    networks: [default, reports]
    environment: {KEY: "\${BI_KEY}", OPTIONAL: "\${BI_COLOUR:-red}"}
    volumes:
      - "\${VOLUMES_ROOT:-/srv/shop}/bi:/data"
      - cache:/var/cache
`);

describe('what follows from it', () => {
  it('networks, volumes, keys and folders appear, and nothing of the service changes', () => {
    const root = withService(NEEDY);
    const [env, compose] = [read(root, '.env'), read(root, 'docker-compose.yml')];
    expect(on(root, 'adopt', 'bi').code).toBe(0);
    expect(read(root, 'docker-compose.yml').startsWith(compose)).toBe(true);
    expect(read(root, 'docker-compose.yml').slice(compose.length)).toMatch(/^ {2}reports: \{\}\n\nvolumes:\n {2}cache: \{\}\n$/);
    expect(read(root, '.env').startsWith(env)).toBe(true);
    expect(read(root, '.env')).toMatch(/\nBI_KEY=\n$/);
    expect(read(root, '.env.example')).toContain('BI_KEY=');
    expect(read(root, '.env')).not.toContain('BI_COLOUR');
    expect(read(root, 'stack')).toMatch(/directory .* bi +# what bi keeps/);
  });

  it('its new name is followed, and its route stays', () => {
    const root = withService(NEEDY);
    on(root, 'adopt', 'bi');
    edit(root, 'docker-compose.yml', '  bi:', '  insight:');
    expect(on(root, 'add', 'redis')).toMatchObject({ code: 2, stderr: expect.stringContaining('it is called insight now.') as string });
    expect(on(root, 'regenerate', '--check').code).toBe(1);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: expect.stringContaining('it is called insight now.') as string });
    expect(adopted(root)).toBe('["insight:3000/bi/"]');
    expect(read(root, 'nginx/shop.conf')).toContain('proxy_pass http://shop_insight;');
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
  });

  it('the new name of one without a port is followed too: what was declared for it stays', () => {
    const root = withService('\n  mill:\n    image: busybox\n    networks: [reports]\n');
    expect(on(root, 'regenerate')).toMatchObject({ code: 3, stdout: expect.stringMatching(/mill in docker-compose\.yml uses reports, which nothing declares.*\n {2}yes: {2}npx create-django-stack@\S+ adopt mill\n/) as string });
    expect(on(root, 'adopt', 'mill').code).toBe(0);
    edit(root, 'docker-compose.yml', '  mill:', '  grinder:');
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: expect.stringContaining('it is called grinder now.') as string });
    expect(read(root, 'docker-compose.yml')).toContain('\n  reports: {}\n');
    expect(adopted(root)).toBe('[grinder]');
  });

  it('its end is followed: everything but .env is as it was', () => {
    const root = stackFolder();
    const before = filesOf(root);
    edit(root, 'docker-compose.yml', BEFORE, `${NEEDY}${BEFORE}`);
    on(root, 'adopt', 'bi');
    edit(root, 'docker-compose.yml', NEEDY, '');
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: expect.stringContaining('and so not in nginx.') as string });
    expect(differing(before, filesOf(root)).filter((path) => path !== '.env')).toEqual([]);
  });

  it('remove takes it off again, if nothing it needs would go', () => {
    const [plain, needy] = [withService(one()), withService(NEEDY)];
    const before = filesOf(plain);
    for (const root of [plain, needy]) on(root, 'adopt', 'bi');
    expect(on(plain, 'remove', 'bi').code).toBe(0);
    expect(differing(before, filesOf(plain))).toEqual([]);
    const kept = fingerprint(needy);
    expect(on(needy, 'remove', 'bi')).toMatchObject({ code: 2, stderr: expect.stringContaining('bi stands in docker-compose.yml and uses reports, cache.') as string });
    expect(fingerprint(needy)).toEqual(kept);
  });

  it('a file that cannot be read takes nothing off', () => {
    const root = withService(one());
    on(root, 'adopt', 'bi');
    edit(root, 'docker-compose.yml', /$/, ' x: [');
    const before = fingerprint(root);
    expect(on(root, 'regenerate').code).toBe(1);
    expect(fingerprint(root)).toEqual(before);
  });
});

describe('adopt', () => {
  it('takes a name with an underscore, as many are', () => {
    const root = withService(one().replace('bi:', 'my_bi:'));
    expect(on(root, 'adopt', 'my_bi').code).toBe(0);
    expect([adopted(root), routes(root)]).toEqual(['["my_bi:3000/my_bi/"]', ['/my_bi/']]);
  });

  it.each<readonly [title: string, name: string, port: string, complaint: RegExp]>([
    ['the port of web', 'bi', '8000', /^django-stack\.yml: adopted: bi: 8000 is taken by web or api/],
    ['the port that a deploy of the api uses', 'bi', '8081', /bi: 8081 is taken by web or api/],
    ['the name of another, but for its capitals', 'API', '3000', /nginx would have two things called api/],
    ['the name of a spare', 'api-spare', '3000', /nginx would have two things called api_spare/],
  ])('refuses a service with %s', (_title, name, port, complaint) => {
    const root = withService(one().replace('bi:', `${name}:`).replace('127.0.0.1:3000', `127.0.0.1:${port}`));
    const before = fingerprint(root);
    expect(on(root, 'adopt', name)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(complaint) as string });
    expect(fingerprint(root)).toEqual(before);
  });

  it.each<readonly [args: readonly string[], complaint: RegExp]>([
    [['bi', '--route', '/api/'], /^--route: \/api\/ leads somewhere else already/],
    [['bi', '--route', '/static/x/'], /^--route: \/static\/x\/ is served by nginx itself/],
    [['bi', '--route', 'x'], /^--route: "x" is not a path such as \/bi\/, with a slash at both ends\./],
    [['bi', '--port', '1'], /^--port: bi publishes no port 1 of this host/],
    [['bi', '--port', 'x'], /^--port: "x" is not a number\./],
    [['bo'], /no service "?bo"? of yours\. Yours are bi\. Did you mean bi\?/],
    [['db'], /no service "?db"? of yours/],
    [[], /^Which service\? Yours are bi\./],
  ])('%j is refused with exit 2, and nothing is written', (args, complaint) => {
    const root = withService(one());
    const before = fingerprint(root);
    expect(on(root, 'adopt', ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(complaint) as string });
    expect(fingerprint(root)).toEqual(before);
  });
});
