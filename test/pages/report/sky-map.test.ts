import { describe, expect, it } from 'vitest';
import {
  addImage,
  addPlate,
  MAX_OUTLINED,
  noCoverage,
} from '../../../shared/pages/report/coverage.ts';
import { mosaicsOf } from '../../../shared/pages/report/mosaics.ts';
import { plotField } from '../../../shared/pages/report/plot-field.ts';
import { plotStretch } from '../../../shared/pages/report/plot-stretch.ts';
import { renderReport } from '../../../shared/pages/report/report.ts';
import { script } from '../../../shared/pages/report/script.ts';
import { standalonePlot } from '../../../shared/pages/report/standalone-plot.ts';
import { syntheticMap } from './synthetic-map.ts';

describe('the report of a sky map', () => {
  it('begins with the picture, the way to the map, and how to open it', () => {
    const page = renderReport(syntheticMap());
    const head = page.slice(page.indexOf('<header'), page.indexOf('</header>'));
    expect(head).toMatch(
      /<a href="sky\.html"><img src="data:image\/png;base64,[^"]+" alt="The sky in colour/,
    );
    expect(head).toContain('<a href="sky.html">Open the sky map</a>');
    expect(head).toContain('<code>starfan serve DIR</code>');
    expect(head).toContain('Mapped in bands J, H, Ks.');
  });

  it('has the sections of its machine, and no other', () => {
    const page = renderReport(syntheticMap());
    const links = [...page.matchAll(/<a href="#(\w+)">/g)].map(([, id]) => id);
    const ids = [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      'pictures',
      'background',
      'stretch',
      'sky',
      'taken',
      'failures',
      'tasks',
      'parameters',
    ]);
    expect(links).toEqual(ids);
    expect(page).not.toMatch(/<h2>Number counts|class="sources"|0 sources/);
    const body = page.replace(script.markup, '');
    expect(/NaN|undefined|Infinity|\[object/.exec(body)?.[0] ?? null).toBeNull();
  });

  it('says what the backgrounds were before and after, and which pairs were held back', () => {
    const page = renderReport(syntheticMap());
    expect(page).toMatch(/The seams of 4 overlapping pairs went from [\d.]+ to 0\.[\d]+ DN rms/);
    expect(page).toMatch(/<td data-v="J0">J0<\/td><td data-v="J1">J1<\/td>.*0\.25, counted less/);
    expect(page).toContain('1 pair could not be made to agree');
    expect(renderReport(syntheticMap({ background: 'none' }))).toContain(
      'Backgrounds were not matched',
    );
    expect(renderReport(syntheticMap({ images: 1 }))).toContain('No two images of a band overlap');
  });

  it('tells of tasks that are missing in the map, and of what the plan warns', () => {
    const run = syntheticMap();
    run.summary = { ...run.summary, brokenOff: 2, notes: ['Zero points <differ>'] };
    const page = renderReport(run);
    expect(page).toContain('2 tasks broke off</a>: something is missing in the sky.');
    expect(page).toContain('<p class="warn">Zero points &lt;differ&gt;</p>');
  });

  it('is whole when the run broke off on its way', () => {
    const { map, ...run } = syntheticMap();
    const summary = { ...run.summary, state: 'FAILED' as const };
    const early = renderReport({ ...run, summary, broken: 'BadRequest: <none>' });
    expect(early).toContain(
      'The run broke off: BadRequest: &lt;none&gt;.</span> No line of the list failed. There is no map.',
    );
    expect(early).not.toMatch(/0 sources|Number counts|id="stretch"/);
    const planned = {
      ...map,
      viewer: null,
      surveys: [],
      seams: null,
      imageNames: new Map(),
      stretches: [],
    };
    const page = renderReport({ ...run, map: planned, broken: 'Died' });
    expect(page).toContain('The run did not come to match backgrounds.');
    expect(page).toContain('there is no stretch');
    expect(page).not.toContain('sky.html');
  });

  it('draws the images of each band on their plates', () => {
    const page = renderReport(syntheticMap());
    const figures = page.split('<figure class="field">').slice(1);
    expect(figures.map((figure) => /<b>Band (\w+)<\/b>/.exec(figure)![1])).toEqual([
      'J',
      'H',
      'Ks',
    ]);
    for (const figure of figures) {
      expect(figure.split('</figure>')[0]!.match(/class="footprint"/g)).toHaveLength(5);
    }
    expect(page).toContain('15 images on 6 plates');
  });

  it('gives the same bytes whatever the order of the records', () => {
    const again = syntheticMap();
    again.records.reverse();
    expect(renderReport(again)).toBe(renderReport(syntheticMap()));
  });
});

