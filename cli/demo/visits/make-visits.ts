import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Random, seededRandom } from '../../../shared/core/random.ts';
import { demoWcs } from '../cards.ts';
import { bandNames, bands } from '../sky/bands.ts';
import { backgroundsOf, observationCards, starsIn, writeFrame } from '../sky/make-sky.ts';
import type { Gas } from '../sky/nebula.ts';
import { FRAME_SIDE, fieldPlane, frameWcsCards } from '../sky/pointings.ts';
import type { Star } from '../sky/stars.ts';
import { takeFrame } from '../sky/take-frame.ts';
import { movingStar, starAt, variableStar } from './planted.ts';

const SEED = 20261123;

/** Nights, ms since 1970, UTC: the first visit of each; a year lies between them. */
const nights = [Date.UTC(2025, 10, 21, 2), Date.UTC(2026, 10, 21, 2)];
/** Visits a night, and minutes from one to the next. */
const VISITS = 5;
const MINUTES = 32;

/** Where the camera looks, arcminutes west and north of the nebula's middle: far from its gas. */
const pointing = { x: 24, y: 18 };
const noGas: Gas = { reflected: 0, glowing: 0, warm: 0, lane: 0, dust: 0 };

/** Constant stars: rows and columns of them, arcminutes apart, none at a planted star's place. */
const ROWS = 7;
const APART = 0.7;

/**
 * Writes what the camera of the nebula sees of a field beside it in three bands, five times in each
 * of two nights: stars of which one varies and one moves. Answers the paths, in the order of time.
 */
export async function makeVisits(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const random = seededRandom(SEED);
  const stars = constantStars(random);
  const gas = new Array<Gas>(FRAME_SIDE * FRAME_SIDE).fill(noGas);
  const paths: string[] = [];
  for (const [night, first] of nights.entries())
    for (let visit = 0; visit < VISITS; visit++) {
      const begin = first + visit * MINUTES * 60_000;
      const wcs = frameWcsCards({
        x: pointing.x + random.normal() / 20,
        y: pointing.y + random.normal() / 20,
        twist: 0.3 * random.normal(),
      });
      const days = (begin - nights[0]!) / 86_400_000;
      const planted = [variableStar, movingStar].map((star) => starAt(star, days, fieldPlane));
      const scene = { gas, stars: starsIn(demoWcs(wcs), [...stars, ...planted]) };
      for (const [b, band] of bandNames.entries()) {
        const air = backgroundsOf(band)[visit]!;
        const number = 100 * (b + 1) + 10 * night + visit;
        const pixels = takeFrame(scene, bands[band], air, seededRandom(SEED + number));
        const name = `visit${night + 1}${visit + 1}_${band.toLowerCase()}.fits`;
        const cards = [...observationCards(bands[band], begin), ...wcs];
        paths.push(await writeFrame(join(folder, name), pixels, cards));
      }
    }
  return paths;
}

/** Stars about the nodes of a grid, of colours of their own. */
function constantStars({ uniform }: Random): Star[] {
  const node = (n: number) => (n - (ROWS - 1) / 2) * APART + 0.2 * (uniform() - 0.5);
  return Array.from({ length: ROWS * ROWS }, (_, n) => {
    const [ks, colour] = [11.5 + 2 * uniform(), 0.2 + 0.8 * uniform()];
    return {
      x: pointing.x + node(n % ROWS),
      y: pointing.y + node(Math.floor(n / ROWS)),
      magnitudes: { J: ks + colour, H: ks + 0.2 * colour, Ks: ks },
    };
  });
}
