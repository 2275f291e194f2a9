// What was measured: printed at once, kept in results.json, and from all of that one chart and one table in README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { chart } from './chart.js';

const here = (name) => new URL(name, import.meta.url);
const HEADER = ['', 'ours', 'beside it', 'ratio (quarters)', 'aim'];

/** Where README.md has the figures. */
const PLACE = /(<summary>The figures<\/summary>\n\n)[^]*?(\n<\/details>)/;

const fixed = (number) => number.toFixed(2);

/** A ratio comes from `less` or `more`, and of one measurement has no quarters; other cells are text. */
function shown(cell) {
  if (typeof cell !== 'object' || cell === null) return String(cell ?? '');
  const { median, low, high } = cell;
  return `× ${fixed(median)}${low === high ? '' : ` (${fixed(low)} to ${fixed(high)})`}`;
}

let tables = [];

/**
 * Prints a table and keeps it.
 * @param rows each [what, ours, beside what, ratio, aim]; what is left away at the end is empty
 */
export function table(title, rows) {
  tables.push({ title, rows });
  const texts = [HEADER, ...rows].map((row) => HEADER.map((_, column) => shown(row[column])));
  const widths = HEADER.map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  const lines = texts.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
  console.log(`${title}\n${lines.map((line) => `  ${line}\n`).join('')}`);
}

export const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;

/** Keeps the tables printed since the last call as the result of a benchmark if there are any, and writes the table and the chart anew. */
export function keep(benchmark) {
  if (tables.length === 0) return;
  const path = here('results.json');
  const all = { ...JSON.parse(readFileSync(path, 'utf8')), [benchmark]: { date: new Date().toISOString().slice(0, 10), machine, tables } };
  tables = [];
  writeFileSync(path, `${JSON.stringify(all, null, 1)}\n`);
  const readme = here('../../README.md');
  writeFileSync(readme, readFileSync(readme, 'utf8').replace(PLACE, (_, before, after) => `${before}${markdown(all)}${after}`));
  writeFileSync(here('results.svg'), chart(Object.values(all).flatMap((one) => one.tables)));
}

/** One table, with a line that says where and when. */
function markdown(all) {
  const line = (cells) => `| ${cells.join(' | ')} |\n`;
  const rows = Object.values(all).flatMap((one) => one.tables).flatMap(({ title, rows: each }) => [[`**${title}**`], ...each]);
  const body = rows.map((row) => line(HEADER.map((_, column) => shown(row[column])))).join('');
  const places = [...new Set(Object.values(all).map(({ date, machine: where }) => `${date}, ${where}`))];
  return `${line(HEADER)}${line(HEADER.map(() => '---'))}${body}\nMeasured by \`npm run bench\`; each ratio is the median, with the quarters around it, of rounds in turn.\n${places.map((place) => `On ${place}.\n`).join('')}`;
}
