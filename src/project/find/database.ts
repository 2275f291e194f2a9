/** A database in a docker-compose.yml that was here before: it stays its owner's, and a stack around it has none of its own. */
import { COMPOSE_FILE, STACK_FILE } from '../../stack/paths.ts';
import { dataOf, mapOf, type Data } from '../data.ts';
import type { Found } from '../finding.ts';
import { placeOf, type Tree } from '../tree.ts';

/** A service of a compose file that holds a database. */
export interface OwnDatabase {
  readonly id: string;
  readonly found: Found;
}

const SERVER = /^(?:[\w.-]+(?::\d+)?\/)*(?<kind>postgres(?:ql)?|postgis|pgvector|timescaledb(?:-ha)?|mysql(?:-server)?|mariadb)(?:[:@]|$)/;

/** The first; none in the file of a stack, where an answer says which database it is. */
export function findDatabase(tree: Tree): OwnDatabase | undefined {
  if (tree.has(STACK_FILE)) return undefined;
  const services = Object.entries(mapOf(dataOf(tree.text(COMPOSE_FILE))['services']));
  for (const [id, service] of services) {
    const image = String(mapOf(service)['image'] ?? '');
    const kind = SERVER.exec(image)?.groups?.['kind'];
    if (kind === undefined) continue;
    const from = placeOf(tree, COMPOSE_FILE, new RegExp(`^\\s+image:\\s*["']?${image.replaceAll(/[^\w/-]/g, '\\$&')}`));
    const remark = `${from}: the database ${id} stays yours, and so do its backups. Its address goes into .env: DATABASE_URL=${address(id, kind, mapOf(service))}${where(mapOf(service))}`;
    return { id, found: { value: { value: 'external', from }, remark } };
  }
  return undefined;
}

/** What its variables say; `<…>` for what only its owner knows, the password always. */
function address(id: string, kind: string, service: Data): string {
  const mysql = /mysql|mariadb/.test(kind);
  const variable = (name: string, otherwise: string) => valueOf(service['environment'], mysql ? [`MYSQL_${name}`, `MARIADB_${name}`] : [`POSTGRES_${name}`]) ?? otherwise;
  const user = variable('USER', mysql ? '<user>' : 'postgres');
  const database = variable(mysql ? 'DATABASE' : 'DB', mysql ? '<database>' : user);
  return mysql ? `mysql://${user}:<password>@${id}:3306/${database}` : `postgres://${user}:<password>@${id}:5432/${database}`;
}

/** The api is on the default network, and on none of theirs. */
function where({ networks }: Data): string {
  const names = Array.isArray(networks) ? networks.map(String) : Object.keys(mapOf(networks));
  return names.length === 0 || names.includes('default') ? '' : `\nIt is on the network ${names[0]}: add that to the networks of api in ${COMPOSE_FILE}.`;
}

/** Of a map or a list. One that is itself a variable is its owner's to know. */
function valueOf(environment: unknown, names: readonly string[]): string | undefined {
  const entries = Array.isArray(environment) ? environment.map((line) => String(line).split(/=(.*)/s, 2)) : Object.entries(mapOf(environment)).map(([name, value]) => [name, String(value)]);
  const value = entries.find(([name]) => names.includes(name ?? ''))?.[1];
  return value?.includes('$') ? `<${names[0]}>` : value;
}
