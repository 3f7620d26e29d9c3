import { lonLatToHealpix } from '../healpix/pixel.ts';
import type { HipsFrame } from '../hips/frame.ts';
import { RowTable } from '../row-table.ts';
import { type ImageOutline, type ImageRefusal, regionOf } from './image-outline.ts';
import { OutlineTable } from './outline-table.ts';
import type { SkyCells } from './sky-cells.ts';

/** What a plan keeps of an image beside its outline. */
export interface PlanImage {
  readonly band: string;
  readonly width: number;
  readonly height: number;
  /** arcsec */
  readonly pixelScale: number;
  /** HEALPix cell of its centre, at `NEIGHBOUR_ORDER`, ICRS: images of near cells are neighbours */
  readonly cell: number;
}

/** Numbers of an image: its band's, width, height, pixelScale, cell. */
const NUMBERS = 5;

/** What a plan keeps of very many images, 40 bytes each. */
export class ImageTable {
  readonly #rows = new RowTable(NUMBERS);
  readonly #bands: string[] = [];

  get length(): number {
    return this.#rows.length;
  }

  push({ band, width, height, pixelScale, cell }: PlanImage): void {
    let number = this.#bands.lastIndexOf(band);
    if (number < 0) number = this.#bands.push(band) - 1;
    this.#rows.add().set([number, width, height, pixelScale, cell]);
  }

  /** Throws RangeError where there is none. */
  at(place: number): PlanImage {
    const [band, width, height, pixelScale, cell] = this.#rows.at(place) as unknown as Five;
    return { band: this.#bands[band]!, width, height, pixelScale, cell };
  }

  *entries(): Generator<[number, PlanImage]> {
    for (let place = 0; place < this.length; place++) yield [place, this.at(place)];
  }
}
type Five = [number, number, number, number, number];

/** Cells of 0.9'. */
const NEIGHBOUR_ORDER = 12;

/**
 * The images of a list as a plan needs them: what is kept of each takes 184 bytes, so that a list
 * may have very many.
 */
export class SkyImages {
  readonly frame: HipsFrame;
  readonly images = new ImageTable();
  /** in the frame; undefined for those that cannot be planned with */
  readonly outlines = new OutlineTable();
  /**
   * of the few images whose outline is only a circle around them, by place: the cells that they
   * touch
   */
  readonly cells = new Map<number, SkyCells>();
  readonly refused: ImageRefusal[] = [];

  constructor(frame: HipsFrame) {
    this.frame = frame;
  }

  /** The next image of the list. */
  add(image: ImageOutline): void {
    const { band, width, height, pixelScale, centre } = image;
    const region = regionOf(image, this.frame);
    const place = this.images.length;
    const isThere = !('message' in region);
    if (!isThere) this.refused.push({ image: place, ...region });
    else if ('cells' in region) this.cells.set(place, region.cells);
    const cell = isThere ? lonLatToHealpix(NEIGHBOUR_ORDER, centre.ra, centre.dec) : -1;
    this.images.push({ band, width, height, pixelScale, cell });
    this.outlines.push(isThere ? ('border' in region ? region.border : region.circle) : undefined);
  }

  /** Takes images out again; they keep their places. */
  refuse(refused: readonly ImageRefusal[]): void {
    for (const one of refused) {
      this.refused.push(one);
      this.outlines.clear(one.image);
      this.cells.delete(one.image);
    }
    this.refused.sort((a, b) => a.image - b.image);
  }
}
