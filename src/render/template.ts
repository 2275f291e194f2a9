/** Fills the templates: everything that is not YAML. */
import { templates } from 'virtual:templates';

/** What a template may use, by name. */
export type Locals = Readonly<Record<string, unknown>>;

/**
 * Fills the template at `path` below templates/. Names must be declared, properties must exist and values be there: a gap
 * throws instead of leaving a hole in somebody's configuration. Nothing is escaped; every value has passed its
 * allow-list (stack/fields.ts).
 * @throws Error, a bug of ours: no such template, or one that uses what is not there
 */
export function fill(path: string, locals: Locals): string {
  const template = templates[path];
  if (template === undefined) throw new Error(`no template ${path}`);
  return typeof template === 'string' ? template : template(guard(locals), written);
}

/** What `<%= %>` writes. */
export function written(value: unknown): string {
  if (value === undefined || value === null) throw new Error(`a value that is ${value}`);
  return String(value);
}

/** The same values, except that reading a property they do not have throws. */
export function guard(locals: Locals): Locals {
  return Object.fromEntries(Object.entries(locals).map(([name, value]) => [name, guarded(value, name)]));
}

function guarded<T>(value: T, name: string): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target) return guarded(Reflect.get(target, key) as unknown, `${name}.${String(key)}`);
      throw new Error(`${name}.${key} is not there`);
    },
  });
}
