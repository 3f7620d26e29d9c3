import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { writeList } from './frames.ts';
import { hashesOf } from './hips.ts';
import { runSky, type SkyRun } from './machine.ts';

/** A folder for maps, gone after the tests of the file. */
export function mapsFolder(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `starfan-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (...parts: string[]) => join(folder, ...parts);
  let runs = 0;

  /**
   * Maps the images of a list, into a folder of its own if no other is named. Bad ones are no
   * reason for the run to fail.
   */
  async function map(lines: readonly (string | object)[], options: Partial<SkyRun> = {}) {
    const out = options.out ?? at(`run${runs++}`);
    const list = writeList(`${out}.jsonl`, lines);
    const ran = await runSky({
      list,
      out,
      ...options,
      sky: { order: 2, fits: true, ...options.sky },
      input: { toleratedFailurePercentage: 100, ...options.input },
    });
    const hips = (band: string) => join(out, 'hips', band);
    /** the deepest tiles */
    const tiles = (band: string) => hashesOf(hips(band), Number(options.sky?.order ?? 2));
    return { ...ran, out, hips, tiles };
  }
  return { at, map };
}

/** Line and error of each failure. */
export const named = (failures: { line: number; error: string }[]) =>
  failures.map(({ line, error }) => [line, error]);
