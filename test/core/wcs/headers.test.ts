import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { type FitsFile, openFits } from '../../../shared/core/fits/file.ts';
import type { Hdu } from '../../../shared/core/fits/hdu.ts';
import { readImage } from '../../../shared/core/fits/image.ts';
import type { LookupTable, LookupTables } from '../../../shared/core/wcs/lookup.ts';
import { lookupsNeeded, parseWcs } from '../../../shared/core/wcs/parse.ts';
import type { Wcs } from '../../../shared/core/wcs/wcs.ts';
import {
  hasSharedCases,
  hasSharedData,
  presentFiles,
  sharedCase,
  sharedData,
} from '../../shared-data.ts';
import { separation } from '../separation.ts';
import { doubles, type RealAnswers, realAnswers } from './truth.ts';

// The issue asks for 1e-9 deg against wcslib; doubles of 360 carry 6e-14.
const TOLERANCE = 1e-9;

const open = (file: string): Promise<FitsFile> =>
  openFits(memorySource(new Uint8Array(readFileSync(sharedData(file)))));

async function lookupTable(hdu: Hdu): Promise<LookupTable> {
  const image = await readImage(hdu);
  const pair = (keyword: string, absent: number): [number, number] => [
    hdu.header.number(`${keyword}1`) ?? absent,
    hdu.header.number(`${keyword}2`) ?? absent,
  ];
  const data = Float64Array.from(image.data as Float32Array);
  return {
    width: image.width,
    height: image.height,
    data,
    crpix: pair('CRPIX', 0),
    crval: pair('CRVAL', 0),
    cdelt: pair('CDELT', 1),
  };
}

async function wcsOf(file: FitsFile, hdu: Hdu): Promise<Wcs | undefined> {
  const loaded = new Map<string, LookupTable>();
  for (const { extname, extver } of lookupsNeeded(hdu.header)) {
    loaded.set(`${extname},${extver}`, await lookupTable(await file.hdu({ extname, extver })));
  }
  const lookups: LookupTables = { table: (extname, extver) => loaded.get(`${extname},${extver}`) };
  return parseWcs(hdu.header, lookups);
}

/** Largest deviations, degrees on the sky. */
function deviations(wcs: Wcs, answers: RealAnswers): { sky: number; icrs: number; pixel: number } {
  const [x, y, lon, lat] = [
    doubles(answers.x),
    doubles(answers.y),
    doubles(answers.lon),
    doubles(answers.lat),
  ];
  const [a, b] = [new Float64Array(x.length), new Float64Array(x.length)];
  const worst = { sky: 0, icrs: 0, pixel: 0 };
  wcs.pixelsToSky(x, y, a, b);
  for (let i = 0; i < x.length; i++) {
    expect(Number.isNaN(a[i]!), `${answers.file} off the map at ${x[i]} ${y[i]}`).toBe(
      Number.isNaN(lon[i]!),
    );
    if (!Number.isNaN(a[i]!))
      worst.sky = Math.max(worst.sky, separation(a[i]!, b[i]!, lon[i]!, lat[i]!));
  }
  // Where the polynomial folds over, far outside the image, several pixels share a position:
  // wcslib's own way back tells.
  const [x2, y2] = [doubles(answers.x2), doubles(answers.y2)];
  const unique = (i: number): boolean => Math.hypot(x2[i]! - x[i]!, y2[i]! - y[i]!) < 1e-6;
  const compare = (): void => {
    for (let i = 0; i < x.length; i++) {
      if (unique(i))
        worst.pixel = Math.max(
          worst.pixel,
          (Math.hypot(a[i]! - x2[i]!, b[i]! - y2[i]!) * wcs.pixelScale) / 3600,
        );
    }
  };
  wcs.skyToPixels(lon, lat, a, b);
  compare();
  expect(answers.ra !== undefined).toBe(wcs.hasIcrs);
  if (answers.ra && answers.dec) {
    const [ra, dec] = [doubles(answers.ra), doubles(answers.dec)];
    wcs.pixelsToIcrs(x, y, a, b);
    for (let i = 0; i < x.length; i++) {
      if (!Number.isNaN(ra[i]!))
        worst.icrs = Math.max(worst.icrs, separation(a[i]!, b[i]!, ra[i]!, dec[i]!));
    }
    wcs.icrsToPixels(ra, dec, a, b);
    compare();
  }
  return worst;
}

const answersByFile = groupByFile(realAnswers());

function groupByFile(all: RealAnswers[]): Map<string, RealAnswers[]> {
  const groups = new Map<string, RealAnswers[]>();
  for (const answers of all)
    groups.set(answers.file, [...(groups.get(answers.file) ?? []), answers]);
  return groups;
}

describe.skipIf(!hasSharedData)(
  'wcslib on every celestial header of ../shared/data (absent: skipped)',
  () => {
    for (const name of presentFiles([...answersByFile.keys()])) {
      const group = answersByFile.get(name) ?? [];
      // The reader refuses bzip2 by name.
      if (name.endsWith('.bz2')) continue;
      it(name, async () => {
        const file = await open(name);
        for (const answers of group) {
          const wcs = await wcsOf(file, await file.hdu(answers.hdu));
          expect(wcs, `HDU ${answers.hdu}`).toBeDefined();
          const { sky, icrs, pixel } = deviations(wcs as Wcs, answers);
          expect(
            {
              hdu: answers.hdu,
              sky: sky < TOLERANCE,
              icrs: icrs < TOLERANCE,
              pixel: pixel < TOLERANCE,
            },
            `${sky} ${icrs} ${pixel}`,
          ).toEqual({
            hdu: answers.hdu,
            sky: true,
            icrs: true,
            pixel: true,
          });
        }
      });
    }

    it('finds no celestial axes where wcslib finds none', async () => {
      for (const name of [
        'emmi/image.fits',
        'awkward/Random_Groups.fits',
        'awkward/astropy_io_fits/test0.fits',
        'awkward/hyper.fits',
      ]) {
        const known = new Set((answersByFile.get(name) ?? []).map(({ hdu }) => hdu));
        for (const hdu of await (await open(name)).hdus()) {
          expect(parseWcs(hdu.header) !== undefined, `${name} ${hdu.index}`).toBe(
            known.has(hdu.index),
          );
        }
      }
    });

    it('says which lookup tables an HST image needs', async () => {
      const file = await open('awkward/dist_lookup.fits.gz');
      const { header } = await file.hdu(1);
      expect(lookupsNeeded(header)).toEqual([
        { extname: 'D2IMARR', extver: 1 },
        { extname: 'WCSDVARR', extver: 1 },
        { extname: 'WCSDVARR', extver: 2 },
      ]);
      expect(() => parseWcs(header)).toThrow(
        expect.objectContaining({ name: 'MalformedWcs', where: { keyword: 'D2IMDIS1' } }),
      );
    });
  },
);

it.skipIf(!hasSharedCases)('PC01_01 of CASA counts (skipped without ../shared/cases)', async () => {
  const file = await openFits(
    memorySource(new Uint8Array(readFileSync(sharedCase('pc01_01/w_pc0101.fits')))),
  );
  const { header } = await file.hdu(0);
  const turned = parseWcs(header)!;
  // wcslib: position of pixel (10, 20), counted from 0
  const [ra, dec] = turned.pixelToIcrs(10, 20);
  expect(ra).toBeCloseTo(150.13379885, 8);
  expect(dec).toBeCloseTo(2.14225002, 8);
});
