/** What the project's own settings read from the environment, under the names that they read it by. */
import type { Stack } from '../stack/types.ts';
import { fromEnv } from './shared.ts';
import type { Secret } from './types.ts';

/** What a variable is, by its name: the stack knows the value of each of these. */
export type Meaning = 'key' | 'hosts' | 'origins' | 'debug' | 'engine' | 'host' | 'port' | 'database' | 'user' | 'password';

const DATABASE = '^(?:DJANGO_)?(?:POSTGRES(?:QL)?|PG|DB|DATABASE|SQL)_?';
const MEANINGS: readonly (readonly [Meaning, RegExp])[] = [
  ['key', /^(?:APP_|SITE_)?SECRET_KEY$|^DJANGO_SECRET$/],
  ['hosts', /^(?:[A-Z0-9]+_)?ALLOWED_HOSTS$/],
  ['origins', /^(?:[A-Z0-9]+_)?CSRF_TRUSTED_ORIGINS$/],
  ['debug', /^(?:[A-Z0-9]+_)?DEBUG$/],
  ['engine', new RegExp(`${DATABASE}ENGINE$`)],
  ['host', new RegExp(`${DATABASE}HOST$`)],
  ['port', new RegExp(`${DATABASE}PORT$`)],
  ['database', new RegExp(`${DATABASE}(?:NAME|DB|DATABASE)$`)],
  ['user', new RegExp(`${DATABASE}USER(?:NAME)?$`)],
  ['password', new RegExp(`${DATABASE}PASS(?:WORD)?$`)],
];

/** What a variable is; undefined where its name does not tell. */
export function meaningOf(name: string): Meaning | undefined {
  return MEANINGS.find(([, pattern]) => pattern.test(name))?.[0];
}

/** Those that follow from django-stack.yml, with their values: for compose. */
export function knownVariables(stack: Stack): Readonly<Record<string, string>> {
  return Object.fromEntries(stack.variables.flatMap((name) => {
    const value = valueOf(meaningOf(name), stack);
    return value === undefined ? [] : [[name, value]];
  }));
}

function valueOf(meaning: Meaning | undefined, stack: Stack): string | undefined {
  switch (meaning) {
    case 'hosts': return stack.domains.join(',');
    case 'origins': return stack.domains.map((domain) => `https://${domain}`).join(',');
    case 'debug': return 'False';
    default: return stack.db === 'external' ? undefined : ofDatabase(meaning, stack);
  }
}

/** The same as DATABASE_URL says. */
function ofDatabase(meaning: Meaning | undefined, { ident, with: services }: Stack): string | undefined {
  switch (meaning) {
    case 'engine': return 'django.db.backends.postgresql';
    case 'host': return services.includes('pgbouncer') ? 'pgbouncer' : 'db';
    case 'port': return '5432';
    case 'database':
    case 'user': return ident;
    case 'password': return fromEnv('POSTGRES_PASSWORD');
    default: return undefined;
  }
}

/** The others, which .env holds. Django's key can be made up, whatever it is called; the rest only its owner knows. */
export function ownSecrets(stack: Stack): readonly Secret[] {
  const known = knownVariables(stack);
  const isKey = (name: string) => meaningOf(name) === 'key' || name === `${stack.module.toUpperCase()}_SECRET_KEY`;
  return stack.variables.filter((key) => !(key in known)).map((key): Secret => (
    isKey(key)
      ? { key, why: "Django's, under the name that the settings read.", from: 'generated' }
      : { key, why: 'The settings read it, and only you know what it is here.', from: 'owner' }
  ));
}

/** What stands for a variable while the image is built: where a word would not do, one that changes nothing. */
export function standInFor(name: string): string {
  const meaning = meaningOf(name);
  return meaning === 'debug' ? 'False' : meaning === 'engine' ? 'django.db.backends.sqlite3' : '1';
}
