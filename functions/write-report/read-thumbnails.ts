import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** A small picture that travels inside the page. */
export interface Thumbnail {
  name: string;
  hdu: number;
  dataUri: string;
}

/** At some 10 kB each the page stays below a few MB, whatever the number of images. */
const most = 200;

/** The thumbnails of the first images of the list. */
export async function readThumbnails(store: Store, run: string, records: TaskRecord[]): Promise<Thumbnail[]> {
  const wanted = records
    .flatMap(({ name, detections }) =>
      (detections?.hdus ?? []).map(({ hdu, thumbnail }) => ({ name, hdu, thumbnail })),
    )
    .slice(0, most);
  return Promise.all(
    wanted.map(async ({ name, hdu, thumbnail }) => {
      const bytes = await store.get(joinUrl(run, thumbnail));
      return { name, hdu, dataUri: `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}` };
    }),
  );
}
