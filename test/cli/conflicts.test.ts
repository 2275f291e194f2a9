/** Where both sides changed the same thing: mine stays live, the rest applies, and one word ends it. And undo. */
import { describe, expect, it } from 'vitest';
import { differing, edit, exists, filesOf, on, read, stackFolder } from '../support/made.ts';
import { fingerprint } from '../support/program.ts';

const MINE = 'image: postgres:18.1-trixie';

/** One conflict, about the database's image, and one change beside it that applies. */
function disagreeing(): string {
  const root = stackFolder();
  edit(root, 'docker-compose.yml', 'image: postgres:18-trixie', MINE);
  edit(root, 'django-stack.yml', /^db: 18/m, 'db: 17');
  edit(root, 'django-stack.yml', /^upload-limit: 20m/m, 'upload-limit: 50m');
  return root;
}

const idIn = (text: string): string => /\[([0-9a-f]{6})\]/.exec(text)?.[1] ?? '';

describe('a conflict', () => {
  it('leaves mine in place, applies the rest, and is listed: exit 3', () => {
    const root = disagreeing();
    const { code, stdout } = on(root, 'regenerate');
    const id = idIn(stdout);
    const line = read(root, 'docker-compose.yml').split('\n').findIndex((text) => text.includes(MINE)) + 1;
    expect(code).toBe(3);
    expect(stdout).toContain(`  docker-compose.yml:${line}  services.db.image  [${id}]\n`);
    for (const choice of ['--mine', '--new']) expect(stdout).toMatch(new RegExp(`npx create-django-stack@\\S+ resolve ${id} ${choice}\n`));
    expect(read(root, 'docker-compose.yml')).toContain(MINE);
    expect(read(root, 'nginx/shop.conf')).toContain('client_max_body_size 50m;');
    expect(['base', 'mine', 'new'].map((side) => read(root, `.django-stack/conflicts/${id}/${side}`))).toEqual(['image: postgres:18-trixie\n', `${MINE}\n`, 'image: postgres:17-trixie\n']);
  });

  it('is listed with the line where it stands afterwards, and before, where nothing is written', () => {
    const root = disagreeing();
    edit(root, 'django-stack.yml', 'with: []', 'with: [redis]');
    const lineOf = (path: string) => read(root, path).split('\n').findIndex((text) => text.includes(MINE)) + 1;
    const before = lineOf('docker-compose.yml');
    expect(on(root, 'regenerate', '--dry-run').stdout).toContain(`  docker-compose.yml:${before}  services.db.image`);
    const { stdout } = on(root, 'regenerate');
    expect(lineOf('docker-compose.yml')).toBeGreaterThan(before);
    expect(stdout).toContain(`  docker-compose.yml:${lineOf('docker-compose.yml')}  services.db.image`);
  });

  it('is the same one in the next run, which writes nothing; and add does not lose it', () => {
    const root = disagreeing();
    const id = idIn(on(root, 'regenerate').stdout);
    const before = fingerprint(root);
    const again = on(root, 'regenerate');
    expect([again.code, idIn(again.stdout), again.stdout.startsWith('Nothing to change.\n')]).toEqual([3, id, true]);
    expect(fingerprint(root)).toEqual(before);
    on(root, 'add', 'redis');
    expect(idIn(on(root, 'regenerate').stdout)).toBe(id);
  });

  it.each<readonly [choice: string, which: (id: string) => readonly string[], image: string]>([
    ['--mine', (id) => [id], MINE],
    ['--new', (id) => [id], 'image: postgres:17-trixie'],
    ['--mine', () => ['all'], MINE],
    ['--new', () => [], 'image: postgres:17-trixie'],
  ])('is gone for good after resolve %s', (choice, which, image) => {
    const root = disagreeing();
    const id = idIn(on(root, 'regenerate').stdout);
    expect(on(root, 'resolve', ...which(id), choice)).toMatchObject({ code: 0, stderr: '' });
    expect(read(root, 'docker-compose.yml')).toContain(image);
    expect(exists(root, `.django-stack/conflicts/${id}/mine`)).toBe(false);
    const before = fingerprint(root);
    for (const args of [['regenerate'], ['regenerate', '--check']]) expect(on(root, ...args)).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(on(root, 'resolve')).toMatchObject({ code: 0, stdout: 'There is no conflict.\n' });
    expect(fingerprint(root)).toEqual(before);
  });

  it('is gone when the owner writes the new text', () => {
    const root = disagreeing();
    const id = idIn(on(root, 'regenerate').stdout);
    edit(root, 'docker-compose.yml', MINE, 'image: postgres:17-trixie');
    expect(on(root, 'regenerate')).toMatchObject({ code: 0 });
    expect(exists(root, `.django-stack/conflicts/${id}/mine`)).toBe(false);
  });

  it('about a port as well: the line of a list', () => {
    const root = stackFolder();
    edit(root, 'docker-compose.yml', '127.0.0.1:8080:8000', '127.0.0.1:8888:8000');
    edit(root, 'django-stack.yml', /^api-port: 8080/m, 'api-port: 9090');
    const { code, stdout } = on(root, 'regenerate');
    expect([code, stdout]).toEqual([3, expect.stringContaining('docker-compose.yml:') as string]);
    expect(read(root, 'docker-compose.yml')).toContain('127.0.0.1:8888:8000');
    expect(read(root, 'nginx/shop.conf')).toContain('127.0.0.1:9090');
    expect(on(root, 'resolve', 'all', '--new').code).toBe(0);
    expect(read(root, 'docker-compose.yml')).toContain('127.0.0.1:9090:8000');
    expect(read(root, 'docker-compose.yml')).not.toContain('8888');
  });

  it('about a whole file that is no longer needed and was edited', () => {
    const root = stackFolder('--domain', 'shop.example.com', '--tls', 'letsencrypt');
    edit(root, 'nginx/shop.tls.conf', /^/, '# mine\n');
    edit(root, 'django-stack.yml', /^tls: letsencrypt/m, 'tls: none');
    expect(on(root, 'regenerate')).toMatchObject({ code: 3, stdout: expect.stringContaining('nginx/shop.tls.conf:1') as string });
    expect(exists(root, 'nginx/shop.tls.conf')).toBe(true);
    expect(on(root, 'resolve', '--new').code).toBe(0);
    expect(exists(root, 'nginx/shop.tls.conf')).toBe(false);
  });

  it('about a long text shows its beginning, and where the rest is', () => {
    const root = stackFolder('--with', 'redis');
    edit(root, 'docker-compose.yml', 'image: redis:8-alpine', 'image: redis:8.2');
    edit(root, 'django-stack.yml', 'with: [redis]', 'with: []');
    const { code, stdout } = on(root, 'regenerate');
    expect([code, stdout]).toEqual([3, expect.stringMatching(/… \d+ more lines\n[^]*… \d+ more lines\n {6}new {3}\(nothing\)\n/) as string]);
    expect(stdout.split('\n').length).toBeLessThan(60);
  });

  it.each<readonly [args: readonly string[], code: number, complaint: RegExp]>([
    [['abcdef', '--mine'], 2, /^There is no conflict "?abcdef"?; open are [0-9a-f]{6}\.\n/],
    [['--mine', '--new'], 2, /^--mine and --new: only one of them\.\n/],
    [[], 3, /^Yours or the new\? Say --mine or --new\.\n[^]*resolve [0-9a-f]{6} --mine/],
  ])('resolve %j: exit %i, and nothing is written', (args, code, complaint) => {
    const root = disagreeing();
    on(root, 'regenerate');
    const before = fingerprint(root);
    expect(on(root, 'resolve', ...args)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(complaint) as string });
    expect(fingerprint(root)).toEqual(before);
  });

  it.each([['regenerate', '--json'], ['regenerate', '--json', '--check'], ['regenerate', '--json', '--dry-run']])('%s %s %s tells a program about it', (...args) => {
    const { stdout } = on(disagreeing(), ...args);
    expect(JSON.parse(stdout)).toMatchObject({ conflicts: [{ file: 'docker-compose.yml', path: 'services.db.image', id: expect.stringMatching(/^[0-9a-f]{6}$/) as string }] });
  });
});

