import type { Store } from '../store/store.ts';

/** A range of an object's bytes. */
export interface ByteRange {
  offset: number;
  length: number;
}

/**
 * Bytes between two ranges that are read along rather than asked around: less than a request takes
 * to be answered.
 */
const GAP_BYTES = 64 * 1024;

/** ranges asked for at the same time */
const AT_ONCE = 8;

/** Ranges of one object, in the order asked; those close together in one request. */
export async function readRanges(
  store: Store,
  url: string,
  ranges: readonly ByteRange[],
): Promise<Uint8Array[]> {
  const order = [...ranges.keys()].sort((a, b) => ranges[a]!.offset - ranges[b]!.offset);
  const requests: { start: number; end: number; members: number[] }[] = [];
  for (const i of order) {
    const { offset, length } = ranges[i]!;
    const last = requests.at(-1);
    if (last && offset <= last.end + GAP_BYTES) {
      last.end = Math.max(last.end, offset + length);
      last.members.push(i);
    } else requests.push({ start: offset, end: offset + length, members: [i] });
  }
  const out: Uint8Array[] = new Array(ranges.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const { start, end, members } = request;
      const bytes = await store.getRange(url, start, end - start);
      for (const i of members) {
        const from = ranges[i]!.offset - start;
        out[i] = bytes.subarray(from, from + ranges[i]!.length);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return out;
}

/** A range of one of several objects. */
export interface PartRange extends ByteRange {
  url: string;
}

/** Ranges of several objects, in the order asked: see `readRanges`. */
export async function readRangesOfParts(
  store: Store,
  ranges: readonly PartRange[],
): Promise<Uint8Array[]> {
  const byUrl = new Map<string, number[]>();
  for (const [i, { url }] of ranges.entries()) byUrl.set(url, [...(byUrl.get(url) ?? []), i]);
  const out: Uint8Array[] = new Array(ranges.length);
  await Promise.all(
    [...byUrl].map(async ([url, members]) => {
      const found = await readRanges(
        store,
        url,
        members.map((i) => ranges[i]!),
      );
      for (const [k, i] of members.entries()) out[i] = found[k]!;
    }),
  );
  return out;
}
