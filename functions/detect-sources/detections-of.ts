import type { Item } from '../../shared/contracts/lists.ts';
import type { SearchedHdu, TaskRecord } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { COUNT_ORDER, countSources, FINE_ORDER } from '../../shared/core/catalogue/counts.ts';
import { lonLatToHealpix } from '../../shared/core/healpix/pixel.ts';

/** What the record of an image says of its sources. */
export function detectionsOf(
  item: Item,
  catalogue: Catalogue,
  hdus: SearchedHdu[],
): NonNullable<TaskRecord['detections']> {
  const sum = (value: (one: SearchedHdu) => number) =>
    hdus.reduce((total, one) => total + value(one), 0);
  return {
    uri: item.uri,
    line: item.line,
    hdus,
    fineCells: countSources(catalogue, (ra, dec) => lonLatToHealpix(FINE_ORDER, ra, dec)).cells,
    counts: {
      ...countSources(catalogue, (ra, dec) => lonLatToHealpix(COUNT_ORDER, ra, dec)),
      pixels: sum(({ width, height }) => width * height),
      maskedPixels: sum((one) => one.maskedPixels),
    },
  };
}