describe('undo', () => {
  it.each<readonly [title: string, prepare: (root: string) => void, args: readonly string[]]>([
    ['add', () => undefined, ['add', 'redis']],
    ['remove', (root) => void on(root, 'add', 'redis'), ['remove', 'redis']],
    ['regenerate', (root) => edit(root, 'django-stack.yml', 'api-port: 8080', 'api-port: 9090'), ['regenerate']],
    ['resolve', (root) => { edit(root, 'docker-compose.yml', 'postgres:18-', 'postgres:18.1-'); edit(root, 'django-stack.yml', 'db: 18', 'db: 17'); on(root, 'regenerate'); }, ['resolve', '--new']],
    ['adopt', (root) => edit(root, 'docker-compose.yml', '\nnetworks:\n  default', '\n  bi:\n    image: metabase\n    ports: ["127.0.0.1:3000:3000"]\n\nnetworks:\n  default'), ['adopt', 'bi']],
  ])('takes %s back, and again brings it', (_title, prepare, args) => {
    const root = stackFolder();
    prepare(root);
    const before = filesOf(root, { record: true });
    expect(on(root, ...args).code).toBe(0);
    const after = filesOf(root, { record: true });
    expect(differing(before, after)).not.toEqual([]);
    expect(on(root, 'undo')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Taken back: [^\n]+\n(~ (?!\.django-stack)\S+\n)+/) as string });
    expect(differing(before, filesOf(root, { record: true }))).toEqual([]);
    expect(on(root, 'undo').code).toBe(0);
    expect(differing(after, filesOf(root, { record: true }))).toEqual([]);
  });

  it('refuses after an edit, naming the file', () => {
    const root = stackFolder();
    on(root, 'add', 'redis');
    edit(root, 'docker-compose.yml', /$/, '# mine\n');
    const before = fingerprint(root);
    expect(on(root, 'undo')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('docker-compose.yml') as string });
    expect(fingerprint(root)).toEqual(before);
  });

  it('says that there is nothing to take back', () => {
    expect(on(stackFolder(), 'undo')).toMatchObject({ code: 0, stdout: 'There is nothing to take back.\n' });
  });
});
