/** Names of stacks and of their Python packages. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addable } from '../../src/services/index.ts';
import { isKeyword, moduleFor, reservedModule, reservedName, slug } from '../../src/stack/names.ts';
import { nearest } from '../../src/stack/nearest.ts';
import { questions } from '../../src/stack/questions.ts';
import { problem } from '../../src/stack/resolve.ts';
import { describeWith } from '../support/need.ts';
import '../support/seed.ts';
import { make } from '../support/stacks.ts';

describe('slug makes a name of any text', () => {
  it.each([
    ['shop', 'shop'],
    ['My Shop', 'my-shop'],
    ['blood_bank', 'blood-bank'],
    ['  a  b  ', 'a-b'],
    ['Müller & Söhne', 'muller-sohne'],
    ['2024-shop', 'shop'],
    ['shop.example.org', 'shop-example-org'],
    ['a--b', 'a-b'],
    ['', 'site'],
    ['日本', 'site'],
    ['123', 'site'],
    ['default', 'default-site'],
    ['Nginx', 'nginx-site'],
    ['pg-shop', 'shop'],
    ['pg_pg_1_none', 'none-site'],
    ['a'.repeat(40), 'a'.repeat(30)],
    [`${'a'.repeat(29)} b`, 'a'.repeat(29)],
    ['shop; rm -rf /', 'shop-rm-rf'],
  ])('%j → %s', (text, name) => {
    expect(slug(text)).toBe(name);
  });

  it('that is always a valid one', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^(pg|none|conf|-|_|1|a)+$/)), (text) => problem('name', slug(text)) === undefined), { numRuns: 2000 });
    expect(slug('x')).toBe('x');
  });
});

describe('a new project is called', () => {
  it.each([
    ['shop', 'shop'],
    ['my-shop', 'my_shop'],
    ['site', 'site_site'],
    ['code', 'code_site'],
    ['class', 'class_site'],
    ['django', 'django_site'],
    ['web', 'web_site'],
    ['type', 'type_site'],
    ['dj-database-url', 'dj_database_url_site'],
  ])('%s → %s', (name, module) => {
    expect(moduleFor(name)).toBe(module);
    expect(reservedModule(moduleFor(name))).toBeUndefined();
  });

  it.each([
    ['class', 'Python reserves the word'],
    ['site', "Python's standard library has a module of that name"],
    ['gunicorn', 'something else in the project is called so'],
    ['swarm', 'something else in the project is called so'],
    ['shop', undefined],
  ])('%s: %s', (module, reason) => {
    expect(reservedModule(module)).toBe(reason);
  });
});

describe('a stack cannot be called', () => {
  it.each(['combined', 'conf', 'default', 'host', 'internal', 'modules', 'nginx', 'none', 'postgres', 'public', 'sent-http', 'sites', 'template0', 'template1', 'pg-x'])('%s', (name) => {
    expect(reservedName(name)).toEqual(expect.any(String));
  });

  it.each(['shop', 'constructor', 'pg', 'pgx', 'hasown'])('but %s it can', (name) => {
    expect(reservedName(name)).toBeUndefined();
  });
});

describeWith(['python3'], 'the lists of Python names', ({ path }) => {
  const list = (code: string) => execFileSync(path('python3'), ['-c', code], { encoding: 'utf8' }).split(/\s+/).filter(Boolean);

  it('hold every module of the standard library', () => {
    const modules = list('import sys; print(*(name for name in sys.stdlib_module_names if name[0] != "_"))');
    expect(modules.filter((name) => reservedModule(name) === undefined)).toEqual([]);
  });

  it('hold every keyword, the soft ones too', () => {
    const words = list('import keyword; print(*keyword.kwlist, *(word for word in keyword.softkwlist if word != "_"))');
    expect(words.filter((word) => !isKeyword(word))).toEqual([]);
  });
});

describe('the nearest name', () => {
  const keys = questions.map(({ key }) => key);
  it.each([
    ['domian', 'domain'],
    ['databse', undefined],
    ['web_port', 'web-port'],
    ['volume-root', 'volumes-root'],
    ['caches', 'cache'],
    ['bd', 'db'],
    ['', undefined],
    ['zzzzzzzz', undefined],
    ['x'.repeat(1_000), undefined],
  ])('to %j is %s', (typed, name) => {
    expect(nearest(typed, keys)).toBe(name);
  });

  it('of none is none', () => {
    expect(nearest('db', [])).toBeUndefined();
  });
});

/** Prints the modules of these requirements and of all that they require. */
const MODULES = `import importlib.metadata as metadata, re, sys
from packaging.requirements import Requirement
todo, done = [Requirement(text) for text in sys.argv[1:]], set()
while todo:
    one = todo.pop()
    key = re.sub("[-_.]+", "-", one.name).lower(), *sorted(one.extras)
    if key in done:
        continue
    done.add(key)
    for text in metadata.distribution(one.name).requires or []:
        more = Requirement(text)
        if not more.marker or any(more.marker.evaluate({"extra": extra}) for extra in ["", *one.extras]):
            todo.append(more)
names = {key[0] for key in done}
print(*(module for module, all in metadata.packages_distributions().items() if names & {re.sub("[-_.]+", "-", one).lower() for one in all}))
`;

describeWith(['django'], 'the packages that the catalogue installs', ({ path }) => {
  it('are names of no project: it would stand in front of them', () => {
    const needs = make({ with: addable.map(({ id }) => id).join(',') }).services.flatMap(({ django }) => [...(django?.imports ?? []), ...(django?.requirements ?? []), ...(django?.developing ?? [])]);
    const modules = execFileSync(path('django'), ['-c', MODULES, 'Django', 'dj-database-url', ...needs], { encoding: 'utf8' }).split(/\s+/);
    expect(modules).toEqual(expect.arrayContaining(['django', 'celery', 'storages']));
    expect(modules.filter((name) => /^[a-z][a-z0-9_]*$/.test(name) && reservedModule(name) === undefined)).toEqual([]);
  });
});
