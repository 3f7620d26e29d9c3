import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../shared-data.ts';
import { cellsOf, problemsOf, readTile } from './sky/hips.ts';
import { mapsFolder } from './sky/maps.ts';

const JAR = '/usr/share/java/aladin.jar'; // of Debian's package aladin
const isHere = existsSync(JAR) && existsSync(sharedData('2mass'));
if (!isHere)
  console.warn(
    'aladin or ../shared/data is absent: no HiPS is compared with Hipsgen or shown to LINT',
  );

const { at, map } = mapsFolder('peers');
const run = promisify(execFile);

const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Hipsgen without the colours of its words. Its exit status says nothing. */
async function hipsgen(...args: string[]): Promise<string> {
  const java = ['-Xmx1g', '-Djava.awt.headless=true', '-jar', JAR, '-hipsgen'];
  const { stdout, stderr } = await run('java', [...java, ...args], { maxBuffer: 2 ** 26 }).catch(
    (error) => error,
  );
  return `${stdout}${stderr}`.replaceAll(colour, '');
}

/**
 * An image that says of its positions that they are ICRS. 2MASS says nothing but EQUINOX 2000,
 * which is FK5; Hipsgen takes that for ICRS all the same, 20 mas away, which in a steep star is a
 * hundredth of its light.
 */
function inIcrs(path: string): Uint8Array {
  const bytes = readFileSync(path);
  const file = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const cardAt = (at: number) => file.subarray(at, at + 8).toString('latin1');
  let [end, frame] = [0, 0];
  for (; cardAt(end) !== 'END     '; end += 80) if (/^RADE(C?)SYS/.test(cardAt(end))) frame = end;
  if (frame === 0) {
    if ((end + 80) % 2880 === 0) throw new Error(`${path} has no room for a card`);
    file.copy(file, end + 80, end, end + 80);
    frame = end;
  }
  file.write("RADESYS = 'ICRS    '".padEnd(80), frame, 'latin1');
  return file;
}

/** Images of one band, and the HiPS order that Hipsgen is given too. */
const sets: [name: string, pattern: RegExp, order: number][] = [
  ['M17', /^aK_asky_.*\.fits\.gz$/, 9],
  ['GC', /^gc_2mass_k\.fits$/, 7],
];

describe.skipIf(!isHere).each(sets)(
  '%s (skipped without aladin and ../shared/data)',
  (name, pattern, order) => {
    const folder = at(name);
    let hips: string;

    beforeAll(async () => {
      mkdirSync(folder);
      const files = readdirSync(sharedData('2mass')).filter((file) => pattern.test(file));
      const images = files.map((file) => {
        const path = join(folder, basename(file, '.gz'));
        writeFileSync(path, inIcrs(sharedData(`2mass/${file}`)));
        return { uri: path, band: 'K' };
      });
      const ran = await map(images, { sky: { order } });
      expect(ran.outcome.status).toBe('SUCCEEDED');
      hips = ran.hips('K');
    });

    it('makes a HiPS that LINT and starfan check have nothing to say of', async () => {
      expect(await problemsOf(hips)).toEqual([]);
      const words = await hipsgen(`out=${hips}`, 'LINT');
      expect(words).toContain('IVOA HiPS 1.0 compatible');
      expect(words.match(/^\*?(ERROR|WARN).*$|.*Exception.*/gim)).toBeNull();
    });

    it('has the pixels of Hipsgen, to 1e-4, and the same sky without', async () => {
      const out = at(`${name}-hipsgen`);
      const settings = [
        'maxthread=2',
        `in=${folder}`,
        `out=${out}`,
        'creator_did=STARFAN/P/x',
        `order=${order}`,
        'bitpix=-32', // else it rounds to the integers of the image
      ];
      const words = await hipsgen(...settings, '-f', 'INDEX', 'TILES');
      expect(existsSync(out), words).toBe(true);

      const [ours, theirs] = [cellsOf(hips, order, 'fits'), cellsOf(out, order, 'fits')];
      expect(ours).toEqual(expect.arrayContaining(theirs));
      let [pixels, onlyOne, far] = [0, 0, 0];
      for (const ipix of theirs) {
        const a = await readTile(hips, order, ipix);
        const b = await readTile(out, order, ipix);
        for (let i = 0; i < a.length; i++) {
          const [one, other] = [a[i]!, b[i]!];
          if (Number.isNaN(one) !== Number.isNaN(other)) onlyOne++;
          else if (!Number.isNaN(one)) {
            pixels++;
            if (Math.abs(one - other) > 1e-4 * Math.max(Math.abs(one), Math.abs(other))) far++;
          }
        }
      }
      expect(pixels).toBeGreaterThan(100_000);
      // None but along the border of integers, where Hipsgen cuts what it extrapolates to their
      // range: one in a million.
      expect(far / pixels).toBeLessThan(1e-5);
      expect(onlyOne / pixels).toBeLessThan(1e-5); // at the border, by the last bit of a position
    });
  },
);
