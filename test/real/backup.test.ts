/** `./stack backup`, `verify-backup` and `restore`: what comes back is what was there, and nothing is lost when a step fails. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/stacks.ts';
import { docker } from './support/docker.ts';
import { blocksOf, createLane, describeStack, inFront, start, type Lane, type Output } from './support/lane.ts';

const program = join(ROOT, 'bin', 'create-django-stack.js');

describeStack('backups', [], () => {
  let lane: Lane;
  let good = '';
  const upload = randomBytes(50_000);

  const backups = () => readdirSync(join(lane.data, 'backups')).filter((name) => name !== 'verified').sort();
  const sql = (statement: string, database = lane.name) => docker('exec', lane.container('db'), 'psql', '-U', lane.name, '-d', database, '-qtAc', statement);
  const notes = () => sql('SELECT string_agg(text, chr(32) ORDER BY id) FROM notes_note');
  const media = (name: string) => join(lane.data, 'media', 'notes', name);
  const databases = () => sql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'trybackup%'");
  const last = ({ stderr }: Output) => stderr.trimEnd().split('\n').at(-1);
  /** A damaged copy of the good backup, and what a command says of it. */
  const damaged = (name: string, damage: (folder: string) => void) => {
    const folder = join(lane.data, 'backups', name);
    cpSync(join(lane.data, 'backups', good), folder, { recursive: true });
    damage(folder);
    return folder;
  };
  const sums = (folder: string) => execFileSync('sh', ['-c', 'rm SHA256SUMS; sha256sum -- * > SHA256SUMS'], { cwd: folder });
  /** Runs `./stack`; the nth call of docker that has `part` in it fails. */
  const without = (part: string, nth: number, ...args: string[]) => {
    const count = join(lane.folder, '..', 'count');
    writeFileSync(count, '');
    const fail = `echo >> '${count}'; [ "$(grep -c '' '${count}')" -ne ${nth} ] || { echo 'made to fail' >&2; exit 1; }`;
    return lane.stackMeanwhile(args, inFront(lane, `case "$*" in *"${part}"*) ${fail} ;; esac`));
  };

  beforeAll(() => {
    lane = createLane('trybackup');
    start(lane);
    mkdirSync(join(lane.data, 'media', 'notes'));
    writeFileSync(media('old.bin'), upload);
    execFileSync('chown', ['-R', '10001:10001', join(lane.data, 'media', 'notes')]);
    sql("INSERT INTO notes_note (text, file) SELECT 'n' || i, '' FROM generate_series(1, 50) i");
  }, 300_000);

  afterAll(() => lane?.remove(), 60_000);

  it('backup prints the name of a folder that only its owner reads, with everything in it', () => {
    const { code, stdout, stderr } = lane.stack('backup');
    good = stdout.trim();
    const folder = join(lane.data, 'backups', good);
    expect([code, backups()], stderr).toEqual([0, [good]]);
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'database.dump', 'env', 'media.tar', 'rows']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(folder, 'env'), 'utf8')).toBe(readFileSync(join(lane.folder, '.env'), 'utf8'));
    expect(readFileSync(join(folder, 'rows'), 'utf8')).toContain('public.notes_note|50\n');
  });

  it('verify-backup loads and compares the newest, leaves no database behind, and status tells of it', () => {
    expect(last(lane.stack('verify-backup'))).toMatch(/^trybackup: it is good: \d+ tables, with every row they had$/);
    expect(databases()).toBe('trybackup');
    expect(lane.stack('status').stdout).toMatch(new RegExp(`^backups      1, the newest ${good}; verified ${good} 2`, 'm'));
  });

  it('restore, while the api is up, brings back rows, tables and files; what was added stays, and so does the database of before', { timeout: 120_000 }, () => {
    sql("DELETE FROM notes_note WHERE id > 10; INSERT INTO notes_note (text, file) VALUES ('late', ''); DROP TABLE django_admin_log");
    writeFileSync(media('old.bin'), 'changed');
    writeFileSync(media('new.bin'), 'new');
    const { code, stderr } = lane.stack('restore', good);
    expect(code, stderr).toBe(0);
    expect(sql('SELECT count(*) FROM notes_note')).toBe('50');
    expect(sql("SELECT count(*) FROM django_admin_log")).toBe('0');
    expect(readFileSync(media('old.bin')).equals(upload)).toBe(true);
    expect([statSync(media('old.bin')).uid, readFileSync(media('new.bin'), 'utf8')]).toEqual([10001, 'new']);
    const before = databases().split(' ')[1] ?? '';
    expect(before).toMatch(/^trybackup_before_\d{14}$/);
    expect(sql("SELECT count(*) FROM notes_note WHERE text = 'late'", before)).toBe('1');
    expect(backups()).toHaveLength(2);
    expect(lane.stack('manage', 'shell', '-c', 'from notes.models import Note; print(Note.objects.count())').stdout).toContain('50');
  });

  describe('nothing is lost, and the exit code is 1,', () => {
    let before: unknown;
    const everything = () => [notes(), databases(), readdirSync(join(lane.data, 'media', 'notes')).sort(), existsSync(join(lane.data, 'deploy', 'restore'))];
    beforeAll(() => {
      before = everything();
    });

    it.each<[string, (folder: string) => void, RegExp]>([
      ['cut short', (folder) => truncateSync(join(folder, 'database.dump'), 3000), /is damaged/],
      ['empty', (folder) => truncateSync(join(folder, 'database.dump'), 0), /is damaged/],
      ['cut short, with sums that fit', (folder) => (truncateSync(join(folder, 'database.dump'), 3000), sums(folder)), /cannot be restored; nothing was changed/],
      ['empty, with sums that fit', (folder) => (truncateSync(join(folder, 'database.dump'), 0), sums(folder)), /cannot be restored; nothing was changed/],
      ['without its sums', (folder) => rmSync(join(folder, 'SHA256SUMS')), /there is no backup/],
      ['of other rows than it says', (folder) => (writeFileSync(join(folder, 'rows'), readFileSync(join(folder, 'rows'), 'utf8').replace('|50', '|51')), sums(folder)), /has other rows/],
    ])('when a backup is %s', (_title, damage, line) => {
      const folder = damaged('2020-01-01T000000Z', damage);
      const outputs = [lane.stack('verify-backup', '2020-01-01T000000Z'), lane.stack('restore', folder)];
      rmSync(folder, { recursive: true });
      expect(outputs.map((output) => [output.code, last(output)])).toEqual(Array(2).fill([1, expect.stringMatching(line)]));
      expect(everything()).toEqual(before);
    });

    it.each([
      ['pg_dump fails', 'psql', 'the database cannot be dumped'],
      ['the rows cannot be read', 'cat /tmp/rows', 'the rows cannot be counted'],
      ['the dump cannot be read back', 'pg_restore --file', 'the dump cannot be read'],
    ])('when %s: no backup', async (_title, part, line) => {
      const kept = backups();
      const output = await without(part, 1, 'backup');
      expect([output.code, last(output)]).toEqual([1, expect.stringContaining(line)]);
      expect(backups()).toEqual(kept);
    });

    it('when the database is down: no backup, and it says what to do', () => {
      docker('stop', lane.container('db'));
      const output = lane.stack('backup');
      docker('start', lane.container('db'));
      expect([output.code, last(output)]).toEqual([1, 'trybackup: the database does not run: ./stack up starts it']);
      start(lane);
    });

    it('when the disk is full: no backup, and none of half', () => {
      const folder = join(lane.data, 'backups');
      const kept = backups();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48k,mode=700', 'tmpfs', folder]);
      try {
        const output = lane.stack('backup');
        expect([output.code, last(output)]).toEqual([1, expect.stringContaining('this one was not made')]);
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        execFileSync('umount', [folder]);
      }
      expect(backups()).toEqual(kept);
    });

    it('when .env has another password than the database: backups go on, a deploy changes nothing', { timeout: 120_000 }, async () => {
      const env = readFileSync(join(lane.folder, '.env'), 'utf8');
      writeFileSync(join(lane.folder, '.env'), env.replace(/^POSTGRES_PASSWORD=.*/m, 'POSTGRES_PASSWORD=wrong'));
      const outputs = [lane.stack('backup'), lane.stack('deploy')];
      writeFileSync(join(lane.folder, '.env'), env);
      expect(outputs.map(({ code }) => code)).toEqual([0, 1]);
      expect(outputs[1]?.stderr).toContain('docker-compose.yml or .env says something new of db');
      expect(everything()).toEqual(before);
    });

    it.each([
      ['making the second database', '--dbname postgres', 1, 'cannot be loaded into a second database; nothing was changed'],
      ['loading it', 'pg_restore --username', 1, 'cannot be restored; nothing was changed'],
      ['exchanging them', '--dbname postgres', 2, 'nothing was restored; the database of before is in use'],
    ])('when %s fails in a restore', async (_title, part, nth, line) => {
      const output = await without(part, nth, 'restore', good);
      expect([output.code, last(output)]).toEqual([1, expect.stringContaining(line)]);
      expect(everything()).toEqual(before);
    });
  });

  it('what is older than 14 days goes once a newer backup is complete, and ./after-backup gets each', () => {
    const old = damaged('2020-01-01T000000Z', () => undefined);
    const own = join(lane.data, 'backups', 'of-mine');
    mkdirSync(own);
    execFileSync('touch', ['-d', '15 days ago', old, own]);
    writeFileSync(join(lane.folder, 'after-backup'), `#!/bin/sh\nls "$1" > '${lane.data}/seen'\n`, { mode: 0o755 });
    const { stdout } = lane.stack('backup');
    expect([existsSync(old), existsSync(own), backups().includes(stdout.trim())]).toEqual([false, true, true]);
    expect(readFileSync(join(lane.data, 'seen'), 'utf8')).toContain('database.dump');
    writeFileSync(join(lane.folder, 'after-backup'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const output = lane.stack('backup');
    expect([output.code, last(output)]).toEqual([1, expect.stringMatching(/is complete, but \.\/after-backup failed$/)]);
  });
});

describeStack('another major version of PostgreSQL', [], () => {
  let lane: Lane;
  beforeAll(() => {
    lane = createLane('trymajor', { db: '17' });
    start(lane);
  }, 300_000);
  afterAll(() => lane?.remove(), 60_000);

  it("DEPLOY.md's own steps take 17 to 18, with every row", { timeout: 300_000 }, () => {
    const ask = (statement: string) => docker('exec', lane.container('db'), 'psql', '-U', 'trymajor', '-qtAc', statement);
    ask("INSERT INTO notes_note (text, file) SELECT 'n' || i, '' FROM generate_series(1, 70) i");
    const steps = blocksOf(lane.folder).find((block) => block.includes('postgresql-17')) ?? '';
    const here = `sudo() { "$@"; }\nnpx() { shift; '${process.execPath}' '${program}' "$@"; }\n`;
    execFileSync('sh', ['-euc', here + steps], { cwd: lane.folder, stdio: 'pipe' });
    expect([ask('SHOW server_version'), ask('SELECT count(*) FROM notes_note')]).toEqual([expect.stringMatching(/^18\./), '70']);
    expect(existsSync(join(lane.data, 'postgresql-17', 'PG_VERSION'))).toBe(true);
  });
});