describe('coverage', () => {
  const image = (ra: number, dec: number, label = 'a') => ({
    label,
    band: 'K',
    pixelScale: 1,
    unit: '',
    bandFrom: 'FILTER',
    sky: {
      ra,
      dec,
      footprint: [
        [ra + 0.1, dec - 0.1],
        [ra - 0.1, dec - 0.1],
        [ra - 0.1, dec + 0.1],
        [ra + 0.1, dec + 0.1],
      ] as [number, number][],
    },
  });

  it('counts all and keeps so many', () => {
    const coverage = noCoverage();
    for (let k = 0; k < 3 * MAX_OUTLINED; k++) {
      addImage(coverage, image((k * 0.37) % 360, ((k * 0.11) % 120) - 60));
      addPlate(coverage, { band: 'K', npix: k });
    }
    expect(coverage.images).toBe(3 * MAX_OUTLINED);
    expect(coverage.bands.get('K')!.plates).toBe(3 * MAX_OUTLINED);
    expect(coverage.outlined).toHaveLength(MAX_OUTLINED);
    expect(coverage.cells).toHaveLength(MAX_OUTLINED);
    const run = syntheticMap();
    run.map = { ...run.map, coverage };
    expect(renderReport(run)).toContain(
      'Outlines are drawn for up to 3,000 images and plates; here are 9,000',
    );
  });

  it('links images that touch, across RA 0 too, into mosaics, the largest first', () => {
    const row = [359.8, 0.2, 0, 359.6].map((ra) => image(ra, 0));
    const found = mosaicsOf([image(100, 0), ...row, image(101, 0)]);
    expect(found.map(({ images }) => images.length)).toEqual([4, 1, 1]);
    expect(Math.min(found[0]!.ra, 360 - found[0]!.ra)).toBeCloseTo(0.1, 6);
    const belt = Array.from({ length: 300 }, (_, k) => image(k * 0.2, 0));
    expect(mosaicsOf(belt)).toEqual([]); // 60° long
  });
});

describe('cells of a field', () => {
  const square = (x: number, y: number, half: number) =>
    [
      [x - half, y - half],
      [x + half, y - half],
      [x + half, y + half],
      [x - half, y + half],
    ] as [number, number][];
  const drawing = (cells: { corners: [number, number][]; name: string }[]): string =>
    plotField({ label: '', extent: [[1 / 1.2, 0]], cells, outlines: [], dots: [] }).markup;

  it('are named in the middle of what is seen of them', () => {
    // The drawing is ±1° in a box from (60, 10) to (380, 330); of the cell the western half is
    // seen.
    const markup = drawing([{ corners: square(-1, 0, 0.5), name: 'west' }]);
    const [, x, y] = /<text x="([\d.]+)" y="([\d.]+)"[^>]*>west/.exec(markup)!;
    expect(Number(x)).toBeCloseTo(220 + 0.75 * 160, 1);
    expect(Number(y)).toBeCloseTo(174, 1);
  });

  it('are left out where they are not seen, and seen where they hold the whole drawing', () => {
    const markup = drawing([
      { corners: square(5, 5, 1), name: 'away' },
      { corners: square(0, 0, 9), name: 'around' },
    ]);
    expect(markup).not.toContain('away');
    expect(markup).toContain('around');
    expect(markup.match(/class="cell"/g)).toHaveLength(1);
  });
});

describe('standalonePlot', () => {
  it('is an SVG file with its own looks', () => {
    const { histogram, stretch } = syntheticMap().map.stretches[0]!;
    const svg = standalonePlot(plotStretch(histogram, stretch));
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="720" height="372" class="plot"/,
    );
    expect(svg).toContain('<rect width="720" height="372" fill="#ffffff"/>');
    expect(svg).toContain('.plot .transfer { fill: none; stroke: #12607a;');
    expect(svg).not.toMatch(/var\(|data-tip|:hover|undefined/);
    expect(svg.trim().endsWith('</svg>')).toBe(true);
  });
});
