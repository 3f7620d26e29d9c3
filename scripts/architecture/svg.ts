/** Text that may stand in SVG. */
export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** A picture of so many units, on its own background, so that it can be read on a dark page. */
export const svg = (
  width: number,
  height: number,
  title: string,
  body: readonly string[],
): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    '<style>.box{fill:#fff;stroke:#5b6b82}.group{fill:#f4f6fa;stroke:#c3ccd9}.task{fill:#e7f0fe}.map{fill:#fdf3e1}.end{fill:#e8f5ea}.fail{fill:#fdeaea}',
    '.small{font-size:11px;fill:#5b6b82}.line{stroke:#5b6b82;fill:none}.thin{stroke:#9aa8bb;fill:none}.dash{stroke-dasharray:4 3}text{fill:#1d2735}</style>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#5b6b82"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');

/** A rectangle of a class of the style sheet, pixels. */
export const box = (x: number, y: number, width: number, height: number, kind: string): string =>
  `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;

/** A text at a point, pixels; `more` are attributes. */
export const label = (x: number, y: number, text: string, more = ''): string =>
  `<text x="${x}" y="${y}"${more}>${escaped(text)}</text>`;

/** A polyline through points, pixels, of a class of the style sheet. */
export const line = (
  points: readonly (readonly [number, number])[],
  kind = 'line',
  tip = true,
): string =>
  `<path class="${kind}" d="M${points.map(([x, y]) => `${x} ${y}`).join('L')}"${tip ? ' marker-end="url(#tip)"' : ''}/>`;
