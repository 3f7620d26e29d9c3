import { Html } from '../../core/markup/html.ts';
import { style } from '../report/style.ts';

/** The looks of a report, and what a page of one mosaic has beside. */
export const mosaicStyle = new Html(`${style.markup}
.looks { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 24px; margin-top: 26px; }
.looks img { display: block; width: 100%; max-height: 78vh; object-fit: contain; background: #0b0d10; border-radius: 6px; }
.inputs td, .inputs th { padding: 6px 12px 6px 0; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); }
.inputs td:nth-child(2), .inputs th:nth-child(2) { text-align: left; overflow-wrap: anywhere; }
.inputs th { font-weight: 400; color: var(--soft); white-space: nowrap; } .inputs { border-collapse: collapse; font-size: 13.5px; width: 100%; }
.beside { display: grid; align-items: start; grid-template-columns: minmax(0, 1fr) 360px; gap: 36px; } .beside .plot { margin: 0; }
@media (max-width: 900px) { .beside { display: block; } }
`);

/** Of the style's text, for the content security policy; a test says what it must be. */
export const MOSAIC_STYLE_HASH = 'sha256-yy5cYKene6TzpPcGXZN/Acy8cIfHYgmY1EBVB70YA4w=';
