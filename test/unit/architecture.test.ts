/** The shape of src/: dependencies point one way, one place writes, one place exits, and everything is short. */
import { describe, expect, it } from 'vitest';
import { functionsOf, sources, type Import, type SourceFile } from '../support/source.ts';

const files = sources();

/** What each folder may import: of ours by the beginning of its path, and packages by name. */
const layers: Readonly<Record<string, { readonly ours: readonly string[]; readonly packages: readonly string[] }>> = {
  'errors.ts': { ours: [], packages: [] },
  'version.ts': { ours: [], packages: ['node:fs', 'node:url'] },
  stack: { ours: ['stack/', 'errors.ts'], packages: ['valibot', 'yaml', 'node:url'] },
  services: { ours: ['services/', 'stack/types.ts'], packages: [] },
  render: { ours: ['render/', 'services/', 'stack/', 'errors.ts'], packages: ['virtual:templates', 'yaml'] },
  regenerate: { ours: ['regenerate/', 'render/', 'services/', 'stack/', 'errors.ts'], packages: ['node:crypto', 'yaml', 'diff'] },
  project: { ours: ['project/', 'regenerate/', 'services/', 'stack/', 'errors.ts'], packages: ['node:fs', 'node:path', 'smol-toml', 'yaml'] },
  files: { ours: ['files/', 'regenerate/', 'stack/', 'errors.ts'], packages: ['node:crypto', 'node:fs', 'node:os', 'node:path', 'fs-extra/esm'] },
  host: {
    ours: ['host/', 'files/durable.ts', 'files/exclude.ts', 'files/reasons.ts', 'files/system.ts', 'regenerate/nginx/', 'regenerate/text.ts', 'services/', 'stack/types.ts', 'errors.ts'],
    packages: ['node:child_process', 'node:crypto', 'node:dns/promises', 'node:fs', 'node:http', 'node:https', 'node:os', 'node:path', 'node:timers/promises', 'node:tls'],
  },
  cli: { ours: ['cli/', 'files/', 'host/', 'project/', 'regenerate/', 'render/', 'services/', 'stack/', 'errors.ts', 'version.ts'], packages: ['node:crypto', 'node:fs', 'node:path', 'node:readline', 'node:stream', 'node:util', 'diff', '@clack/prompts'] },
  'main.ts': { ours: ['cli/', 'files/reasons.ts', 'stack/shown.ts', 'errors.ts', 'version.ts'], packages: ['node:fs', 'node:path'] },
};

const folderOf = (path: string) => path.split('/')[0] ?? '';
const listed = (bad: readonly SourceFile[]) => bad.map(({ path }) => path);

function allowed(path: string, { from }: Import): boolean {
  const layer = layers[folderOf(path)];
  return from.endsWith('.ts') ? layer?.ours.some((start) => from.startsWith(start)) === true : layer?.packages.includes(from) === true;
}

describe('dependencies', () => {
  it('point one way', () => {
    const wrong = files.flatMap(({ path, imports }) => imports.filter((one) => !allowed(path, one)).map(({ from }) => `${path} → ${from}`));
    expect(wrong).toEqual([]);
  });

  it('the model imports nothing', () => {
    expect(files.find(({ path }) => path === 'stack/types.ts')?.imports).toEqual([]);
  });

  it('have no cycle', () => {
    expect(files.flatMap(({ path }) => cycleFrom(path, [])).slice(0, 1)).toEqual([]);
  });

  it('clack, the templates, fs-extra and diff each have their place', () => {
    const users = (name: string) => listed(files.filter(({ imports }) => imports.some(({ from }) => from === name)));
    expect(users('@clack/prompts')).toEqual(['cli/clack.ts']);
    expect(users('virtual:templates')).toEqual(['render/template.ts']);
    expect(users('fs-extra/esm').filter((path) => !path.startsWith('files/'))).toEqual([]);
    expect(users('smol-toml')).toEqual(['project/toml.ts']);
    expect(users('diff')).toEqual(['cli/diff.ts', 'regenerate/diff3.ts']);
  });
});

