/** What the plots are drawn with on paper; in the dark the page has others. */
export const onPaper = {
  paper: '#fbfaf8',
  card: '#ffffff',
  ink: '#1b1f26',
  soft: '#5c636e',
  line: '#e2dfd8',
  accent: '#12607a',
  wash: '#12607a2b',
  sans: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
} as const;

/** The looks of all plots. */
export const PLOT_RULES = `.plot text { font: 12px var(--sans); fill: var(--soft); font-variant-numeric: tabular-nums; }
.plot .title { font-size: 13px; fill: var(--ink); }
.plot path, .plot ellipse, .plot .box { fill: none; stroke-width: 1; }
.plot .grid { stroke: var(--line); } .plot .tick, .plot .box { stroke: var(--soft); }
.plot .limb { fill: var(--card); stroke: var(--soft); }
.plot .galactic { stroke: var(--accent); stroke-dasharray: 4 3; opacity: 0.7; }
.plot .column { fill: var(--wash); } .plot g:hover > .column { fill: var(--accent); opacity: 0.45; }
.plot .column.before { fill: var(--ink); fill-opacity: 0.09; }
.plot .steps.before { stroke: var(--soft); } .plot .steps.after { stroke: var(--accent); stroke-width: 1.6; }
.plot text.before { font-size: 13px; } .plot text.after { font-size: 13px; fill: var(--accent); font-weight: 600; }
.plot .error { stroke: var(--accent); } .plot .mark { fill: var(--accent); }
.plot .cumulative { fill: none; stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 5 3; }
.plot .transfer { fill: none; stroke: var(--accent); stroke-width: 2; }
.spot { fill: var(--accent); }
circle.dot { fill: var(--accent); fill-opacity: 0.5; stroke: var(--accent); }
.footprint { fill: var(--accent); stroke: var(--accent); stroke-opacity: 0.8; } .footprint:hover { fill-opacity: 0.2; }
.cell { fill: none; stroke: var(--soft); stroke-opacity: 0.55; }
.source { fill: var(--ink); pointer-events: none; } .source.open { fill: none; stroke: var(--ink); stroke-width: 0.7; }
.plot .scale path { stroke: var(--ink); } .plot .scale text { fill: var(--ink); }
.plot .over text, .plot .scale text { stroke: var(--paper); stroke-width: 3px; paint-order: stroke; }
.plot .over { pointer-events: none; }`;
