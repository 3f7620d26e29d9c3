import type { SearchedHdu, TaskRecord } from '../../shared/contracts/task-record.ts';
import type { Thumbnail } from '../../shared/pages/report/input.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** At some 10 kB each the page stays below a few MB, whatever the number of images. */
export const MAX_THUMBNAILS = 200;

/** The thumbnails of some images. */
export function readThumbnails(
  store: Store,
  run: string,
  records: readonly TaskRecord[],
): Promise<Thumbnail[]> {
  const wanted = records
    .flatMap((task) =>
      (task.detections?.hdus ?? []).map((hdu): [TaskRecord, SearchedHdu] => [task, hdu]),
    )
    .slice(0, MAX_THUMBNAILS);
  return Promise.all(
    wanted.map(async ([task, hdu]) => {
      const bytes = await store.get(joinUrl(run, hdu.thumbnail));
      return {
        task,
        hdu,
        dataUri: `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`,
      };
    }),
  );
}