function cycleFrom(path: string, trail: readonly string[]): readonly string[] {
  if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' → ')];
  const next = files.find((file) => file.path === path)?.imports.filter(({ kind, from }) => kind === 'static' && from.endsWith('.ts')) ?? [];
  return next.flatMap(({ from }) => cycleFrom(from, [...trail, path])).slice(0, 1);
}

const READS = ['existsSync', 'readFileSync', 'readdirSync', 'statSync', 'lstatSync', 'realpathSync', 'readlinkSync', 'statfsSync', 'accessSync', 'constants'];

describe('effects', () => {
  it('only files/ writes to the disk', () => {
    const elsewhere = files.filter(({ path }) => !path.startsWith('files/'));
    const writing = elsewhere.filter(({ imports }) => imports.some(({ from, names }) => /^node:fs|^fs-extra/.test(from) && names.some((name) => !READS.includes(name))));
    expect(listed(writing)).toEqual([]);
  });

  it('in host/ one file writes, by way of files/; one asks the system, and one the other sites', () => {
    const host = files.filter(({ path }) => path.startsWith('host/'));
    const users = (pattern: RegExp) => listed(host.filter(({ imports }) => imports.some(({ from, kind }) => kind !== 'type' && pattern.test(from))));
    expect(users(/^files\//)).toEqual(['host/install/disk.ts']);
    expect(users(/^node:(child_process|dns\/promises|fs|os|tls)$/)).toEqual(['host/machine.ts']);
    expect(users(/^node:https?$/)).toEqual(['host/install/probe.ts']);
  });

  it('a check is a function of what was seen', () => {
    const checks = files.filter(({ path }) => path.startsWith('host/checks/'));
    expect(checks.length).toBeGreaterThan(15);
    expect(checks.flatMap(({ imports }) => imports.filter(({ from, kind }) => kind !== 'type' && /^(node:(?!crypto|path)|host\/(machine|look|install))/.test(from)))).toEqual([]);
  });

  it('only main.ts knows the process; files/ asks who it is: its number, user and umask, and whether another lives', () => {
    const others = files.filter(({ code, path }) => /\bprocess\.\w/.test(code) && path !== 'main.ts');
    expect(listed(others).filter((path) => !path.startsWith('files/'))).toEqual([]);
    const used = new Set(others.flatMap(({ code }) => code.match(/\bprocess\.\w+/g) ?? []));
    expect([...used].filter((name) => !['process.pid', 'process.kill', 'process.umask', 'process.getuid'].includes(name))).toEqual([]);
  });

  it('nobody writes to the console', () => {
    expect(listed(files.filter(({ code }) => /\bconsole\b/.test(code)))).toEqual([]);
  });
});

describe('style', () => {
  it('exports have names, and errors alone are classes', () => {
    expect(listed(files.filter(({ code }) => /^export default\b/m.test(code)))).toEqual([]);
    expect(files.flatMap(({ code }) => code.match(/\bclass \w+( extends \w+)?/g) ?? [])).toEqual(['class StackError extends Error']);
  });

  it('types are never any, and never silenced', () => {
    expect(listed(files.filter(({ code, text }) => /\bany\b/.test(code) || /@ts-|eslint-|biome-/.test(text)))).toEqual([]);
  });

  it('every file begins by saying what it is for', () => {
    expect(listed(files.filter(({ text }) => !text.startsWith('/**')))).toEqual([]);
  });

  it('no file has more than 200 lines', () => {
    expect(files.filter(({ text }) => text.split('\n').length - 1 > 200).map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
  });

  it('no function has more than 25 lines', () => {
    const tables = files.filter(({ path }) => path.startsWith('services/'));
    const long = files.filter((file) => !tables.includes(file)).flatMap(({ path, code }) => functionsOf(code).filter(({ lines }) => lines > 25).map(({ line, lines }) => `${path}:${line}: ${lines}`));
    expect(long).toEqual([]);
  });

  it('functions are found at all', () => {
    expect(functionsOf('function a(b: string): number {\n  if (b) {\n    x();\n  }\n}\nconst c = () => {\n};\n')).toEqual([{ line: 1, lines: 5 }, { line: 6, lines: 2 }]);
    expect(files.flatMap(({ code }) => functionsOf(code)).length).toBeGreaterThan(80);
  });
});
