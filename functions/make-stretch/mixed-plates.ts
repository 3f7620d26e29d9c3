import type { TaskRecord } from '../../shared/contracts/task-record.ts';

/** What an image ends with that was there when its header was read. */
const gone: ReadonlySet<string> = new Set(['Changed', 'NoSuchObject', 'AccessDenied']);

/** Addresses of images that a plate did not find as they were planned. */
export const missingImages = ({ failures }: TaskRecord): string[] =>
  failures.flatMap(({ error, uri }) => (gone.has(error) ? [uri] : []));

/** The first of some images that is in a plate all the same, which was painted before. */
export function paintedAmong(
  { inputs, failures }: TaskRecord,
  images: ReadonlySet<string>,
): string | undefined {
  const failed = new Set(failures.map(({ uri }) => uri));
  return inputs.find(({ url }) => images.has(url) && !failed.has(url))?.url;
}
