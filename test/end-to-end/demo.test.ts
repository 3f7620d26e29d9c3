import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bands } from '../../cli/demo/sky/bands.ts';
import { backgroundsOf } from '../../cli/demo/sky/make-sky.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { parseCsv } from '../../shared/core/csv.ts';
import { readPlanes } from '../../shared/run/planes.ts';
import { openStore } from '../../shared/store/open.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { readJson, readJsonLines, starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-demo-'));
const at = (...parts: string[]) => join(folder, ...parts);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the demonstration', () => {
  let ended: Awaited<ReturnType<typeof starfan>>;
  beforeAll(async () => {
    ended = await starfan(['demo', '--out', folder]);
  });

  it('ends well and says how to look at the map', () => {
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('36 of 36 images mapped');
    expect(ended.stdout).toContain(`npx starfan serve ${at('sky')} --catalogue ${at('sources')}`);
  });

  it('begins with the lines that README shows', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const shown = readme.match(/<!-- first lines -->([\s\S]*)<!-- \/first lines -->/)?.[1] ?? '';
    const lines = [...shown.matchAll(/^ {4}(.*)$/gm)].map(([, line = '']) => line);
    expect(lines).toHaveLength(3);
    const said = ended.stdout.replaceAll(folder, 'starfan-out/demo').split('\n');
    expect([...said.slice(0, 2), ended.stderr.split('\n')[0]]).toEqual(lines);
  });

  it('finds sources on both skies, and two lines of the list fail', () => {
    const names = readJsonLines(at('sources', 'list.jsonl')).map(({ name }) => name);
    expect(names).toHaveLength(24);
    expect(names).toContain('ks_sky01');
    expect(readJson(at('sources', 'run.json'))).toMatchObject({
      lines: 24,
      failed: 2,
      failures: { TruncatedFits: 1, NoSuchObject: 1 },
    });
    expect(existsSync(at('sources', 'catalogue', 'part-0000.parquet'))).toBe(true);
  });

  it('answers the questions of docs/photometry.md, the planted stars among them', async () => {
    const examples = readFileSync(new URL('../../docs/photometry.md', import.meta.url), 'utf8');
    const commands = examples.split(/^ {4}npx starfan /m).slice(1);
    const lines = commands
      .map((command) => command.split('\n\n')[0]!.replace(/ \\\n/g, ' ').replace(/\n/g, ' '))
      .filter((command) => /^\w+ starfan-out\/demo\//.test(command));
    expect(lines).toHaveLength(6);
    const answers: string[][][] = [];
    for (const line of lines) {
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, quoted, word]) => quoted ?? word!,
      );
      const args = words.map((word) =>
        word.replace('starfan-out/demo', folder).replace('star.html', at('star.html')),
      );
      const { status, stdout, stderr } = await starfan(args);
      expect(status, `${line}: ${stderr}`).toBe(0);
      answers.push(parseCsv(stdout).slice(1));
    }
    const [hundred, density, curve, variable, moving] = answers as [string[][], ...string[][][]];
    expect(hundred).toHaveLength(51); // all there are
    expect(density!.length).toBeGreaterThan(3);
    expect(density!.reduce((sum, [, n]) => sum + Number(n), 0)).toBeGreaterThan(20);
    // each band fourteen times, half of the whole range 0.3 mag
    expect(curve!.length).toBeGreaterThanOrEqual(40);
    const mags = curve!.filter(([, filter]) => filter === 'J').map(([, , mag]) => Number(mag));
    expect(Math.max(...mags) - Math.min(...mags)).toBeGreaterThan(0.3);
    // one object varies in a night, and one moves
    const { objid } = JSON.parse(
      (
        await starfan([
          'query',
          at('stars'),
          'SELECT objid FROM objects',
          '--cone',
          '359.45292 42.11485 2s',
          '--json',
        ])
      ).stdout.replace(/(\d{16,})/g, '"$1"'),
    )[0];
    expect(new Set(variable!.map(([id]) => id))).toEqual(new Set([objid]));
    expect(moving).toHaveLength(1);
    expect(Number(moving![0]![1])).toBeCloseTo(-560, -2);
    expect(Number(moving![0]![2])).toBeCloseTo(420, -2);
    // the planted period, of three bands together, on the page and in the report
    const page = readFileSync(at('star.html'), 'utf8');
    expect(page).toMatch(/Folded with a period of 0\.(2299[5-9]|2300)/);
    expect(page).toContain('(H, J, Ks together)');
    const report = readFileSync(at('stars', 'report.html'), 'utf8');
    expect(report).toContain(`<code>${objid}</code>`);
    expect(report).toMatch(/Folded with 0\.(2299[5-9]|2300)/);
    expect(report).toContain('<span class="name">matches</span>');
    expect(report).toContain('href="photometry/objects/skymap_J.fits"');
  });

  it('checks all surveys of a run at once, and refuses a folder that holds none', async () => {
    const { status, stdout } = await starfan(['check', at('sky')]);
    expect(stdout.match(/^\w+: \d+ files of tiles/gm)).toHaveLength(4);
    expect(stdout).toContain('nothing is wrong');
    expect(status).toBe(0);
    const none = await starfan(['check', at('sources')]);
    expect(none.status).toBe(2);
    expect(none.stderr).toContain('holds no HiPS');
  });

  it.each(['J', 'H', 'Ks', 'colour'])(
    'makes a HiPS %s in which nothing is wrong',
    async (survey) => {
      expect(existsSync(at('sky', 'hips', survey, 'properties'))).toBe(true);
      const { status, stdout } = await starfan(['check', at('sky', 'hips', survey), '--json']);
      expect(JSON.parse(stdout).problems).toEqual([]);
      expect(status).toBe(0);
    },
  );

  it('makes one mosaic of the Ks frames, which has the level of its images', async () => {
    expect(ended.stdout).toContain('12 of 12 images in mosaics');
    const { status, stdout } = await starfan(['check', at('mosaic'), '--json']);
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({
      ...{ status: 0, problems: [] },
      measured: { mosaics: 1, inputs: [{ band: 'Ks', mosaics: 1 }] },
    });
  });

  it('takes off each frame what the air had added', async () => {
    const store = openStore({ ...process.env, STARFAN_FILES: '1' });
    const left = { J: [], H: [], Ks: [] } as Record<'J' | 'H' | 'Ks', number[]>;
    for (const name of ['J', 'H', 'Ks'] as const) {
      const images = readJsonLines(at('sky', skyKeys.images(name, 0)));
      const planes = await readPlanes(store, objectUrl(at('sky/')), name, [...images.keys()]);
      for (const [place, { item }] of images.entries()) {
        const { level } = backgroundsOf(name)[Number(/\d+$/.exec(item.name)?.[0]) - 1]!;
        left[name].push(planes[place]![0] - (level - bands[name].sky.level));
      }
    }
    for (const [name, levels] of Object.entries(left)) {
      expect(levels).toHaveLength(12);
      const rms = Math.sqrt(levels.reduce((sum, level) => sum + level ** 2, 0) / 12);
      // of 8 or 9 DN; a step of a quarter of the noise in a pixel is not seen
      expect(rms, name).toBeLessThan(bands[name as keyof typeof left].noise / 4);
    }
  });
});
