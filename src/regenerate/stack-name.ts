/** Another name of the stack: its site is another file, and whatever nginx shares between sites is called otherwise. */
import { renameInNginx } from './nginx/rename.ts';
import type { Rename } from './rename.ts';

/**
 * What follows from another `name` in django-stack.yml for the files that carry it.
 * @param base the last render: names that are not in it are a person's, and stay
 */
export function stackRenamed(old: string, now: string, base: ReadonlyMap<string, string>): readonly Rename[] {
  if (old === now) return [];
  return ['.conf', '.tls.conf'].map((ending) => {
    const from = `nginx/${old}${ending}`;
    const names = namesIn(base.get(from) ?? '', old, now);
    return { from, to: `nginx/${now}${ending}`, text: (site) => renameInNginx(site, (word) => renamedWord(word, names)) };
  });
}

/** `shop_web`, `shop_login`, `shop.d/`, `shop.tls`: each with what it is to be called. */
function namesIn(site: string, old: string, now: string): ReadonlyMap<string, string> {
  const [before = '', after = ''] = [old, now].map((name) => name.replaceAll('-', '_'));
  const shared = [...site.matchAll(new RegExp(`(?<![\\w.-])${before}(_\\w+)`, 'g'))].map(([name, rest = '']) => [name, after + rest] as const);
  return new Map([...shared, [`${old}.d/`, `${now}.d/`], [`${old}.tls`, `${now}.tls`]]);
}

/** A folder or file at the beginning of a word, a variable anywhere in it, any other name where it begins what it is part of. */
const NAME = /(?<=^["']?)[\w-]+\.(?:d\/|tls)|(?<=\$\{?|^["']?|^zone=|^["']?https?:\/\/)\w+/g;

/** In `$shop_api`, `zone=shop_login:1m`, `http://shop_api` and `shop.d/*.conf`. A path of the host begins with a slash, and stays. */
function renamedWord(word: string, names: ReadonlyMap<string, string>): string {
  return word.replace(NAME, (name) => names.get(name) ?? name);
}
