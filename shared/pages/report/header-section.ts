import { type Content, type Html, html } from '../../core/markup/html.ts';
import {
  MOSAIC_MACHINE,
  type MosaicRun,
  type ReportInput,
  SKY_MACHINE,
  type SkyMap,
  type Summary,
} from './input.ts';
import {
  bytes,
  count,
  counted,
  dateTime,
  drawn,
  duration,
  percent,
  shortened,
} from './quantities.ts';
import { mapFigure } from './surveys-section.ts';

/** ms since 1970 */
type Span = { from: number; to: number } | null;

const MAX_NOTES = 6;

/** What came of the run: the verdict in a sentence, a bar, and the totals. */
export function headerSection(
  {
    summary,
    map,
    mosaics,
    parameters,
    broken,
  }: Omit<ReportInput, 'records' | 'failures' | 'thumbnails' | 'objects'>,
  time: Span,
): Html {
  const { run, machine, state, lines, done, failed } = summary;
  const name = run.split('/').filter(Boolean).at(-1) ?? run;
  const good = lines > 0 ? drawn((1000 * done) / lines) : 0;
  const figure = map ? mapFigure(map) : null;
  const isGiven = 'positions' in parameters;
  return html`<header${figure && html` class="mapped"`}>
<div class="said">
<p class="kicker">Starfan <span>${machine}</span></p>
<h1>${name}</h1>
<p class="verdict"><span class="state ${state === 'FAILED' ? 'bad' : 'good'}">${state === 'FAILED' ? 'Failed' : 'Succeeded'}.</span> ${broken && html`<span class="bad">The run broke off: ${shortened(broken.replace(/[\s.]*$/, '.'))}</span> `}${verdict(summary, isGiven ? html`${counted(summary.sources, 'measurement')} made.` : found(summary, map, mosaics), broken !== undefined)}</p>
${summary.notes.slice(0, MAX_NOTES).map((note) => html`<p class="warn">${shortened(note)}</p>`)}
</div>
${figure}
<div>
<svg class="share" viewBox="0 0 1000 8" preserveAspectRatio="none" role="img" aria-label="${counted(done, 'line')} done, ${failed} failed"><rect class="done" width="${good}" height="8"/><rect class="failed" x="${good}" width="${lines > 0 ? drawn(1000 - good) : 0}" height="8"/></svg>
<dl class="totals">
${total('Lines', count(lines), `${count(done)} done, ${count(failed)} failed`)}
${isGiven ? total('Measurements', count(summary.sources), 'at given places') : secondTotal(summary, map, mosaics)}
${total('Work', duration(summary.seconds), wallTime(time))}
</dl>
<details><summary>Bytes, requests, memory</summary><dl class="totals">
${total('Read', bytes(summary.bytesRead), `${bytes(summary.bytesWritten)} written`)}
${total('Requests', count(summary.requests), lines > 0 && `${Number((summary.requests / lines).toFixed(1))} a line`)}
${total('Peak memory', bytes(summary.memory), 'of any task')}
</dl></details>
<p class="where">${run} ${started(time)}</p>
</div>
</header>`;
}

function secondTotal(
  { machine, sources, catalogue }: Summary,
  map?: SkyMap,
  mosaics?: MosaicRun,
): Html | false {
  if (machine === MOSAIC_MACHINE)
    return mosaics !== undefined && total('Mosaics', count(mosaics.mosaics), mosaics.grid);
  if (map) {
    const { coverage, grid } = map;
    return total(
      'Plates',
      count(coverage.plates),
      `of ${counted(grid.bands.length, 'band')}, order ${grid.order}`,
    );
  }
  const parts = counted(catalogue.length, 'part of the catalogue', 'parts of the catalogue');
  return machine !== SKY_MACHINE && total('Sources', count(sources), parts);
}

const total = (name: string, value: string, more: Content): Html =>
  html`<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`;

/** What the lines that came to a result came to. */
function found(
  { machine, warnings, sources, brokenOff }: Summary,
  map?: SkyMap,
  mosaics?: MosaicRun,
): Content {
  const warned = warnings > 0 && ` ${counted(warnings, 'warning')}.`;
  if (machine !== SKY_MACHINE && machine !== MOSAIC_MACHINE)
    return html`${counted(sources, 'source')} found.${warned}`;
  const gaps =
    brokenOff > 0 &&
    html` <a class="bad" href="#tasks">${counted(brokenOff, 'task')} broke off</a>: something is missing in the sky.`;
  if (machine === MOSAIC_MACHINE)
    return html`${counted(mosaics?.mosaics ?? 0, 'mosaic')} made.${gaps}${warned}`;
  const bands = map?.surveys.flatMap(({ colour, name }) => (colour ? [] : [name])) ?? [];
  const many =
    bands.length > 8
      ? `${bands.slice(0, 8).join(', ')} and ${bands.length - 8} more`
      : bands.join(', ');
  const mapped =
    bands.length === 0
      ? 'There is no map.'
      : `Mapped in ${bands.length === 1 ? 'band' : 'bands'} ${many}.`;
  return html`${mapped}${gaps}${warned}`;
}

function verdict(
  { lines, done, failed, toleratedFailurePercentage }: Summary,
  found: Content,
  isBroken: boolean,
): Content {
  if (lines === 0) return 'The list has no line.';
  if (failed === 0 && isBroken) return html`No line of the list failed. ${found}`;
  if (failed === 0)
    return html`${lines === 1 ? 'The line' : `All ${count(lines)} lines`} of the list came to a result. ${found}`;
  const judged = 100 * failed > toleratedFailurePercentage * lines ? 'more than' : 'within';
  return html`${count(done)} of ${counted(lines, 'line')} came to a result, <a href="#failures">${count(failed)} failed</a> (${percent(failed, lines)}, ${judged} the tolerated ${toleratedFailurePercentage}\u00a0%). ${found}`;
}

function wallTime(time: Span): string {
  return time ? `in ${duration((time.to - time.from) / 1000)} of wall time` : 'summed over tasks';
}

function started(time: Span): Content {
  if (!time || Math.abs(time.to) > 8e15) return null;
  const [from, to] = [dateTime(time.from), dateTime(time.to)];
  return html`<span>${from} to ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to} UTC</span>`;
}
