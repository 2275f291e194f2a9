/** EJS for everything that is not YAML. The only file that imports it. */
import ejs from 'ejs';

/** Template texts by their path below templates/, as files/templates.ts reads them. */
export type Templates = ReadonlyMap<string, string>;

/** What a template may use, by name. */
export type Locals = Readonly<Record<string, unknown>>;

/**
 * Fills a template. Names must be declared and properties must exist: a gap throws instead of leaving a hole
 * in somebody's configuration. Nothing is escaped; every value has passed its allow-list (stack/fields.ts).
 * @throws Error, a bug of ours: no such template, or one that uses what is not there
 */
export function fill(templates: Templates, path: string, locals: Locals): string {
  const template = templates.get(path);
  if (template === undefined) throw new Error(`no template ${path}`);
  if (!path.endsWith('.ejs') || !template.includes('<%')) return template;
  const strict = Object.fromEntries(Object.entries(locals).map(([name, value]) => [name, guarded(value, name)]));
  return ejs.render(template, strict, {
    strict: true,
    _with: false,
    destructuredLocals: Object.keys(strict),
    escape: String,
    filename: path,
  });
}

/** The same value, except that reading a property it does not have throws. */
function guarded<T>(value: T, name: string): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target) return guarded(Reflect.get(target, key) as unknown, `${name}.${String(key)}`);
      throw new Error(`${name}.${key} is not there`);
    },
  });
}
