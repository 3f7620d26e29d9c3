import type { Item } from '../../shared/contracts/lists.ts';
import type { SearchedHdu, TaskRecord } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { countSources } from '../../shared/core/catalogue/counts.ts';

/** What the record of an image says of its sources. */
export function detectionsOf(
  item: Item,
  catalogue: Catalogue,
  hdus: SearchedHdu[],
): NonNullable<TaskRecord['detections']> {
  const sum = (value: (one: SearchedHdu) => number) =>
    hdus.reduce((total, one) => total + value(one), 0);
  const { cells, crowds, ...counts } = countSources(catalogue);
  return {
    uri: item.uri,
    line: item.line,
    hdus,
    fineCells: cells,
    ...(Object.keys(crowds).length > 0 ? { crowdedCells: crowds } : {}),
    counts: {
      ...counts,
      pixels: sum(({ width, height }) => width * height),
      maskedPixels: sum((one) => one.maskedPixels),
    },
  };
}
