/** install and uninstall on hosts as they are met: whatever happens, the other sites answer the same bytes before and after. */
import { expect, it } from 'vitest';
import { stackFolder } from '../support/made.ts';
import { describeWith } from '../support/need.ts';
import { makeHost, NEIGHBOURS, workersOf, type Host } from './host.ts';

const stack = () => stackFolder('--yes', '--domain', 'shop.example.org,www.shop.example.org');

const others = ({ get }: Host) => ['blog.example.net', 'wiki.example.net', 'nobody.example.net', '127.0.0.1'].map((name) => `${name}: ${get(name)}`);

/** A host whose nginx runs, and what its sites answer. */
async function running(files: Readonly<Record<string, string>> = NEIGHBOURS) {
  const host = await makeHost(stack(), files);
  host.sh('nginx');
  return { host, answers: others(host), state: host.state() };
}

describeWith(['namespaces', 'nginx'], 'install', () => {
  it('puts the site beside two others and a default server, and takes it off again byte for byte', async () => {
    const { host, answers, state } = await running();
    const first = host.tool('install');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(host.get('shop.example.org')).toContain('502');
    expect(others(host)).toEqual(answers);
    const [installed, workers] = [host.state(), workersOf(host)];
    expect(host.tool('install')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect([host.state(), workersOf(host)]).toEqual([installed, workers]);
    expect(host.tool('uninstall')).toMatchObject({ code: 0, stderr: '' });
    expect(host.state()).toBe(state);
    expect(others(host)).toEqual(answers);
    expect(host.get('shop.example.org')).toBe('the default\n200');
  });
});
