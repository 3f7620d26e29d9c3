/** A source to mark on the sky: degrees, ICRS. */
export interface OverlaySource {
  readonly ra: number;
  readonly dec: number;
  /** NaN when not measured */
  readonly mag: number;
  readonly name: string;
}

/** More than these make a browser slow, and a sky red. */
const MOST = 20_000;

/** The catalogue of the viewer: tab-separated ra, dec, mag, name with a head line; the brightest ones of very many. Sources without position are left out. */
export function overlayTsv(sources: Iterable<OverlaySource>): string {
  const kept = [...sources].filter(({ ra, dec }) => Number.isFinite(ra) && Number.isFinite(dec));
  const magnitude = ({ mag }: OverlaySource): number => (Number.isNaN(mag) ? Number.POSITIVE_INFINITY : mag);
  if (kept.length > MOST)
    kept.sort((a, b) => Math.sign(magnitude(a) - magnitude(b)) || a.ra - b.ra || a.dec - b.dec);
  const lines = kept.slice(0, MOST).map(({ ra, dec, mag, name }) => {
    const brightness = Number.isFinite(mag) ? String(Number(mag.toFixed(3))) : '';
    return `${Number(ra.toFixed(6))}\t${Number(dec.toFixed(6))}\t${brightness}\t${name.replace(/\s+/g, ' ')}\n`;
  });
  return `ra\tdec\tmag\tname\n${lines.join('')}`;
}
