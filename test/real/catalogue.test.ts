/** The services that people add, at work: in stacks as they are created, with nothing done to them by hand. */
import { randomBytes } from 'node:crypto';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containersOf, docker, inspect, publishedBy } from './support/docker.ts';
import { ask, formWith } from './support/http.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { openSocket } from './support/socket.ts';
import { until } from './support/wait.ts';

const TASKS = `"""Tasks of the tests."""
from celery import shared_task


@shared_task
def backwards(text):
    return text[::-1]
`;

/** Python in the api's container, with Django set up. */
const python = (lane: Lane, program: string): string =>
  docker('exec', lane.container('api'), 'python', '-c', `import django; django.setup()\n${program}`);

/** Gives the tests' app a task, before the image is built. */
function addTask({ folder }: Lane): void {
  writeFileSync(join(folder, 'notes', 'tasks.py'), TASKS);
}

/** What a command says on either stream. */
function said(lane: Lane, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync('docker', args, { cwd: lane.folder, env: { ...process.env, VOLUMES_ROOT: lane.data }, encoding: 'utf8' });
  return stdout + stderr;
}

const logs = (lane: Lane, service: string): string => said(lane, 'logs', lane.container(service));

function itIsHealthy(lane: () => Lane, services: readonly string[]): void {
  it('has these services, each healthy', () => {
    const containers = inspect(...containersOf(lane().name));
    const states = containers.map(({ Config, State }) => [Config.Labels['com.docker.compose.service'], State.Health?.Status]);
    expect(states).toEqual(services.map((service) => [service, 'healthy']));
  });
}

function itDoesTasks(lane: () => Lane): void {
  it('does a task, and the api reads the result', () => {
    const text = randomBytes(8).toString('hex');
    const program = `from notes.tasks import backwards\nprint(backwards.delay("${text}").get(timeout=30))`;
    expect(python(lane(), program)).toBe([...text].reverse().join(''));
  });
}

