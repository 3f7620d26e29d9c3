import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { parseProperties } from '../../shared/core/hips/properties.ts';
import { parseTilePath } from '../../shared/core/hips/tile-path.ts';
import { type Moc, touchesCell } from '../../shared/core/moc/moc.ts';
import { readMoc } from '../../shared/core/moc/moc-fits.ts';

/** What a HiPS says of the tiles that it has. */
interface Extent {
  order: number;
  /** of tiles' names */
  extensions: string[];
  /** in the frame of the tiles; undefined where Moc.fits is in another */
  coverage: Moc | undefined;
}

/**
 * Whether a file that is not there is a tile of a HiPS where the HiPS has no sky: of an order and a
 * format that it has, and outside its coverage. Viewers ask for such tiles (Aladin Lite does until
 * it has read Moc.fits), and a browser calls each answer 404 an error. A HiPS in S3 answers them
 * with 404, or 403, which does no harm but to the console. A tile that belongs to the coverage and
 * is not there is lost and not meant here. The coverage of a galactic HiPS, being in ICRS, does not
 * say which tiles there are: there every absent tile counts as empty, and `starfan check` finds
 * what is lost.
 *
 * @param path relative to root, slashes between
 */
export async function isEmptySky(root: string, path: string): Promise<boolean> {
  const match = /^\/?(.*)\/(Norder\d+\/Dir\d+\/Npix\d+\.\w+)$/.exec(path);
  const tile = match && parseTilePath(match[2]!);
  if (!tile) return false;
  const hips = await extentOf(join(root, match[1]!)).catch(() => undefined);
  if (!hips || tile.order > hips.order || !hips.extensions.includes(tile.extension)) return false;
  const { coverage } = hips;
  if (!coverage) return true;
  const finer = Math.max(0, tile.order - coverage.order);
  return !touchesCell(coverage, {
    order: tile.order - finer,
    ipix: Math.floor(tile.ipix / 4 ** finer),
  });
}

async function extentOf(folder: string): Promise<Extent> {
  const properties = parseProperties(await readFile(join(folder, 'properties'), 'utf8'));
  const path = join(folder, 'Moc.fits');
  const { moc, coordsys } = await readMoc(memorySource(await readFile(path), path));
  return {
    order: Number(properties.get('hips_order')),
    extensions: (properties.get('hips_tile_format') ?? '')
      .split(/\s+/)
      .map((f) => (f === 'jpeg' ? 'jpg' : f)),
    coverage:
      (properties.get('hips_frame') === 'galactic') === (coordsys === 'G') ? moc : undefined,
  };
}
