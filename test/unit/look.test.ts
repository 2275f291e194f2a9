/** What is read out of a host's answers. Programs and files are stood in for here; the real ones are asked in test/host. */
import { describe, expect, it } from 'vitest';
import { lookAtDocker } from '../../src/host/look/docker.ts';
import { lookAtFolders } from '../../src/host/look/folders.ts';
import { lookAtListeners } from '../../src/host/look/listeners.ts';
import { lookAtProject } from '../../src/host/look/project.ts';
import { machineOf, type Machine, type Ran } from '../../src/host/machine.ts';
import { unseen } from '../../src/host/sight.ts';
import { writeFiles, tempFolder } from '../support/program.ts';

/** A machine whose programs say this; a program that is not named is not there. */
const saying = (answers: Readonly<Record<string, Partial<Ran>>>): Machine => ({
  ...machineOf({}),
  run: async (program, args) => {
    const words = [program, ...args].join(' ');
    const known = Object.entries(answers).find(([start]) => words.startsWith(start))?.[1];
    return await Promise.resolve(known ? { code: 0, stdout: '', stderr: '', ...known } : { code: undefined, stdout: '', stderr: '' });
  },
});

describe('docker', () => {
  it('that is not there', async () => {
    expect(await lookAtDocker(saying({}), '/project')).toMatchObject({ engine: undefined, compose: undefined, buildx: false });
  });

  it('that does not answer: the last line says why', async () => {
    const seen = await lookAtDocker(saying({ 'docker version': { code: 1, stderr: 'WARNING: no config\npermission denied\n' } }), '/project');
    expect(seen.engine).toEqual(unseen('permission denied'));
  });

  it('with its containers and what compose would publish', async () => {
    const config = { services: { api: { ports: [{ host_ip: '127.0.0.1', published: '8080' }] }, mail: { ports: [{ published: '25-26' }, { target: 80 }] }, db: {} } };
    const seen = await lookAtDocker(saying({
      'docker ps': { stdout: 'shop-api-1\tshop\t127.0.0.1:8080->8000/tcp\nold\t\t0.0.0.0:9000->80/tcp, [::]:9000->80/tcp\nquiet\tshop\t5432/tcp\n' },
      'docker compose --project-directory': { stdout: JSON.stringify(config) },
    }), '/project');
    expect(seen.containers).toEqual([{ name: 'shop-api-1', project: 'shop', ports: [8080] }, { name: 'old', project: '', ports: [9000, 9000] }, { name: 'quiet', project: 'shop', ports: [] }]);
    expect(seen.published).toEqual([{ service: 'api', address: '127.0.0.1', port: 8080 }, { service: 'mail', address: '', port: 25 }]);
  });
});

it.each([
  ['LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=12,fd=6),("nginx",pid=11,fd=6))', { address: '0.0.0.0', port: 80, program: 'nginx', pids: [12, 11] }],
  ['LISTEN 0 128 [::]:22 [::]:*', { address: '::', port: 22, program: '', pids: [] }],
  ['LISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:* users:(("systemd-resolve",pid=5,fd=14))', { address: '127.0.0.53', port: 53, program: 'systemd-resolve', pids: [5] }],
  ['LISTEN 0 511 *:3000 *:* users:(("a b",pid=9,fd=1))', { address: '*', port: 3000, program: 'a b', pids: [9] }],
])('ss: %s', async (line, expected) => {
  expect(await lookAtListeners(saying({ ss: { stdout: `${line}\n` } }))).toEqual([expected]);
});

it('.env: an exported key counts as to compose, and of two lines the last', async () => {
  const folder = tempFolder();
  writeFiles(folder, { '.env': 'A=1\nexport B=2\nexport A=3\r\n#C=4\n' });
  const { env } = await lookAtProject(machineOf({}), folder, 'shop');
  expect(env && 'values' in env && Object.fromEntries(env.values)).toEqual({ A: '3', B: '2' });
});

describe('backups', () => {
  const look = async (root: string) => (await lookAtFolders(saying({}), root, ['.'])).backup;

  it('are whole when their sums are there; one that was cut off does not count', async () => {
    const root = tempFolder();
    writeFiles(root, { 'backups/2026-11-24T120000Z/SHA256SUMS': '', 'backups/2026-11-25T123456Z/SHA256SUMS': '', 'backups/2026-11-26T120000Z/env': '', 'backups/2026-11-27T120000Z.partial/SHA256SUMS': '' });
    expect(await look(root)).toEqual({ made: Date.parse('2026-11-25T12:34:56Z'), verified: undefined });
  });

  it('none, and nowhere', async () => {
    expect(await look(tempFolder())).toEqual({ made: undefined, verified: undefined });
  });
});
