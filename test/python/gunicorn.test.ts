/** gunicorn.conf.py where several hosts serve: a container that stops answers each request or refuses it, and resets none. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../support/need.ts';
import { freePort, project } from './django.ts';

const CLIENTS = 16;

const APP = `def application(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
`;

/** What a new connection with one POST comes to: a status, or why there is none. */
function post(port: number): Promise<string> {
  return new Promise((done) => {
    const asked = request({ host: '127.0.0.1', port, method: 'POST', agent: false }, (answer) => {
      answer.resume().on('end', () => done(String(answer.statusCode))).on('error', ({ message }) => done(message));
    });
    asked.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message)).end('hello');
  });
}

/** Asks until the port is closed, and counts how it went. */
async function client(port: number, seen: Map<string, number>): Promise<void> {
  for (;;) {
    const came = await post(port);
    seen.set(came, (seen.get(came) ?? 0) + 1);
    if (came === 'ECONNREFUSED') return;
  }
}

async function answering(port: number): Promise<void> {
  while ((await post(port)) !== '200') await pause(50);
}

/** gunicorn with the configuration of a stack on several hosts. */
function serve(python: string, port: number): ChildProcess {
  const { folder } = project(python, { swarm: 'true' });
  writeFileSync(join(folder, 'plain.py'), APP);
  const child = spawn(python, ['-m', 'gunicorn', '--bind', `127.0.0.1:${port}`, 'plain'], { cwd: folder, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

describeWith(['django'], 'gunicorn on several hosts', (t) => {
  it('resets no request when it is stopped', { timeout: 60_000 }, async () => {
    const port = await freePort();
    const gunicorn = serve(t.path('django'), port);
    await answering(port);
    const seen = new Map<string, number>();
    const clients = Array.from({ length: CLIENTS }, () => client(port, seen));
    await pause(1000);
    gunicorn.kill('SIGTERM');
    await Promise.all([...clients, once(gunicorn, 'exit')]);
    expect([...seen.keys()].sort()).toEqual(['200', 'ECONNREFUSED']);
  });
});
