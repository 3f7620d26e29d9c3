import { Html } from '../report/html.ts';

/** A panel over the sky, which fills the window. */
export const viewerStyle = new Html(`
:root { --ink: #e4e7ec; --soft: #98a1ad; --line: #ffffff22; --accent: #6fc3d8; --card: #12161ce0; color-scheme: dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; background: #080a0e; color: var(--ink); font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
#sky { position: absolute; inset: 0; }
#panel { position: absolute; right: 14px; top: 14px; z-index: 80; width: 216px; max-height: calc(100% - 28px); overflow-y: auto; padding: 12px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; backdrop-filter: blur(6px); }
#panel h1 { margin: 0 0 6px; font-size: 15px; font-weight: 600; overflow-wrap: anywhere; }
#panel fieldset { margin: 0; padding: 8px 0 4px; border: 0; border-top: 1px solid var(--line); }
#panel legend { float: left; width: 100%; padding: 0; margin-bottom: 4px; font-size: 11.5px; letter-spacing: 0.06em; text-transform: uppercase; color: var(--soft); }
#panel label { display: flex; align-items: center; gap: 8px; clear: both; min-height: 28px; }
#panel label span { flex: 1 1 auto; min-width: 0; overflow-wrap: anywhere; }
#panel input[type=radio], #panel input[type=checkbox] { accent-color: var(--accent); margin: 0; flex: none; }
#panel input[type=number], #panel select { width: 104px; flex: none; font: inherit; font-size: 13px; color: inherit; background: #ffffff10; border: 1px solid var(--line); border-radius: 6px; padding: 2px 6px; }
#panel select option { background: #12161c; }
#panel button { clear: both; font: inherit; font-size: 12.5px; color: var(--soft); background: none; border: 1px solid var(--line); border-radius: 6px; padding: 2px 10px; margin-top: 4px; cursor: pointer; }
#panel button:hover { color: var(--ink); border-color: var(--soft); }
#panel .colour::after { content: ''; display: inline-block; width: 26px; height: 8px; margin-left: 8px; border-radius: 4px; background: linear-gradient(90deg, #d9534f, #5cb85c, #4f8fd9); }
#source { margin: 6px 0 0; font-size: 12.5px; color: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; } #source:empty { display: none; }
#noscript { position: absolute; left: 14px; top: 14px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 560px) { #panel { left: 8px; right: 8px; top: auto; bottom: 56px; width: auto; max-height: 42%; } }
`);
