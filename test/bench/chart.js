// The ratios as a picture: a dot for the median, a line for the quarters, 1 in the middle, better to the right.

const ROW = 20;
const LEFT = 360;
const WIDTH = 820;
const TICKS = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64, 128];

const STYLE = 'text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:#1f2328}.page{fill:#fff}.grid{stroke:#d1d9e0}.one{stroke:#59636e}.faint{fill:#59636e}.better{fill:#0969da;stroke:#0969da}.worse{fill:#bc4c00;stroke:#bc4c00}text.value{stroke:none}.spread{stroke-width:3}.title{font-weight:600}';
const DARK = 'text{fill:#e6edf3}.page{fill:#15191e}.grid{stroke:#3d444d}.one{stroke:#9198a1}.faint{fill:#9198a1}.better{fill:#79c0ff;stroke:#79c0ff}.worse{fill:#ffa657;stroke:#ffa657}';

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** How many times better: of times and sizes the inverse. */
function better({ median, low, high, better: way }) {
  return way === 'more' ? { median, low, high } : { median: 1 / median, low: 1 / high, high: 1 / low };
}

/** Every table that has ratios, as an SVG: its title, and a row for each of them. */
export function chart(tables) {
  const compared = tables.map(({ title, rows }) => ({ title, rows: rows.filter(([, , , ratio]) => ratio?.better) })).filter(({ rows }) => rows.length > 0);
  const lines = compared.flatMap(({ title, rows }) => [[title], ...rows]);
  const height = 58 + lines.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<title id="title">How many times better or worse than what it stands beside</title>
<desc id="desc">${xml(compared.map(inWords).join(' '))}</desc>
<style>${STYLE}@media (prefers-color-scheme:dark){${DARK}}</style>
<rect class="page" width="${WIDTH}" height="${height}" rx="8"/>
<text class="faint" x="16" y="22">times better than what it stands beside: faster, smaller, more requests</text>
${TICKS.map((tick) => grid(tick, height)).join('\n')}
${lines.map((line, index) => (line.length === 1 ? heading(line, index) : row(line, index))).join('\n')}
</svg>
`;
}

function inWords({ title, rows }) {
  return `${title}: ${rows.map(([what, , beside, ratio]) => `${what}, beside ${beside}: ${better(ratio).median.toFixed(2)} times`).join('; ')}.`;
}

const lineAt = (index) => 58 + index * ROW;

function heading([title], index) {
  return `<text class="title" x="16" y="${lineAt(index)}">${xml(title)}</text>`;
}

/** On a logarithmic axis: twice as good is as far from 1 as half as good. */
function x(times) {
  const [first, last] = [Math.log(TICKS[0]), Math.log(TICKS.at(-1))];
  const part = (Math.log(times) - first) / (last - first);
  return Number((LEFT + 16 + Math.min(1, Math.max(0, part)) * (WIDTH - LEFT - 76)).toFixed(1));
}

function grid(tick, height) {
  const label = tick < 1 ? `1/${1 / tick}` : tick;
  return `<path class="${tick === 1 ? 'one' : 'grid'}" d="M${x(tick)} 40V${height - 12}"/><text class="faint" text-anchor="middle" x="${x(tick)}" y="36">${label}</text>`;
}

function row([what, , beside, ratio], index) {
  const { median, low, high } = better(ratio);
  const y = lineAt(index);
  const side = median < 1 ? 'worse' : 'better';
  return `<text x="28" y="${y}">${xml(what)} <tspan class="faint">· ${xml(beside.replace(/:.*/, ''))}</tspan></text><g class="${side}"><path class="spread" d="M${x(low)} ${y - 4}H${x(high)}"/><circle cx="${x(median)}" cy="${y - 4}" r="4"/><text class="value ${side}" x="${x(high) + 10}" y="${y}">${median.toFixed(2)}</text></g>`;
}
