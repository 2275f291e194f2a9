/** Every rendered file as a careful person would leave it. */
import { describe, expect, it } from 'vitest';
import { fileOf } from '../support/stacks.ts';
import { stacks } from './answers.ts';

/** Files whose lines are broken by hand. The front end's are read by browsers. */
const NARROW = /(\.yml|Dockerfile|\.conf|\.py|\.txt|\.env.*|ignore)$/;
/** What would break if it were broken. */
const WHOLE = /^# The site of|ssl_ciphers|add_header Content-Security-Policy|DATABASE_URL|ALLOWED_HOSTS|"Host"|^ *- /;

describe.each(stacks)('format, %s', (_, made) => {
  it.each(made.files.map(({ path, content }) => [path, content]))('%s', (path, content) => {
    const lines = content.split('\n');
    expect(content === '' || content.endsWith('\n')).toBe(true);
    expect(content).not.toMatch(/\n\n$/);
    expect(lines.filter((line) => /[ \t]$/.test(line))).toEqual([]);
    expect(content).not.toMatch(/[\t\r\u00a0\ufeff]/);
    expect(content).not.toMatch(/\n\n\n\n/);
    if (NARROW.test(path)) expect(lines.filter((line) => line.length > 125 && !WHOLE.test(line))).toEqual([]);
  });

  it('docker-compose.yml and django-stack.yml are two blanks deep', () => {
    const indents = [...fileOf(made, 'docker-compose.yml').matchAll(/^( +)\S/gm)].map((match) => match[1]?.length ?? 0);
    expect(indents.filter((indent) => indent % 2 !== 0)).toEqual([]);
  });

  it('leaves nothing of a template', () => {
    const texts = made.files.filter(({ path }) => !path.endsWith('.js'));
    for (const { path, content } of texts) expect([path, /<%|%>|\bundefined\b|\[object |\bNaN\b/.exec(content)?.[0]]).toEqual([path, undefined]);
  });

  it('names no path of the machine it was rendered on', () => {
    for (const { path, content } of made.files) expect([path, content.includes(process.cwd())]).toEqual([path, false]);
  });
});
