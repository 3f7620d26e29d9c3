import * as z from 'zod';
import { RunError } from '../contracts/errors.ts';
import { plainText } from '../core/text.ts';
import { readLines } from '../store/lines.ts';
import type { Store } from '../store/store.ts';

/**
 * What a run's own file holds, checked against its schema. Throws DamagedRun where another hand or
 * a bad disk changed it.
 */
export function fromJson<T>(text: string, schema: z.ZodType<T>, url: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new RunError(
      'DamagedRun',
      plainText(
        `${url} is not what this run wrote there: ${why}. Restore it, or run the list again into another place`,
      ),
      { cause },
    );
  }
}

/** A JSON object of the store, checked against its schema. Throws DamagedRun. */
export async function readJson<T>(store: Store, url: string, schema: z.ZodType<T>): Promise<T> {
  return parseJson(await store.get(url), schema, url);
}

/** The bytes of a JSON object, checked against its schema. Throws DamagedRun. */
export const parseJson = <T>(bytes: Uint8Array, schema: z.ZodType<T>, url: string): T =>
  fromJson(new TextDecoder().decode(bytes), schema, url);

/** Values as lines of JSON. */
export const jsonLines = (values: Iterable<unknown>): string => {
  let text = '';
  for (const value of values) text += `${JSON.stringify(value)}\n`;
  return text;
};

/** characters of a piece */
const PIECE = 2 ** 20;

/** The same in bytes: of more of them than a string may be long. */
export function jsonLinesBytes(values: Iterable<unknown>): Uint8Array {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let text = '';
  for (const value of values) {
    text += `${JSON.stringify(value)}\n`;
    if (text.length < PIECE) continue;
    pieces.push(encoder.encode(text));
    text = '';
  }
  pieces.push(encoder.encode(text));
  return Buffer.concat(pieces);
}

/** Lines of JSON, each checked against the schema. Streams. Throws DamagedRun. */
export async function* readJsonLines<T>(
  store: Store,
  url: string,
  schema: z.ZodType<T>,
): AsyncGenerator<T> {
  for await (const line of readLines(store, url)) {
    if (line !== '') yield fromJson(line, schema, url);
  }
}
