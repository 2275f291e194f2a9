/**
 * A recording as SVG: every line of text once, with the time in which it is there, on a paper that moves up behind the window.
 * CSS moves it; no script, nothing from elsewhere. Who wants no motion sees how it ends.
 */
import type { Frame, Run } from './record.ts';

const CELL = { width: 8.43, height: 18 };
const MARGIN = 16;
const FONT = '14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace';

/** Colours by class; c and a number are ANSI's. */
const LIGHT = { page: '#f6f8fa', text: '#1f2328', d: '#59636e', c1: '#cf222e', c2: '#1a7f37', c3: '#8a5a00', c4: '#0969da', c5: '#8250df', c6: '#0b6b74', c8: '#59636e' };
const DARK: typeof LIGHT = { page: '#15191e', text: '#e6edf3', d: '#9198a1', c1: '#ff7b72', c2: '#56d364', c3: '#e3b341', c4: '#79c0ff', c5: '#d2a8ff', c6: '#56d4dd', c8: '#9198a1' };

/** What stands in a line from one frame on, until another begins. */
interface Piece {
  readonly line: number;
  readonly runs: readonly Run[];
  readonly from: number;
  readonly until: number;
}

/**
 * Draws the frames, one after the other and again from the first.
 * @returns one `<svg>` element with a line feed at its end
 */
export function draw(frames: readonly Frame[], { columns, rows }: { readonly columns: number; readonly rows: number }, title: string, summary: string): string {
  const inner = { width: Math.ceil(columns * CELL.width), height: rows * CELL.height };
  const [width, height] = [inner.width + 2 * MARGIN, inner.height + 2 * MARGIN];
  const groups = bySpan(frames);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="title">${title}</title>
<desc id="desc">${summary}</desc>
<style>
${style(frames, groups)}
</style>
<rect class="page" width="${width}" height="${height}" rx="8"/>
<svg x="${MARGIN}" y="${MARGIN}" width="${inner.width}" height="${inner.height}"><g class="paper">
${groups.map((pieces, index) => `<g class="g${index}">${pieces.map(text).join('')}</g>`).join('\n')}
</g></svg>
</svg>
`;
}

/** The pieces of all lines, those together that come and go together. */
function bySpan(frames: readonly Frame[]): readonly (readonly Piece[])[] {
  const longest = Math.max(...frames.map(({ lines }) => lines.length));
  const groups = new Map<string, Piece[]>();
  for (const piece of Array.from({ length: longest }, (_, line) => piecesOf(frames, line)).flat()) {
    const span = `${piece.from}-${piece.until}`;
    groups.set(span, [...(groups.get(span) ?? []), piece]);
  }
  return [...groups.values()];
}

function piecesOf(frames: readonly Frame[], line: number): readonly Piece[] {
  const found: Piece[] = [];
  for (const [index, { lines }] of frames.entries()) {
    const runs = lines[line] ?? [];
    const last = found.at(-1);
    if (last && last.until === index && JSON.stringify(last.runs) === JSON.stringify(runs)) found[found.length - 1] = { ...last, until: index + 1 };
    else if (runs.length > 0) found.push({ line, runs, from: index, until: index + 1 });
  }
  return found;
}

function text({ line, runs }: Piece): string {
  const spans = runs.map(({ text: content, look }) => (look === '' ? xml(content) : `<tspan class="${look}">${xml(content)}</tspan>`));
  return `<text y="${(line + 0.75) * CELL.height}">${spans.join('')}</text>`;
}

function style(frames: readonly Frame[], groups: readonly (readonly Piece[])[]): string {
  const starts = frames.map((_, index) => frames.slice(0, index).reduce((sum, { hold }) => sum + hold, 0));
  const total = frames.reduce((sum, { hold }) => sum + hold, 0);
  const at = (frame: number) => `${Number(((100 * (starts[frame] ?? total)) / total).toFixed(2))}%`;
  const moving = (name: string, steps: string) => `.${name}{animation:${name} ${total / 1000}s step-end infinite}@keyframes ${name}{${steps}}`;
  const shift = ({ top }: Frame) => `{transform:translateY(${-top * CELL.height}px)}`;
  const shifts = frames.map((frame, index) => (frame.top === frames[index - 1]?.top ? '' : at(index) + shift(frame)));
  const shows = groups.map(([piece]) => showing(piece, frames.length, at));
  return [
    `text{font:${FONT}}.b{font-weight:600}.i{text-decoration:underline}`,
    colours(LIGHT),
    `@media (prefers-color-scheme:dark){${colours(DARK)}}`,
    ...frames.slice(-1).map((last) => `.paper${shift(last)}`),
    `${groups.flatMap(([piece], index) => (piece && piece.until < frames.length ? [`.g${index}`] : [])).join(',')}{visibility:hidden}`,
    '@media (prefers-reduced-motion:no-preference){',
    moving('paper', shifts.join('')),
    ...shows.flatMap((steps, index) => (steps === '' ? [] : [moving(`g${index}`, steps)])),
    '}',
  ].join('\n');
}

/** When a piece is seen; nothing for one that always is. */
function showing(piece: Piece | undefined, end: number, at: (frame: number) => string): string {
  if (!piece || (piece.from === 0 && piece.until === end)) return '';
  const before = piece.from === 0 ? '' : '0%{visibility:hidden}';
  const after = piece.until === end ? '' : `${at(piece.until)}{visibility:hidden}`;
  return `${before}${at(piece.from)}{visibility:visible}${after}`;
}

function colours(all: typeof LIGHT): string {
  return Object.entries(all).map(([name, colour]) => `${name === 'text' ? name : `.${name}`}{fill:${colour}}`).join('');
}

/** Blanks that do not break: of others side by side SVG shows one. */
function xml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
}
