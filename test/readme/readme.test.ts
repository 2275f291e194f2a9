/** README.md says what is: its commands run, its lists are the program's, its links lead somewhere. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { EXIT } from '../../src/errors.ts';
import { addable } from '../../src/services/index.ts';
import { STACK_FILE } from '../../src/stack/paths.ts';
import { homeWithProgram, pathsIn, run, tempFolder } from '../support/program.ts';
import { serveRegistry } from '../support/registry.ts';
import { fileOf, make, ROOT } from '../support/stacks.ts';
import { openShell } from '../support/terminal.ts';

const file = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const readme = file('README.md');
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

/** The fenced blocks of a language, without their fences. */
const blocks = (language: string) => matches(readme, new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'));

/** What stands below a heading, until the next one of its rank. */
function section(heading: string): string {
  const [, text] = readme.split(`\n## ${heading}\n`);
  if (text === undefined) throw new Error(`README.md has no section ${heading}`);
  return text.split('\n## ')[0] ?? '';
}

/** The first words in backquotes of each row of the section's table. */
const firstCells = (heading: string) => matches(section(heading), /^\| (`[^|]*) \|/gm).map((cell) => matches(cell, /`([^`]*)`/g));

const sh = (script: string, cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd, env: { PATH, HOME, LANG: 'C.UTF-8', ...env }, encoding: 'utf8' });
  return { code: status, stdout, stderr };
};

/** The repository as a clone has it: nothing that was built or fetched. */
function clone(): string {
  const folder = tempFolder();
  const made = ['.git', '.tools', 'dist', 'node_modules', 'THIRD-PARTY-NOTICES.txt'].map((name) => join(ROOT, name));
  cpSync(ROOT, folder, { recursive: true, filter: (path) => !made.includes(path) });
  return folder;
}

/** How each block of commands is proved, by how it begins; in the order of the page. */
const proofs: readonly (readonly [begins: string, prove: (block: string) => void | Promise<void>])[] = [
  ['npm create django-stack', async (block) => {
    const [folder, packed] = [tempFolder(), tempFolder()];
    const name = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed], { cwd: ROOT, encoding: 'utf8' });
    const { address, close } = await serveRegistry(readFileSync(join(packed, name.trim())));
    onTestFinished(close);
    const shell = openShell(folder, { env: { HOME: tempFolder(), npm_config_registry: address, npm_config_progress: 'false' } });
    for (const answered of [/^\$ $/, /Ok to proceed/, /Which host names/, /What answers/, /Which database/, /Which cache/, /Write \d+ files/]) {
      await shell.until(answered);
      shell.press(answered.source.includes('$') ? `${block.trim()}\r` : '\r');
    }
    await shell.until(/\d+ files written to/);
    expect(pathsIn(folder)).toContain('docker-compose.yml');
  }],
  ['npm ci && npm run build && node bin', (block) => {
    const folder = clone();
    expect(sh(block, folder)).toMatchObject({ code: 0 });
    expect(pathsIn(join(folder, 'my-site'))).toContain('docker-compose.yml');
  }],
  // What CI runs, with a reporter more.
  ['npm ci && npm test', (block) => { expect(file('.ci/run')).toContain(`${block.trim()} -- --reporter`); }],
  ['npx create-django-stack shop', (block) => {
    const { code, stdout } = sh(block, tempFolder(), homeWithProgram());
    expect(code).toBe(EXIT.undecided);
    // But for the number of the line, which moves with every line above it.
    const unnumbered = (text = '') => text.replace(/\.conf:\d+/, '.conf');
    expect(unnumbered(stdout)).toBe(unnumbered(blocks('text')[0]));
  }],
  // What create prints as the next steps of the stack in the example; test/real does them.
  ['./stack up', (block) => {
    const cwd = tempFolder();
    const { stdout } = run(['shop', '--yes'], { cwd });
    expect(matches(stdout.replaceAll(/(&&|\|\|)\n +/g, '$1 '), /^ {2}\d\. (.*)$/gm).slice(1)).toEqual(block.trim().split('\n'));
  }],
  // What CI does first, as root.
  ['sudo sh test/machine/install.sh', (block) => {
    const steps = file('.ci/run');
    for (const line of block.trim().split('\n')) expect(steps).toContain(line.replace('sudo ', ''));
  }],
];

