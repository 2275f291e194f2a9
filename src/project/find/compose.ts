/** Compose files of other names: docker compose would read them instead of docker-compose.yml, or together with it. */
import type { Found } from '../finding.ts';
import type { Tree } from '../tree.ts';

/** In the order in which docker compose looks for them; docker-compose.yml comes after these. */
const BEFORE = ['compose.yaml', 'compose.yml'];

export function findCompose(tree: Tree): Found {
  const first = BEFORE.find((name) => tree.has(name));
  if (first) return { remark: `${first} is here, and docker compose reads it instead of docker-compose.yml: rename or remove it.` };
  return tree.has('docker-compose.override.yml') ? { remark: 'docker compose also reads docker-compose.override.yml, on top of docker-compose.yml.' } : {};
}
