import type * as z from 'zod';
import { readLines } from '../store/lines.ts';
import type { Store } from '../store/store.ts';

/** A JSON object of the store, checked against its schema. */
export async function readJson<T>(store: Store, url: string, schema: z.ZodType<T>): Promise<T> {
  return parseJson(await store.get(url), schema);
}

/** The bytes of a JSON object, checked against its schema. */
export const parseJson = <T>(bytes: Uint8Array, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(new TextDecoder().decode(bytes)));

/** Values as lines of JSON. */
export const jsonLines = (values: Iterable<unknown>): string => {
  let text = '';
  for (const value of values) text += `${JSON.stringify(value)}\n`;
  return text;
};

/** Lines of JSON, each checked against the schema. Streams. */
export async function* readJsonLines<T>(
  store: Store,
  url: string,
  schema: z.ZodType<T>,
): AsyncGenerator<T> {
  for await (const line of readLines(store, url)) {
    if (line !== '') yield schema.parse(JSON.parse(line));
  }
}