describe('every block of commands', () => {
  it('has its proof here', () => {
    expect(blocks('sh').map((block) => proofs.find(([begins]) => block.startsWith(begins))?.[0] ?? block)).toEqual(proofs.map(([begins]) => begins));
  });

  it.each(proofs)('%s', { timeout: 300_000 }, async (begins, prove) => {
    await prove(blocks('sh').find((block) => block.startsWith(begins)) ?? '');
  });
});

describe('lists', () => {
  const words = (heading: string) => firstCells(heading).map(([first = '']) => first);

  it('has every command, and no other', () => {
    const present = Object.entries(commands).filter(([, { load }]) => load).map(([name]) => name);
    const listed = words('Commands').filter((word) => !/^\d+$/.test(word)).map((word) => word.split(' ')[0] ?? '');
    expect(listed.map((name) => (name === 'create-django-stack' ? 'create' : name))).toEqual(present);
  });

  it('names every service that can be added', () => {
    const text = section('Commands');
    expect(addable.map(({ id }) => id).filter((id) => !new RegExp(`\\b${id}\\b`).test(text))).toEqual([]);
  });

  it('has every command of the stack script, and no other', () => {
    const said = fileOf(make({ registry: 'registry.example.com/team' }), 'stack').matchAll(/^## ([a-z-]+)/gm);
    expect(firstCells('On the server').flat().filter((word) => !word.startsWith('./')).sort()).toEqual([...said].map(([, name]) => name).sort());
  });

  it('has every file of a stack, by its name or its folder', () => {
    const listed = firstCells('What it makes').flat().map((name) => name.replace('<module>', 'shop').replace('*', '').split('/')[0] ?? '');
    expect(make().files.map(({ path }) => path).filter((path) => !listed.some((name) => path.startsWith(name.replace('.txt', ''))))).toEqual([]);
  });

  it('has every exit code, and no other', () => {
    expect(words('Commands').filter((word) => /^\d+$/.test(word)).map(Number)).toEqual(Object.values(EXIT));
  });

  it('has every folder of tests, and no other', () => {
    const holdsTests = (folder: string) => readdirSync(join(ROOT, 'test', folder), { recursive: true }).some((path) => String(path).endsWith('.test.ts'));
    const folders = readdirSync(join(ROOT, 'test'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(firstCells('Work on it').flat().filter((name) => folders.includes(name)).sort()).toEqual(folders.filter(holdsTests).sort());
  });

  it('has every folder of src', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `src/${name}/`);
    expect(words('Work on it').filter((word) => word.startsWith('src/')).sort()).toEqual(folders.sort());
  });

  it('quotes messages that the program, or the stack script, says', () => {
    const sources = ['src', 'templates'].flatMap((folder) => pathsIn(join(ROOT, folder)).filter((path) => !path.endsWith('/')).map((path) => file(join(folder, path))));
    const said = sources.join('\n').replaceAll('${STACK_FILE}', STACK_FILE);
    for (const message of words('When something goes wrong')) {
      expect(message.split('…').filter((part) => !said.includes(part.trim()))).toEqual([]);
    }
    expect(words('When something goes wrong').length).toBeGreaterThan(10);
  });

  it('shows the entry of the catalogue as it is', () => {
    const [, path = '', code = ''] = /`(src\/services\/[a-z-]+\.ts)`[^`]*\n```ts\n([^]*?)```/.exec(readme) ?? [];
    expect(code).toBe(file(path));
  });

  it('has every figure of the benchmark, with the day and the machine', () => {
    const results = JSON.parse(file('test/bench/results.json')) as Record<string, { date: string; machine: string; tables: { title: string; rows: [what: string, ours: string, beside?: string][] }[] }>;
    const measured = section('Measured');
    for (const { date, machine, tables } of Object.values(results)) {
      const lines = tables.flatMap(({ title, rows }) => [`| **${title}** |`, ...rows.map(([what, ours, beside = '']) => `| ${what} | ${ours} | ${beside} |`)]);
      expect([`On ${date}, ${machine}.`, ...lines].filter((line) => !measured.includes(line))).toEqual([]);
    }
  });
});

describe('links', () => {
  /** As GitHub makes them. */
  const anchors = matches(readme, /^#+ (.*)$/gm).map((title) => `#${title.toLowerCase().replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-')}`);

  it.each(matches(readme, /\]\(([^)]+)\)/g))('%s leads somewhere', (target) => {
    if (target.startsWith('#')) expect(anchors).toContain(target);
    else expect(existsSync(join(ROOT, target))).toBe(true);
  });
});
