/** Requirements that services have and a project lacks, in the words of the tool that keeps its list. */
import { sourceOf } from '../stack/source.ts';
import type { Findings, Stack } from '../stack/types.ts';

/** Any of these is what Django's PostgreSQL backend takes. */
const DRIVERS = ['psycopg', 'psycopg2', 'psycopg2-binary'];

/** The command of each tool that adds requirements to its lock. */
const ADDS: Readonly<Record<string, string>> = { 'uv.lock': 'uv add', 'poetry.lock': 'poetry add', 'pdm.lock': 'pdm add', 'Pipfile.lock': 'pipenv install' };

/** Those lines that the project's own list does not have; all, where it could not be read. An extra is a package, or brings one. */
export function missing(lines: readonly string[], { installed = [] }: Findings): readonly string[] {
  return [...new Set(lines)].filter((line) => {
    const [, name = '', extras = ''] = /^([\w.-]+)(?:\[([^\]]*)\])?/.exec(line.toLowerCase()) ?? [];
    if (DRIVERS.includes(name)) return !DRIVERS.some((driver) => installed.includes(driver));
    return !installed.includes(name) || !extras.split(',').filter(Boolean).every((extra) => installed.includes(extra) || installed.includes(`${name}-${extra}`));
  });
}

/** The command that adds the lines to a lock, or the lines as they are: a paragraph of their own. */
export function asAdded({ requirements }: Pick<Stack, 'requirements'>, lines: readonly string[]): string {
  const { file } = sourceOf(requirements);
  const [add, folder] = [ADDS[file], requirements.slice(0, -file.length - 1)];
  const command = `${folder ? `cd ${folder} && ` : ''}${add} ${lines.map((line) => `"${line}"`).join(' ')}`;
  return (add ? [command] : lines).map((line) => `    ${line}`).join('\n');
}
