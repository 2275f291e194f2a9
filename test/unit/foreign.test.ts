/** Services that a person wrote: what is read from docker-compose.yml, in every notation that Compose has for it. */
import { describe, expect, it } from 'vitest';
import { foreignServices } from '../../src/project/foreign.ts';
import type { Foreign } from '../../src/stack/types.ts';

const read = (service: string, rest = '', base = ''): Partial<Foreign> | undefined => foreignServices(`services:\n  db: {image: postgres}\n  bi: ${service}\n${rest}`, base)[0];

describe('a service', () => {
  it.each<readonly [title: string, text: string, expected: Partial<Foreign>]>([
    ['short ports', '{ports: ["127.0.0.1:3000:80", "3001:80", "[::1]:3002:80/tcp"]}', { ports: [3000, 3001, 3002] }],
    ['long ports', '{ports: [{target: 80, published: "3000"}, {target: 81, published: 3001}]}', { ports: [3000, 3001] }],
    ['ports on every address, and on one', '{ports: ["3000:80", "0.0.0.0:3001:80", "127.0.0.1:3002:80", {target: 80, published: 3003}, {target: 80, published: 3004, host_ip: 127.0.0.1}, "[::]:3005:80"]}', { ports: [3000, 3001, 3002, 3003, 3004, 3005], open: [3000, 3001, 3003, 3005] }],
    ['ports that are no single one of the host', '{ports: ["80", "3000-3005:80", "${PORT}:80", "53:53/udp", {target: 80}, {target: 53, published: 53, protocol: udp}]}', { ports: [] }],
    ['networks as a list', '{networks: [internal, reports]}', { networks: ['internal', 'reports'], missingNetworks: ['reports'] }],
    ['networks as a map', '{networks: {reports: {aliases: [x]}}}', { networks: ['reports'], missingNetworks: ['reports'] }],
    ['no network is the default one', '{image: x}', { networks: ['default'], missingNetworks: [] }],
    ['named volumes', '{volumes: ["data:/data", "./here:/x", "/srv/a:/a", "/anonymous"]}', { missingVolumes: ['data'], mounts: [] }],
    ['folders below volumes-root', '{volumes: ["${VOLUMES_ROOT:-/srv/shop}/bi:/data:ro", "${VOLUMES_ROOT}/a/b:/c"]}', { mounts: [{ folder: 'bi', target: '/data', readOnly: true }, { folder: 'a/b', target: '/c', readOnly: false }] }],
    ['a long mount', '{volumes: [{type: bind, source: "${VOLUMES_ROOT:-/srv/shop}/bi", target: /data, read_only: true}]}', { mounts: [{ folder: 'bi', target: '/data', readOnly: true }] }],
    ['variables without a default', '{environment: {A: "${KEY}", B: "${B_KEY:?say it}", C: "$C_KEY", D: "${D_KEY:-x}", E: "$${E_KEY}", F: "${TAG}"}}', { variables: ['KEY', 'B_KEY', 'C_KEY'] }],
    ['x-stack', '{x-stack: {port: 3000, route: /bi/}}', { facts: { port: 3000, route: '/bi/' } }],
    ['x-stack of the wrong kind', '{x-stack: {port: "a", route: 3}}', { facts: {} }],
    ['x-stack: false', '{x-stack: false}', { facts: false }],
    ['nothing that is a list', '{ports: 80, volumes: x, networks: 3}', { ports: [], mounts: [], networks: ['default'] }],
  ])('%s', (_title, text, expected) => {
    expect(read(text)).toMatchObject({ id: 'bi', ...expected });
  });

  it('needs no network and no volume that its owner declares', () => {
    expect(read('{networks: [reports], volumes: ["data:/data"]}', 'networks: {reports: {}}\nvolumes: {data: {}}\n')).toMatchObject({ missingNetworks: [], missingVolumes: [] });
  });

  it('still needs what was declared for it by us', () => {
    const declared = 'networks: {reports: {}}\nvolumes: {data: {}}\n';
    expect(read('{networks: [reports], volumes: ["data:/data"]}', declared, declared)).toMatchObject({ missingNetworks: ['reports'], missingVolumes: ['data'] });
  });

  it('inherits by a merge key', () => {
    const [service] = foreignServices('x-a: &a\n  ports: ["3000:80"]\nservices:\n  bi:\n    <<: *a\n    image: x\n', '');
    expect(service?.ports).toEqual([3000]);
  });
});

describe('no service', () => {
  it.each(['', 'services:', 'services: []', 'services: {bi: }', 'services: {bi: x}', 'services: {web: {image: x}, redis: {image: y}}', 'a: [', '- 1', '\u0000', 'a: &a [*a]'])('in %j', (text) => {
    expect(foreignServices(text, '')).toEqual([]);
  });
});
