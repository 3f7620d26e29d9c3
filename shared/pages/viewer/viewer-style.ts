import { Html } from '../../core/markup/html.ts';

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
#surveys .colour::after { content: ''; display: inline-block; width: 26px; height: 8px; margin-left: 8px; border-radius: 4px; background: linear-gradient(90deg, #d9534f, #5cb85c, #4f8fd9); }
#brightest, #source { margin: 6px 0 0; clear: both; font-size: 12.5px; color: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; } #brightest:empty, #source:empty { display: none; }
#brightest { margin: 0; }
#surveys { display: flex; flex-wrap: wrap; gap: 6px; padding-bottom: 10px; }
#surveys label { min-height: 0; padding: 4px 9px; gap: 0; border: 1px solid var(--line); border-radius: 999px; cursor: pointer; }
#surveys label:hover { border-color: var(--soft); }
#surveys label:has(:checked) { background: var(--accent); border-color: var(--accent); color: #07131a; }
#surveys label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
#surveys input { position: absolute; opacity: 0; pointer-events: none; }
#noscript { position: absolute; left: 14px; top: 14px; }
#alone { position: relative; max-width: 860px; margin: 0 auto; padding: 40px 20px; }
#alone h1 { font-size: 20px; font-weight: 600; } #alone pre { padding: 10px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
#alone div { display: flex; flex-wrap: wrap; gap: 18px; } #alone figure { margin: 0; } #alone img { display: block; border-radius: 8px; } #alone figcaption { padding-top: 6px; color: var(--soft); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#sky .aladin-btn, #sky .aladin-input, #sky .aladin-location { font-family: inherit; color: var(--ink); background-color: var(--card); border-color: var(--line); border-radius: 6px; }
#sky .aladin-input-text { color: var(--ink) !important; }
#sky .aladin-icon-monochrome img { filter: invert(0.9); }
#sky .aladin-monospace-text { color: var(--soft); text-shadow: 0 0 3px #000; }
#sky .aladin-widgets-toolbar { left: 3px; }
@media (max-width: 560px) {
  #sky { bottom: 230px; }
  #panel { position: fixed; inset: auto 0 0 0; width: auto; height: 230px; max-height: none; border-radius: 0; border-width: 1px 0 0; }
  #panel legend { display: none; }
  #stretch, #catalogue { display: grid; grid-template-columns: 1fr 1fr; gap: 4px 18px; align-items: center; }
  #panel #stretch input, #panel #stretch select, #panel #catalogue input[type=number] { flex: 0 1 104px; min-width: 0; }
  #panel button { justify-self: start; }
}
`);
