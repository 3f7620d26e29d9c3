/** A source to mark on the sky: degrees, ICRS. */
export interface OverlaySource {
  readonly ra: number;
  readonly dec: number;
  /** NaN when not measured */
  readonly mag: number;
  /** in the image's unit; NaN when not measured */
  readonly flux: number;
  readonly name: string;
}

/** More than these make a browser slow, and a sky red. */
const MAX_SOURCES = 20_000;

/**
 * The catalogue of the viewer: the brightest sources of all that are added, in the order of
 * brightness. Those with a magnitude come before those with a flux alone. Holds 40,000 sources at
 * most, whatever the survey. Same sources, same text, in any order.
 */
export class Overlay {
  #kept: OverlaySource[] = [];
  #total = 0;

  /** Sources without a position are left out. */
  add(source: OverlaySource): void {
    if (!Number.isFinite(source.ra) || !Number.isFinite(source.dec)) return;
    this.#total++;
    if (this.#kept.push(source) === 2 * MAX_SOURCES) this.#prune();
  }

  /** sources with a position */
  get total(): number {
    return this.#total;
  }

  /** those of them that `tsv` has */
  get shown(): number {
    return Math.min(this.#total, MAX_SOURCES);
  }

  /**
   * Tab-separated values: a line that says how many sources there are in all, a line of column
   * names, a line for each source.
   */
  tsv(): string {
    this.#prune();
    const lines = this.#kept.map(
      ({ ra, dec, mag, flux, name }) =>
        `${Number(ra.toFixed(6))}\t${Number(dec.toFixed(6))}\t${cell(mag, Number(mag.toFixed(3)))}\t${cell(flux, Number(flux.toPrecision(6)))}\t${name.replace(/\s+/g, ' ')}\n`,
    );
    return `# sources: ${this.#total}\nra\tdec\tmag\tflux\tname\n${lines.join('')}`;
  }

  #prune(): void {
    this.#kept.sort(byBrightness);
    this.#kept.length = this.shown;
  }
}

const cell = (value: number, text: number): string => (Number.isFinite(value) ? String(text) : '');

/**
 * What is not measured comes last; what is equally bright, in the order of its position and name.
 */
function byBrightness(a: OverlaySource, b: OverlaySource): number {
  return (
    ascending(a.mag, b.mag) ||
    ascending(-a.flux, -b.flux) ||
    a.ra - b.ra ||
    a.dec - b.dec ||
    Number(a.name > b.name) - Number(a.name < b.name)
  );
}

const ascending = (a: number, b: number): number =>
  Number.isFinite(a) && Number.isFinite(b)
    ? a - b
    : Number(Number.isFinite(b)) - Number(Number.isFinite(a));
