/** `migrate_once` of the script: how long it waits for the migration, and for a node that takes it up. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { fileOf, make } from '../support/stacks.ts';

const script = fileOf(make({ swarm: 'true', upstreams: '10.0.0.11,10.0.0.12' }), 'stack');
const functions = ['say', 'die', 'migrate_once', 'migration'].map((name) => new RegExp(`^${name}\\(\\) \\{.*(?:\\}|\\n[^]*?^\\})$`, 'm').exec(script)?.[0]);

/** A docker that says one state after the other, and the last for ever. */
const AROUND = `set -eu
NAME=shop PATIENCE=5 HELPERS= ROOT=/srv/shop REGISTRY= TAG=2 ENV_VERSION=1 START_VERSION=1
sleep() { :; }
docker() {
    case "$*" in
        *{{.CurrentState}}*) head -n 1 states; [ "$(wc -l < states)" -eq 1 ] || sed -i 1d states ;;
        *{{.Error}}*) echo 'no suitable node (scheduling constraints not satisfied on 3 nodes)' ;;
    esac
}`;

it.each<readonly [title: string, states: readonly string[], code: number, said: RegExp]>([
  ['is done', ['Pending 1 second ago', 'Preparing 1 second ago', 'Complete 1 second ago'], 0, /^shop: migrating\n$/],
  ['takes longer than anybody waits for a container', [...Array<string>(40).fill('Running 9 seconds ago'), 'Complete 1 second ago'], 0, /^shop: migrating\n$/],
  ['fails', ['Running 1 second ago', 'Failed 1 second ago'], 1, /^shop: migrating\nshop: the migration failed; what ran before still does\n$/],
  ['is taken up by no node', ['Pending 1 second ago'], 1, /^shop: migrating\nshop: no node took the migration: no suitable node .*\nshop: the migration failed; what ran before still does\n$/],
])('the migration %s', (_title, states, code, said) => {
  const program = ['folder=$(mktemp -d)', "trap 'rm -r \"$folder\"' EXIT", 'cd "$folder"', 'cat > states', AROUND, ...functions, 'migrate_once'].join('\n');
  const { status, stderr } = spawnSync('sh', ['-c', program], { input: `${states.join('\n')}\n`, encoding: 'utf8', timeout: 20_000 });
  expect(functions).not.toContain(undefined);
  expect([status, stderr]).toEqual([code, expect.stringMatching(said)]);
});
