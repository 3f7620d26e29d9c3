import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Result } from '../../shared/core/query/result.ts';
import { csvOf, jsonOf, votableOf } from '../../shared/core/query/write-result.ts';
import { forTerminal } from '../../shared/core/text.ts';
import { writeResult } from '../../shared/query/write-parquet.ts';

/** How an answer is written. */
export type Format = 'csv' | 'json' | 'votable' | 'parquet';

const texts = { csv: csvOf, json: jsonOf, votable: votableOf };

/** Writes an answer to a file, whole or not at all, or to standard output. */
export async function writeAnswer(
  result: Result,
  format: Format,
  out: string | undefined,
): Promise<void> {
  if (out !== undefined) {
    const half = `${out}.part`;
    try {
      if (format === 'parquet') await writeResult(half, result);
      else await pipeline(Readable.from(texts[format](result)), createWriteStream(half));
      await rename(half, out);
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
    return;
  }
  if (format === 'parquet') {
    const folder = await mkdtemp(join(tmpdir(), 'starfan-answer-'));
    try {
      await writeResult(join(folder, 'answer.parquet'), result);
      await print(createReadStream(join(folder, 'answer.parquet')));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return;
  }
  const text = texts[format](result);
  await print(Readable.from(process.stdout.isTTY ? forEyes(text) : text));
}

const print = (stream: Readable): Promise<void> => pipeline(stream, process.stdout, { end: false });

/** Of what stands in a table nothing is a command to the terminal. */
async function* forEyes(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of text) yield forTerminal(piece);
}
