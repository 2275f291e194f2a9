/** The picture as SVG: the same boxes in the same places, for a page or a README. No script, nothing from elsewhere. */
import type { Box, Drawing, Label, Line, Point, Row } from './layout/drawing.ts';
import { layout } from './layout/index.ts';
import type { Picture } from './picture.ts';
import { inWords } from './words.ts';

/** A cell of the grid in pixels. A letter of 12 px is never wider than a cell in the fonts named below. */
const CELL = { width: 8, height: 18 };
const MARGIN = 12;
/** Columns; 824 pixels are read without zooming nearly everywhere. */
const LIMIT = 100;

/**
 * Colours are classes and not variables, as some viewers of SVG know none. All rules begin with the same class, so that
 * pictures on one page agree with each other and touch nothing else.
 */
const STYLE = [
  'text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#52606d}',
  '.name{font-weight:600;fill:#1f2933}',
  '.title{font:600 13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:#1f2933}',
  '.box text{text-anchor:middle}',
  'rect{fill:#fff;stroke:#9aa5b1}',
  '.page{stroke:none}',
  '.nginx rect{fill:#e3f4e8;stroke:#3f9142}',
  '.network rect{fill:#e6f0fb;stroke:#4a86c5}',
  '.volumes rect{fill:#fbf1dd;stroke:#b8862d}',
  '.outside rect{stroke-dasharray:5 4}',
  '.line{fill:none;stroke:#7b8794}',
  '.head{fill:#7b8794}',
];
const DARK = [
  'text{fill:#aab4be}',
  '.name,.title{fill:#f0f3f6}',
  'rect{fill:#22272e;stroke:#6b7682}',
  '.page{fill:#15191e}',
  '.nginx rect{fill:#1a3324;stroke:#57ab5a}',
  '.network rect{fill:#1b2c40;stroke:#539bf5}',
  '.volumes rect{fill:#382c14;stroke:#c69026}',
  '.line{stroke:#8b96a2}',
  '.head{fill:#8b96a2}',
];

const scoped = (rules: readonly string[]): string =>
  rules.map((rule) => rule.replace(/^[^{]*/, (selectors) => selectors.split(',').map((each) => `.stack-picture ${each}`).join(','))).join('\n');

/**
 * Draws the picture.
 * @returns one `<svg>` element with a line feed at its end; light or dark as the reader's system is
 */
export function svg(picture: Picture): string {
  const drawing = layout(picture, LIMIT);
  const [width, height] = [drawing.width * CELL.width + 2 * MARGIN, drawing.height * CELL.height + 2 * MARGIN];
  const id = `picture-${picture.name}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="stack-picture" role="img" aria-labelledby="${xml(id)}-title ${xml(id)}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="${xml(id)}-title">${xml(`The stack ${picture.name}`)}</title>
<desc id="${xml(id)}-desc">${xml(inWords(picture))}</desc>
<style>
${scoped(STYLE)}
@media (prefers-color-scheme:dark){
${scoped(DARK)}
}
</style>
<rect class="page" width="${width}" height="${height}" rx="8"/>
${elements(drawing).join('\n')}
</svg>
`;
}

function elements({ boxes, lines, labels }: Drawing): readonly string[] {
  return [
    ...boxes.map(box),
    `<path class="line" d="${lines.map(stroke).join('')}"/>`,
    `<path class="head" d="${lines.filter(({ arrow }) => arrow).map(head).join('')}"/>`,
    ...labels.map(label),
  ];
}

/** The middle of a cell. */
const at = ({ x, y }: Point): Point => ({ x: MARGIN + (x + 0.5) * CELL.width, y: MARGIN + (y + 0.5) * CELL.height });

function box({ kind, x, y, width, height, rows }: Box): string {
  const corner = at({ x, y });
  const size = { width: (width - 1) * CELL.width, height: (height - 1) * CELL.height };
  const texts = rows.map((row, index) => text(row, { x: corner.x + size.width / 2, y: at({ x, y: y + 1 + index }).y }));
  return `<g class="box ${kind}"><rect x="${corner.x}" y="${corner.y}" width="${size.width}" height="${size.height}" rx="6"/>${texts.join('')}</g>`;
}

/** Beside a line: in the cell where its first letter stands in the terminal. */
function label({ x, y, ...row }: Label): string {
  const middle = at({ x, y });
  return text(row, { x: middle.x - CELL.width / 2, y: middle.y });
}

/** A third of the letters' height below the middle, as y is where they stand. Blanks side by side would become one. */
function text({ text: content, style }: Row, { x, y }: Point): string {
  return `<text class="${style}" x="${x}" y="${y + 4}">${xml(content).replaceAll('  ', '\u00a0\u00a0')}</text>`;
}

function stroke({ points }: Line): string {
  return points.map(at).map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function head({ points }: Line): string {
  const { x, y } = at(points.at(-1) ?? { x: 0, y: 0 });
  return `M${x} ${y}l-4-8h8z`;
}

function xml(value: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return value.replace(/[&<>"']/g, (sign) => names[sign] ?? sign);
}
