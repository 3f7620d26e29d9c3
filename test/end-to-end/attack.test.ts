import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { statusCommand } from '../../cli/commands/status.ts';
import { consequenceOfName } from '../../shared/contracts/errors.ts';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { runSky } from './sky/machine.ts';
import { mapsFolder } from './sky/maps.ts';
import { productsOfSky } from './sky/products.ts';

const { at } = mapsFolder('attack');

/** The one that is not here asks for the larger function's memory: see needs-large.test.ts. */
const files = hasSharedCases
  ? readdirSync(sharedCase('attack'))
      .filter((name) => name.includes('.fits') && !name.startsWith('needs_large'))
      .sort()
  : [];
const healthy = ['g1', 'g2', 'g3'];

/** Paths of all files, and the lines of the lists that are no paths. */
function lines(): string[] {
  const lists = readdirSync(sharedCase('attack/lists')).flatMap((name) =>
    readFileSync(sharedCase(`attack/lists/${name}`), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('/')),
  );
  return [...files.map((name) => sharedCase(`attack/${name}`)), ...lists];
}

/** What becomes of each bad line; all others come to a result. */
const expected: Record<string, Record<string, string>> = {
  'detect-sources': {
    'esc.fits': 'UnsupportedFits',
    'gzip_bomb.fits': 'TooLarge',
    'wht0.fits': 'NoGoodPixels',
    'wide100k.fits': 'TooLarge',
    'zscale0d.fits': 'MalformedFits',
  },
  'sky-map': {
    'bunit70k.fits': 'DifferentUnit',
    'cd1e200.fits': 'MalformedWcs',
    'continue3m.fits.gz': 'MalformedWcs',
    'esc.fits': 'MalformedWcs',
    'gzip_bomb.fits': 'TooLarge',
    'tinyscale.fits': 'MalformedWcs',
    'wht0.fits': 'NoGoodPixels',
    'wide100k.fits': 'TooLarge',
    'zscale0d.fits': 'MalformedWcs',
  },
};
expected.mosaic = expected['sky-map']!;
const ofLines = ['MalformedLine', 'MalformedLine', 'NotAUri'];

/** Control characters but the ends of lines. */
const CONTROL = /(?!\n)\p{Cc}/u;

/**
 * What is made of the images alone: no plans and lists, which have the numbers of lines, and not
 * the mosaic whose table of inputs names wht0.fits, too, as not used: it fails only when it is
 * painted.
 */
const PRODUCTS =
  /^images\/|^tiles\/|^histograms\/|^mosaics\/(?!unknown\/).*\.fits$|^hips\/.*Npix\d+\.(fits|png)$/;

describe.skipIf(!hasSharedCases).each(['detect-sources', 'sky-map', 'mosaic'] as const)(
  '%s over every input that broke a run (skipped without ../shared/cases)',
  (machine) => {
    const run = (name: string, list: string[]) => {
      mkdirSync(at(machine, name), { recursive: true });
      const path = at(machine, name, 'list.txt');
      writeFileSync(path, list.map((line) => `${line}\n`).join(''));
      const out = at(machine, name, 'run');
      const sky = { background: 'plane', fits: true };
      const input = { toleratedFailurePercentage: 100 };
      return runSky({ machine, list: path, out, sky, input }).then((ran) => ({ ...ran, out }));
    };
    let all: Awaited<ReturnType<typeof run>>;
    let failures: { line: number; uri: string; stage: string; error: string; message: string }[];
    beforeAll(async () => {
      all = await run('all', lines());
      failures = all.failures();
    });

    it('ends every line once, each bad one by its name', () => {
      expect(all.outcome.status).toBe('SUCCEEDED');
      const summary = all.summary();
      expect(summary).toMatchObject({
        lines: lines().length,
        failed: failures.length,
        brokenOff: 0,
      });
      expect(summary.done + summary.failed).toBe(summary.lines);
      expect(new Set(failures.map(({ line }) => line)).size).toBe(failures.length);
      const ofImages = failures.filter(({ stage }) => stage !== 'lists');
      const named = ofImages.map(({ uri, error }) => [basename(uri), error]);
      expect(Object.fromEntries(named)).toEqual(expected[machine]);
      const ofList = failures.filter(({ stage }) => stage === 'lists');
      expect(ofList.map(({ error }) => error).sort()).toEqual(ofLines);
      for (const { error } of failures)
        expect([error, consequenceOfName(error)]).not.toContain('run');
    });

    it('makes of the others what it makes without the bad ones, byte for byte', async () => {
      const bad = new Set(failures.map(({ line }) => line));
      const good = await run(
        'good',
        lines().filter((_, i) => !bad.has(i + 1)),
      );
      expect(good.summary()).toMatchObject({ state: 'SUCCEEDED', failed: 0 });
      const made = productsOfSky(good.out, PRODUCTS);
      expect(Object.keys(made).length).toBeGreaterThan(10);
      for (const name of healthy)
        if (machine === 'detect-sources')
          expect(made).toHaveProperty([`images/${name}/catalogue.fits`]);
      expect(productsOfSky(all.out, PRODUCTS)).toEqual(made);
    });

    it('says what it says without control characters: failures, report, status', async () => {
      for (const failure of failures) expect(Object.values(failure).join(' ')).not.toMatch(CONTROL);
      for (const file of ['failures.jsonl', 'report.html', 'run.json', 'list.jsonl'])
        expect(readFileSync(join(all.out, file), 'utf8')).not.toMatch(CONTROL);
      const log = vi.mocked(console.log);
      log.mockClear();
      expect(await statusCommand.run([all.out])).toBeTypeOf('number');
      const said = log.mock.calls.join('\n');
      expect(said).toContain(`${lines().length} lines`);
      expect(said).not.toMatch(CONTROL);
    });

    it('is the same when it is done again: nothing that is done is done twice', async () => {
      const before = productsOfSky(all.out, PRODUCTS);
      const again = await run('all', lines());
      expect(again.failures()).toEqual(failures);
      expect(productsOfSky(all.out, PRODUCTS)).toEqual(before);
    });
  },
);
