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

/** The first visit of each epoch, ms since 1970, UTC; a year lies between them. */
const epochs = [Date.UTC(2025, 10, 21, 2), Date.UTC(2026, 10, 21, 2)];
/**
 * Hours of an epoch's visits from its first on, in five nights: uneven, so that one period alone
 * fits them.
 */
const visitHours = [0, 1.2, 2.5, 25.7, 74.3, 122.9, 243.3];
const HOUR_MS = 3_600_000;

/** Where the camera looks, arcminutes west and north of the nebula's middle: far from its gas. */
const pointing = { x: 24, y: 18 };
const noGas: Gas = { reflected: 0, glowing: 0, warm: 0, lane: 0, dust: 0 };

/** Constant stars: rows and columns of them, arcminutes apart, none at a planted star's place. */
const ROWS = 7;
const APART = 0.7;

/**
 * Writes what the camera of the nebula sees of a field beside it in three bands, seven times in
 * each of two epochs: stars of which one varies and one moves. Answers the paths, in the order of
 * time.
 */
export async function makeVisits(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const random = seededRandom(SEED);
  const stars = constantStars(random);
  const gas = new Array<Gas>(FRAME_SIDE * FRAME_SIDE).fill(noGas);
  const paths: string[] = [];
  for (const [epoch, first] of epochs.entries())
    for (const [visit, hours] of visitHours.entries()) {
      const begin = first + hours * HOUR_MS;
      const wcs = frameWcsCards({
        x: pointing.x + random.normal() / 20,
        y: pointing.y + random.normal() / 20,
        twist: 0.3 * random.normal(),
      });
      const days = (begin - epochs[0]!) / 86_400_000;
      const planted = [variableStar, movingStar].map((star) => starAt(star, days, fieldPlane));
      const scene = { gas, stars: starsIn(demoWcs(wcs), [...stars, ...planted]) };
      for (const [b, band] of bandNames.entries()) {
        const air = backgroundsOf(band)[visit]!;
        const number = 100 * (b + 1) + 10 * epoch + visit;
        const pixels = takeFrame(scene, bands[band], air, seededRandom(SEED + number));
        const name = `visit${epoch + 1}${visit + 1}_${band.toLowerCase()}.fits`;
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
