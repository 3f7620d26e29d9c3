import { cellRange, type HealpixRange } from '../core/hats/cells.ts';
import { refused } from '../core/query/refuse.ts';
import { percentDecoded } from '../core/text.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { textAt } from './properties.ts';

/** One file of a table; `range` holds the pixels of its rows. */
export interface TableFile {
  readonly url: string;
  readonly range?: HealpixRange;
}

/**
 * The files of a HATS catalogue: of the cells that partition_info.csv names, or, without it, of
 * those that are there. Throws RefusedQuery for cells that HEALPix has not.
 */
export async function partitions(
  store: Store,
  folder: string,
  suffix: string,
): Promise<TableFile[]> {
  const info = await textAt(store, joinUrl(folder, 'partition_info.csv'));
  const cells: [number, number][] = [];
  if (info !== undefined) {
    const [head = '', ...lines] = info.trim().split(/\r?\n/);
    const names = head.split(',').map((name) => name.trim());
    const [order, npix] = [names.indexOf('Norder'), names.indexOf('Npix')];
    for (const line of lines) {
      const fields = line.split(',');
      cells.push([Number(fields[order]), Number(fields[npix])]);
    }
  } else {
    for await (const { url } of store.list(joinUrl(folder, 'dataset/Norder='))) {
      const match = /Norder=(\d+)\/Dir=\d+\/Npix=(\d+)[./]/.exec(percentDecoded(url));
      if (match) cells.push([Number(match[1]), Number(match[2])]);
    }
  }
  const files: TableFile[] = [];
  for (const [order, npix] of uniqueCells(cells, folder)) {
    const key = `dataset/Norder=${order}/Dir=${Math.floor(npix / 10_000) * 10_000}/Npix=${npix}`;
    const range = cellRange({ order, npix });
    if (suffix !== '/') files.push({ url: joinUrl(folder, `${key}${suffix}`), range });
    else
      for await (const { url } of store.list(`${joinUrl(folder, key)}/`))
        if (/\.(parquet|pq|parq)$/i.test(url)) files.push({ url, range });
  }
  return files;
}

function uniqueCells(cells: readonly [number, number][], folder: string): [number, number][] {
  const seen = new Map<string, [number, number]>();
  for (const cell of cells) {
    const [order, npix] = cell;
    const isCell = Number.isInteger(order) && order >= 0 && order <= 29 && Number.isInteger(npix);
    if (!isCell || npix < 0 || npix >= 12 * 4 ** order)
      throw refused(`${folder}partition_info.csv names no cell of HEALPix: ${order}, ${npix}`);
    seen.set(`${order}/${npix}`, cell);
  }
  return [...seen.values()];
}
