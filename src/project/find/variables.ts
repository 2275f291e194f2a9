/** Environment variables that the stack must set: those that the settings read without a default, and those whose default must not serve. */
import { placesOf, type Finding, type Found } from '../finding.ts';
import type { Guarded } from '../guarded.ts';
import type { Settings } from '../modules.ts';
import type { Statement } from '../python.ts';
import { readsIn, type Read } from '../reads.ts';

/** What the stack sets itself, whatever the project reads. */
const GIVEN = new Set(['DATABASE_URL', 'CACHE_LOCATION', 'DJANGO_SECRET_KEY', 'DJANGO_ALLOWED_HOSTS', 'DJANGO_HTTPS', 'DJANGO_SETTINGS_MODULE', 'DJANGO_CONFIGURATION', 'PATH', 'HOME', 'HOSTNAME', 'TZ', 'LANG']);

/** Names with the place of the first reader, and what is said of those that have a default. */
export function findVariables({ files }: Settings, { reads }: Guarded): Found {
  const needed = files.flatMap(({ path, statements }) => [...readsIn(statements).filter(({ fallback }) => !fallback), ...secretValues(statements)].map(({ name, line }) => ({ value: name, from: `${path}:${line}` })));
  const all = [...needed, ...reads].filter(({ value }, index, every) => isOwn(value) && every.findIndex((other) => other.value === value) === index);
  const value = all.length > 0 ? { value: { value: all.map(({ value: name }) => name).join(','), from: placesOf(all) } } : {};
  const defaults = all.filter((one) => !needed.some((other) => other.value === one.value));
  return { ...value, ...(defaults.length > 0 && { remark: aboutDefaults(defaults) }) };
}

const isOwn = (name: string) => /^[A-Z][A-Z0-9_]*$/.test(name) && !GIVEN.has(name);

function aboutDefaults(defaults: readonly Finding[]): string {
  const names = defaults.map(({ value }) => value).join(', ');
  return `${placesOf(defaults)}: the defaults of ${names} are not for production, and never serve: the stack sets them.`;
}

/** `SECRET_KEY = values.SecretValue()` reads DJANGO_SECRET_KEY. */
function secretValues(statements: readonly Statement[]): readonly Read[] {
  return statements.flatMap(({ tokens: [name, equals, ...rest], line }) =>
    name !== undefined && equals?.text === '=' && rest.some(({ text }) => text === 'SecretValue') ? [{ name: `DJANGO_${name.text}`, line, bool: false }] : [],
  );
}
