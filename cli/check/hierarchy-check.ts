import { icrsCoverage } from '../../shared/core/hips/coverage.ts';
import type { HipsFrame } from '../../shared/core/hips/frame.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import {
  countPixels,
  type Moc,
  mocOfCells,
  mocPixels,
  touchesCell,
} from '../../shared/core/moc/moc.ts';
import type { MocFile } from '../../shared/core/moc/moc-fits.ts';
import type { Inventory } from './inventory.ts';
import type { Problems } from './problems.ts';

/**
 * Whether every tile has its parent and, above the deepest order, a child, and every format the
 * same tiles.
 */
export function checkHierarchy({ tiles, deepest }: Inventory, problems: Problems): void {
  for (const [extension, orders] of tiles) {
    for (let order = 0; order <= deepest; order++) {
      const here = orders[order] ?? [];
      if (here.length === 0) {
        problems.add(
          'MissingOrder',
          `Norder${order}`,
          `There are no ${extension} tiles of order ${order}: viewers want every order from 0 to ${deepest}.`,
        );
        continue;
      }
      const there = new Set(here);
      const above = new Set((orders[order + 1] ?? []).map((ipix) => Math.floor(ipix / 4)));
      for (const parent of above) {
        if (!there.has(parent))
          problems.add(
            'MissingParent',
            tilePath(order, parent, extension),
            'It has children but is not there: make it.',
          );
      }
      // An order that is missing is reported once, by itself.
      for (const ipix of above.size > 0 ? here : []) {
        if (!above.has(ipix))
          problems.add(
            'OrphanTile',
            tilePath(order, ipix, extension),
            'None of its four children is there: make them, or delete it and those above it.',
          );
      }
    }
  }
  const [one, ...rest] = [...tiles];
  if (!one) return;
  const [first, most] = one;
  for (const [extension, orders] of rest) {
    const [mine, theirs] = [new Set(orders[deepest] ?? []), new Set(most[deepest] ?? [])];
    for (const ipix of theirs) {
      if (!mine.has(ipix))
        problems.add(
          'MissingFormat',
          tilePath(deepest, ipix, extension),
          `There is ${first} of this tile but no ${extension}: make it.`,
        );
    }
    for (const ipix of mine) {
      if (!theirs.has(ipix))
        problems.add(
          'MissingFormat',
          tilePath(deepest, ipix, first),
          `There is ${extension} of this tile but no ${first}: make it.`,
        );
    }
  }
}

/** Whether Moc.fits is the sky of the deepest tiles. */
export function checkMoc(
  { moc, coordsys }: MocFile,
  inventory: Inventory,
  frame: HipsFrame,
  problems: Problems,
): void {
  const { deepest } = inventory;
  const all = [...inventory.tiles.values()].flatMap((orders) => orders[deepest] ?? []);
  if (frame === 'equatorial' && coordsys === 'G') {
    problems.add(
      'WrongMoc',
      'Moc.fits',
      "COORDSYS = 'G' makes its cells galactic, but hips_frame is equatorial: make it again.",
    );
    return;
  }
  const own = mocOfCells(deepest, all);
  const inOwnFrame = frame === 'equatorial' || coordsys === 'G';
  const tiles = inOwnFrame ? own : icrsCoverage(own, frame);
  if (moc.order < deepest) {
    problems.add(
      'WrongMoc',
      'Moc.fits',
      `Its order ${moc.order} is coarser than the tiles' ${deepest}: make it again from the tiles.`,
    );
    return;
  }
  const [missing] = outside(tiles, moc);
  if (missing !== undefined) {
    problems.add(
      'WrongMoc',
      'Moc.fits',
      `It leaves out tiles, as ${deepest}/${missing}: viewers will not show them. Make it again.`,
    );
  }
  const [extra] = outside(atOrder(moc, deepest), tiles);
  if (extra !== undefined) {
    problems.add(
      'WrongMoc',
      'Moc.fits',
      `It claims sky without tiles, as ${deepest}/${extra}: make it again from the tiles.`,
    );
  }
}

/** The cells of a MOC coarsened to an order. */
const atOrder = (moc: Moc, order: number): Moc =>
  moc.order === order
    ? moc
    : mocOfCells(
        order,
        new Set([...mocPixels(moc)].map((p) => Math.floor(p / 4 ** (moc.order - order)))),
      );

/** Pixels of a MOC that another (of its order or a finer one) does not touch. */
function* outside(moc: Moc, other: Moc): Generator<number> {
  if (countPixels(other) === 0) yield* mocPixels(moc);
  else
    for (const ipix of mocPixels(moc))
      if (!touchesCell(other, { order: moc.order, ipix })) yield ipix;
}