describeStack('the catalogue', [], (t) => {
  describe.each<readonly [title: string, name: string, flags: Readonly<Record<string, string>>, services: readonly string[]]>([
    ['a worker, with Redis behind it', 'trywork', { web: 'none', with: 'worker' }, ['api', 'db', 'memcache', 'redis', 'worker']],
    ['beat and a worker over RabbitMQ', 'trybeat', { web: 'none', cache: 'none', with: 'beat,rabbitmq' }, ['api', 'beat', 'db', 'rabbitmq', 'worker']],
  ])('%s', (_title, name, flags, services) => {
    let lane: Lane;

    beforeAll(() => {
      lane = createLane(name, flags);
      addTask(lane);
      if (services.includes('beat')) tickOften(lane);
      start(lane);
    }, 300_000);

    afterAll(() => lane?.remove(), 120_000);

    itIsHealthy(() => lane, services);
    itDoesTasks(() => lane);

    it('lets a task that is under way end, when it stops', () => {
      const program = 'from celery import current_app\ncurrent_app.send_task("notes.tasks.backwards", ["stop"], countdown=0)';
      python(lane, program);
      const begin = performance.now();
      docker('stop', lane.container('worker'));
      expect(logs(lane, 'worker')).toMatch(/Warm shutdown/);
      expect(performance.now() - begin).toBeLessThan(55_000);
      expect(inspect(lane.container('worker'))[0]?.State).toMatchObject({ ExitCode: 0 });
      docker('start', lane.container('worker'));
    });

    if (services.includes('beat')) {
      it('hands out a task at its time, which the worker does', async () => {
        expect(await until('beat hands it out', () => /Sending due task clear-sessions/.test(logs(lane, 'beat')), 50)).toBeGreaterThan(0);
        expect(await until('the worker does it', () => /celery\.clear_sessions\[.*succeeded/.test(logs(lane, 'worker')), 50)).toBeGreaterThan(0);
      });

      it('has no second beat', () => {
        expect(said(lane, 'compose', 'run', '--rm', '--no-deps', '-T', 'beat')).toMatch(/^another beat is at work$/m);
      });
    }
  });

  describe('WebSockets, a pool, vectors and a worker over Valkey', () => {
    const name = 'trysock';
    let lane: Lane;
    let nginx: Nginx;

    beforeAll(async () => {
      nginx = await startNginx(t.path('nginx'));
      lane = createLane(name, { cache: 'valkey', with: 'worker,channels,pgbouncer,pgvector' });
      addTask(lane);
      start(lane);
      await nginx.add(lane.name, lane.folder);
    }, 300_000);

    afterAll(async () => {
      await nginx?.stop();
      lane?.remove();
    }, 120_000);

    itIsHealthy(() => lane, ['api', 'db', 'pgbouncer', 'valkey', 'web', 'worker']);
    itDoesTasks(() => lane);

    it('says through nginx what it hears', async () => {
      const socket = await openSocket(nginx.port, `${name}.localhost`, '/ws/echo/');
      for (const text of ['hello', 'Grüße', 'x'.repeat(70_000)]) expect(await socket.ask(text)).toBe(text);
      // Longer than redis-py waits for an answer by itself: Channels waits for messages all the time.
      await pause(7_000);
      expect(await socket.ask('still there')).toBe('still there');
      socket.close();
    });

    it('opens no WebSocket for the pages of others', async () => {
      await expect(openSocket(nginx.port, `${name}.localhost`, '/ws/echo/', 'http://evil.example.com')).rejects.toThrow('403');
    });

    it('tells an open WebSocket of a deploy, with 1012, and answers whoever comes again', { timeout: 300_000 }, async () => {
      const open = () => openSocket(nginx.port, `${name}.localhost`, '/ws/echo/');
      const script = join(lane.folder, 'stack');
      // For so long it waits for connections to end, which a WebSocket does not.
      writeFileSync(script, readFileSync(script, 'utf8').replace('DRAIN=30', 'DRAIN=5'));
      writeFileSync(join(lane.folder, 'notes', 'release.py'), 'RELEASE = "2"\n');
      let socket = await open();
      const deploy = lane.stackMeanwhile(['deploy']);
      // By the container of before, and then by the spare.
      for (const told of ['first', 'second']) {
        expect(await socket.closed, told).toBe(1012);
        socket = await open();
        expect(await socket.ask('again')).toBe('again');
      }
      const { code, stderr } = await deploy;
      expect(code, stderr).toBe(0);
      expect(await socket.ask('still there')).toBe('still there');
      socket.close();
    });

    it('carries messages between processes through Valkey', () => {
      const program = `from asgiref.sync import async_to_sync as sync
from channels.layers import get_channel_layer
layer = get_channel_layer()
sync(layer.group_add)("room", "test.one")
sync(layer.group_send)("room", {"type": "said", "text": "hi"})
print(sync(layer.receive)("test.one")["text"])`;
      expect(python(lane, program)).toBe('hi');
    });

    it('answers requests as before, with the database behind the pool', async () => {
      const text = randomBytes(8).toString('hex');
      expect((await lane.get(nginx, '/api/notes/', { method: 'POST', body: JSON.stringify({ text }) })).status).toBe(201);
      expect((await lane.get(nginx, '/api/notes/')).body.toString()).toContain(text);
      expect(python(lane, 'from django.db import connection\nprint(connection.settings_dict["HOST"])')).toBe('pgbouncer');
    });

    it('keeps no connection of its own, and fewer to the database than there are clients', () => {
      const program = `from concurrent.futures import ThreadPoolExecutor
from django.db import connection, transaction
def ask(_):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_sleep(0.05), pg_backend_pid()")
        return cursor.fetchone()[1]
with ThreadPoolExecutor(60) as pool: print(len(set(pool.map(ask, range(60)))))`;
      expect(Number(python(lane, program))).toBeLessThanOrEqual(20);
    });

    it('finds the nearest vector', () => {
      const program = `from django.db import connection
from pgvector.django import VectorExtension
with connection.schema_editor() as editor: VectorExtension().database_forwards("notes", editor, None, None)
with connection.cursor() as cursor:
    cursor.execute("create table place (name text, at vector(3))")
    cursor.execute("insert into place values ('far', '[9,9,9]'), ('near', '[1,2,2]'), ('there', '[5,5,5]')")
    cursor.execute("select name from place order by at <-> '[1,2,3]' limit 1")
    print(cursor.fetchone()[0])`;
      expect(python(lane, program)).toBe('near');
    });
  });

  describe('jobs of a crontab', () => {
    let lane: Lane;

    beforeAll(() => {
      lane = createLane('trycron', { web: 'none', with: 'scheduler' });
      writeFileSync(join(lane.folder, 'crontab'), '# Every minute.\n* * * * *  python manage.py check && echo it is time\n0 0 31 2 *  echo never\n');
      start(lane);
    }, 300_000);

    afterAll(() => lane?.remove(), 120_000);

    itIsHealthy(() => lane, ['api', 'db', 'memcache', 'scheduler']);

    it('does a job at its time, and no other', async () => {
      await until('the job is done', () => /^it is time$/m.test(logs(lane, 'scheduler')), 90);
      expect(logs(lane, 'scheduler')).toMatch(/^2 jobs\ncrontab:2: python manage\.py check && echo it is time\n/);
      expect(logs(lane, 'scheduler')).not.toMatch(/never/);
    }, 120_000);
  });

  describe('a worker without Celery in the project', () => {
    let lane: Lane;

    beforeAll(() => {
      lane = createLane('trylack', { web: 'none' });
      execFileSync(process.execPath, [join(import.meta.dirname, '../../bin/create-django-stack.js'), 'add', 'worker'], { cwd: lane.folder, stdio: 'pipe' });
    }, 120_000);

    afterAll(() => lane?.remove(), 120_000);

    it('says in its log what the project lacks, and is not called healthy; the rest runs', () => {
      const { code, stderr } = lane.stack('up');
      expect([code, stderr]).toEqual([1, expect.stringContaining('not everything is healthy: ./stack ps, ./stack logs') as string]);
      expect(logs(lane, 'worker')).toMatch(/requirements-prod\.txt must install celery\[redis\]>=5\.7,<6, and shop|trylack be a Celery app: DEPLOY\.md has the lines/);
      expect(inspect(lane.container('api'))[0]?.State.Health?.Status).toBe('healthy');
    }, 300_000);
  });
});

describeStack('the catalogue: mails', ['mailpit'], () => {
  let lane: Lane;

  beforeAll(() => {
    lane = createLane('trymail', { web: 'none', cache: 'none', with: 'mailpit', 'mailpit-port': '8035' });
    start(lane);
  }, 300_000);

  afterAll(() => lane?.remove(), 120_000);

  itIsHealthy(() => lane, ['api', 'db', 'mailpit']);

  it('shows what the project sends, on a port of this host alone', async () => {
    const subject = randomBytes(8).toString('hex');
    python(lane, `from django.core.mail import send_mail\nsend_mail("${subject}", "Hello", "shop@example.com", ["ada@example.com"])`);
    const { body } = await ask(8035, '127.0.0.1', '/api/v1/messages');
    expect(JSON.parse(body.toString())).toMatchObject({ messages: [{ Subject: subject, To: [{ Address: 'ada@example.com' }] }] });
    expect(inspect(lane.container('mailpit')).flatMap(publishedBy)).toEqual(['127.0.0.1:8035']);
  });
});

describeStack('the catalogue: uploads in a bucket', ['moto'], (t) => {
  let lane: Lane;
  let server: ChildProcess;
  let bucket: string;

  const upload = async (content: Buffer) => {
    const answer = await ask(8080, `${lane.name}.localhost`, '/api/notes/file', formWith('photo.jpg', content));
    return { status: answer.status, url: (JSON.parse(answer.body.toString()) as { url: string }).url };
  };
  const content = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

  beforeAll(async () => {
    const address = `${docker('network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}')}:5057`;
    bucket = `http://${address}/uploads`;
    server = spawn(t.path('moto'), ['-H', address.split(':')[0] ?? '', '-p', '5057'], { stdio: 'ignore' });
    await until('the bucket is there', async () => (await fetch(bucket, { method: 'PUT' })).ok);
    lane = createLane('trybucket', { web: 'none', cache: 'none', with: 's3' });
    const keys = { MEDIA_BUCKET: 'uploads', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL_S3: `http://${address}` };
    appendFileSync(join(lane.folder, '.env'), Object.entries(keys).map(([key, value]) => `${key}=${value}\n`).join(''));
    start(lane);
  }, 300_000);

  afterAll(() => {
    lane?.remove();
    server?.kill();
  }, 120_000);

  it('an upload goes there, comes back from there, and leaves nothing on this host', async () => {
    const photo = randomBytes(300_000);
    const { status, url } = await upload(photo);
    expect([status, url.startsWith(`${bucket}/notes/photo`)]).toEqual([201, true]);
    expect((await content(url)).equals(photo)).toBe(true);
    expect(readdirSync(join(lane.data, 'media'))).toEqual([]);
  });

  it('a second one of the same name leaves the first as it was', async () => {
    const [first, second] = [randomBytes(1000), randomBytes(1000)];
    const [one, other] = [await upload(first), await upload(second)];
    expect([(await content(one.url)).equals(first), (await content(other.url)).equals(second)]).toEqual([true, true]);
  });
});

describeStack('the catalogue: ./stack dev', ['mailpit'], () => {
  let lane: Lane;

  beforeAll(() => {
    lane = createLane('trydev', { with: 'channels' });
    start(lane);
    expect(lane.stack('dev', 'up', '--detach', '--wait')).toMatchObject({ code: 0 });
  }, 400_000);

  afterAll(() => {
    lane?.stack('dev', 'down', '--volumes', '--rmi', 'local');
    lane?.remove();
  }, 120_000);

  it('answers beside production, with debugging on, and shows the styles of the admin', async () => {
    expect((await ask(9080, 'localhost', '/healthz')).body.toString()).toBe('ok\n');
    expect((await ask(9080, 'localhost', '/nothing/')).body.toString()).toContain('DEBUG = True');
    expect((await ask(9080, 'localhost', '/static/admin/css/base.css')).status).toBe(200);
    expect((await ask(8080, 'trydev.localhost', '/nothing/')).body.toString()).not.toContain('DEBUG');
  });

  it('shows page and api at one address, as the nginx of the host does in production', async () => {
    const page = (await ask(9000, 'localhost', '/')).body.toString();
    const status = /data-status="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(JSON.parse((await ask(9000, 'localhost', status)).body.toString())).toEqual({ api: true, database: true, cache: true, media: true });
    expect((await ask(9000, 'localhost', '/page.js')).status).toBe(200);
    expect((await ask(9000, 'localhost', '/static/admin/css/base.css')).status).toBe(200);
    const socket = await openSocket(9000, 'localhost', '/ws/echo/');
    expect(await socket.ask('through nginx')).toBe('through nginx');
    socket.close();
  });

  it('takes a form there', async () => {
    const form = await ask(9000, 'localhost', '/admin/login/');
    const [token = ''] = /csrftoken=(\w+)/.exec(String(form.headers['set-cookie'])) ?? [];
    const fields = new URLSearchParams({ csrfmiddlewaretoken: token.replace('csrftoken=', ''), username: 'nobody', password: 'none' });
    const headers = { Cookie: token, Origin: 'http://localhost:9000', 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await ask(9000, 'localhost:9000', '/admin/login/', { method: 'POST', headers, body: fields.toString() });
    expect([answer.status, answer.body.toString()]).toEqual([200, expect.stringContaining('Please enter the correct username')]);
  });

  it('has a database, WebSockets and mails of its own', async () => {
    const socket = await openSocket(9080, 'localhost', '/ws/echo/');
    expect(await socket.ask('hello')).toBe('hello');
    socket.close();
    const program = `import django; django.setup()
from django.contrib.auth.models import User
from django.core.mail import send_mail
send_mail("at home", "", None, ["ada@example.com"])
print(User.objects.create(username="ada").pk)`;
    expect(docker('exec', 'trydev-dev-api-1', 'python', '-c', program)).toBe('1');
    expect(python(lane, 'from django.contrib.auth.models import User\nprint(User.objects.count())')).toBe('0');
    expect((await ask(9025, '127.0.0.1', '/api/v1/messages')).body.toString()).toContain('at home');
  });

  it('answers with the change as soon as a file is saved', async () => {
    const views = join(lane.folder, 'trydev', 'views.py');
    writeFileSync(views, readFileSync(views, 'utf8').replace('HttpResponse("ok\\n"', 'HttpResponse("changed\\n"'));
    const changed = async () => (await ask(9080, 'localhost', '/healthz')).body.toString() === 'changed\n';
    expect(await until('it reloads', changed, 40)).toBeGreaterThan(0);
  });
});

describeStack('the catalogue: ./stack dev with a Node front end', [], () => {
  let lane: Lane;
  const page = async (path: string) => (await ask(9000, 'localhost', path)).body.toString();

  beforeAll(() => {
    lane = createLane('trynodedev', { web: 'node', cache: 'none' });
    expect(lane.stack('dev', 'up', '--detach', '--wait', 'web', 'nginx')).toMatchObject({ code: 0 });
  }, 300_000);

  afterAll(() => {
    lane?.stack('dev', 'down', '--volumes', '--rmi', 'local');
    lane?.remove();
  }, 120_000);

  it('runs its dev script on the sources: a saved page and a saved program are there at once', async () => {
    const [index, server] = ['public/index.html', 'server.js'].map((path) => join(lane.folder, 'web', path)) as [string, string];
    expect(await page('/')).toContain('data-status="/api/status/"');
    writeFileSync(index, '<title>changed</title>');
    expect(await page('/')).toBe('<title>changed</title>');
    writeFileSync(server, readFileSync(server, 'utf8').replace("answer(response, 200, 'ok')", "answer(response, 200, 'changed')"));
    expect(await until('it reloads', async () => (await page('/healthz')) === 'changed\n', 40)).toBeGreaterThan(0);
  });

  it('writes nothing into the sources that its owner cannot remove', () => {
    const strangers = execFileSync('find', [join(lane.folder, 'web'), '!', '-uid', String(process.getuid?.())], { encoding: 'utf8' });
    expect(strangers).toBe('');
    expect(readdirSync(join(lane.folder, 'web'))).not.toContain('package-lock.json');
  });
});

/** Beat's own task, every two seconds in place of once a day. */
function tickOften({ folder, name }: Lane): void {
  const path = join(folder, name, 'celery.py');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"schedule": crontab(hour="4", minute="17"),', '"schedule": 2.0,'));
}
