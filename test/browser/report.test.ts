import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportInput } from '../../shared/pages/report/input.ts';
import { renderReport } from '../../shared/pages/report/report.ts';
import { PIXEL, syntheticMap } from '../pages/report/synthetic-map.ts';
import { syntheticRun } from '../pages/report/synthetic-run.ts';
import { hasChromium, launchChromium, newPage } from './chromium.ts';

if (!hasChromium) console.warn('/usr/bin/chromium is absent: the report is not tried in a browser');

describe.skipIf(!hasChromium)(
  'the report in Chromium (skipped where /usr/bin/chromium is absent)',
  () => {
    let browser: Browser;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'starfan-report-'));
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    interface Opened {
      page: Page;
      /** what the page asked for besides itself and its data: URIs */
      requests: string[];
      /** what the console and uncaught errors said */
      complaints: string[];
    }

    async function open(
      run: ReportInput,
      options: Parameters<Browser['newPage']>[0] = {},
    ): Promise<Opened> {
      const file = join(folder, 'report.html');
      await writeFile(file, renderReport(run));
      const url = pathToFileURL(file).href;
      const page = await newPage(browser, options);
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => {
        if (request.url() !== url && !request.url().startsWith('data:'))
          requests.push(request.url());
      });
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(url);
      return { page, requests, complaints };
    }

    const overflow = (page: Page): Promise<number> =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );

    it('opens from a file, complains of nothing, asks for nothing', async () => {
      const run = syntheticRun({ tasks: 30, failing: 0.2 });
      run.thumbnails = run.records.flatMap((task) =>
        task.detections ? [{ task, hdu: task.detections.hdus[0]!, dataUri: PIXEL }] : [],
      );
      const { page, requests, complaints } = await open(run);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
      expect(await page.locator('h1').textContent()).toBe('2026-11-21-wfc3-deep');
      expect(
        await page
          .locator('.gallery img')
          .evaluateAll((all) => all.every((i) => (i as HTMLImageElement).naturalWidth === 1)),
      ).toBe(true);
      // the style is applied: the policy's hash is right
      expect(await page.locator('main').evaluate((main) => getComputedStyle(main).maxWidth)).toBe(
        '1080px',
      );
      await page.close();
    });

    it('shows hostile text as text, everywhere it can come from', async () => {
      const attack = (where: string): string =>
        `"'><script>window.hit='${where}'</script><img src=https://evil.invalid/${where} onerror="window.hit='${where}'"><svg onload=window.hit=1></svg></style></title>javascript:alert(1)`;
      const run = syntheticRun({ tasks: 3, failing: 0 });
      const [first, second] = run.records;
      run.summary = {
        ...run.summary,
        run: attack('run'),
        machine: attack('machine'),
        catalogue: [attack('part'), 'javascript:alert(1)'],
        failed: 1,
      };
      run.summary = { ...run.summary, notes: [attack('note')] };
      first!.name = attack('name');
      first!.warnings = [attack('warning')];
      first!.detections!.hdus[0]!.extname = attack('extname');
      first!.detections!.hdus[0]!.picture = 'javascript:window.hit=1';
      first!.detections!.counts.magnitudes[attack('magnitude')] = 1;
      first!.outputs = [{ url: 'https://evil.invalid/catalogue.fits', bytes: 1, etag: '' }];
      second!.stage = attack('stage');
      run.failures = [
        {
          line: 9,
          uri: attack('uri'),
          stage: attack('failstage'),
          error: attack('error'),
          message: attack('message'),
          hdu: attack('hdu'),
          keyword: attack('keyword'),
        },
      ];
      run.thumbnails = [
        { task: first!, hdu: first!.detections!.hdus[0]!, dataUri: PIXEL },
        {
          task: run.records[2]!,
          hdu: run.records[2]!.detections!.hdus[0]!,
          dataUri: `${PIXEL}" onload="window.hit=1`,
        },
      ];
      run.parameters = { ...run.parameters, config: attack('config') };

      const { page, requests, complaints } = await open(run);
      await page.locator('.footprint').first().dispatchEvent('pointermove'); // others lie over it
      expect(await page.locator('#tip').textContent()).toContain('<script>');
      expect(
        await page.evaluate(() => (window as unknown as { hit?: string }).hit ?? null),
      ).toBeNull();
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('img').count()).toBe(1);
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
      const text = await page.locator('body').textContent();
      for (const where of [
        'run',
        'machine',
        'name',
        'warning',
        'uri',
        'message',
        'keyword',
        'part',
      ]) {
        expect(text?.includes(`window.hit='${where}'`), where).toBe(true);
      }
      const links = await page
        .locator('a')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
      expect(links.filter((href) => !/^#[a-z]+$|^[A-Za-z0-9][\w./+-]*$/.test(href))).toEqual([]);
      await page.close();
    });

    it('lets no script or request through even if markup got in', async () => {
      const file = join(folder, 'forced.html');
      const forced = `<script>window.hit=1</script><img src="https://evil.invalid/x.png" onerror="window.hit=2"><link rel="stylesheet" href="https://evil.invalid/x.css">`;
      await writeFile(
        file,
        renderReport(syntheticRun({ tasks: 1 })).replace('</main>', `${forced}</main>`),
      );
      const page = await newPage(browser);
      const asked: string[] = [];
      page.on('requestfinished', (request) => asked.push(request.url()));
      page.on('response', (response) => asked.push(response.url()));
      const refused: string[] = [];
      page.on('console', (message) => refused.push(message.text()));
      await page.goto(pathToFileURL(file).href);
      expect(
        await page.evaluate(() => (window as unknown as { hit?: number }).hit ?? null),
      ).toBeNull();
      expect(asked.filter((url) => url.includes('evil'))).toEqual([]);
      expect(
        refused.filter((text) => text.includes('Content Security Policy')).length,
      ).toBeGreaterThanOrEqual(3);
      await page.close();
    });

    it('sorts, filters and tells', async () => {
      const run = syntheticRun({ tasks: 35, failing: 0.2 });
      const { page } = await open(run);
      const names = () =>
        page
          .locator('.tasks tbody tr:not([hidden]) td:nth-child(2)')
          .evaluateAll((all) => all.map((td) => (td as HTMLElement).dataset.v));
      const bySeconds = run.records
        .toSorted((a, b) => a.seconds - b.seconds)
        .map(({ name }) => name);
      await page.getByRole('button', { name: 'time' }).click();
      expect(await names()).toEqual(bySeconds);
      await page.getByRole('button', { name: 'time' }).click();
      expect(await names()).toEqual(bySeconds.toReversed());

      await page.locator('.controls select').selectOption('failed');
      const failed = run.records.filter(({ state }) => state === 'failed').map(({ name }) => name);
      expect((await names()).toSorted()).toEqual(failed.toSorted());
      await page.locator('.controls select').selectOption('');
      await page.locator('.controls input').fill(run.records[4]!.name.toUpperCase());
      expect(await names()).toEqual([run.records[4]!.name]);

      await page.locator('#counts [data-tip]').first().hover();
      expect(await page.locator('#tip').textContent()).toMatch(
        /^[−\d.]+ to [−\d.]+ mag: \d+ sources?$/,
      );
      await page.close();
    });

    it('fits a phone, is dark where that is wanted, and is whole without its script', async () => {
      const run = syntheticRun({ tasks: 20, failing: 0.3 });
      run.records[0]!.name = 'a'.repeat(128);
      const phone = await open(run, {
        viewport: { width: 360, height: 740 },
        colorScheme: 'dark',
        javaScriptEnabled: true,
      });
      expect(await overflow(phone.page)).toBeLessThanOrEqual(0);
      const background = () =>
        phone.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(await background()).toBe('rgb(15, 18, 22)');
      await phone.page.emulateMedia({ colorScheme: 'light' });
      expect(await background()).toBe('rgb(251, 250, 248)');
      await phone.page.close();

      const plain = await open(run, { javaScriptEnabled: false });
      expect(await plain.page.locator('.controls').isVisible()).toBe(false);
      expect(await plain.page.locator('.tasks tbody tr').count()).toBe(20);
      await plain.page.close();
    });

    it('opens everything to be printed, and prints', async () => {
      const { page } = await open(syntheticRun({ tasks: 60, failing: 0.1 }));
      expect(await page.locator('details:not([open])').count()).toBeGreaterThan(0);
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      expect(await page.locator('details:not([open])').count()).toBe(0);
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      expect(await page.locator('details:not([open])').count()).toBeGreaterThan(0);
      expect((await page.pdf()).length).toBeGreaterThan(10_000);
      await page.close();
    });

    it('stays usable with 3,000 tasks', async () => {
      const { page, complaints } = await open(syntheticRun({ tasks: 3000, failing: 0.1 }));
      expect(complaints).toEqual([]);
      expect(await page.locator('*').count()).toBeLessThan(40_000);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.close();
    });

    it('shows a sky map: its picture, its plots, on a phone too', async () => {
      const { page, requests, complaints } = await open(syntheticMap());
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
      const picture = page.locator('header img');
      expect(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
      expect(await page.locator('header a').first().getAttribute('href')).toBe('sky.html');
      expect((await picture.boundingBox())!.y).toBeLessThan(200);
      for (const plot of ['#background .plot', '#stretch .plot', '#sky .field .plot']) {
        expect(await page.locator(plot).count(), plot).toBe(3);
        expect((await page.locator(plot).first().boundingBox())!.width, plot).toBeGreaterThan(300);
      }
      await page.locator('#background [data-tip]').first().hover();
      expect(await page.locator('#tip').textContent()).toMatch(
        /^before: \d pairs? with a seam of [\d.]+ to [\d.]+$/,
      );

      await page.locator('#background summary').first().click();
      const table = page.locator('.pairs').first();
      await table.getByRole('button', { name: 'weight' }).click();
      expect(await table.locator('tbody tr').first().textContent()).toContain('counted less');
      await page.close();

      const phone = await open(syntheticMap(), { viewport: { width: 360, height: 740 } });
      expect(await overflow(phone.page)).toBeLessThanOrEqual(0);
      await phone.page.locator('#background summary').first().click();
      expect(await overflow(phone.page)).toBeLessThanOrEqual(0);
      await phone.page.close();
    });

    it('shows hostile text of a sky map as text', async () => {
      const attack = (where: string): string => `"'><script>window.hit='${where}'</script></style>`;
      const run = syntheticMap();
      const band = attack('band');
      const [first] = run.map.stretches;
      const { coverage } = run.map;
      coverage.outlined[0]!.label = attack('label');
      coverage.outlined[0]!.band = band;
      coverage.bands.set(band, { ...coverage.bands.get('J')!, unit: attack('unit') });
      run.summary = { ...run.summary, notes: [attack('note')] };
      run.map = {
        ...run.map,
        grid: { ...run.map.grid, bands: [band] },
        viewer: 'javascript:window.hit=1',
        background: 'plane',
        seams: new Map([[band, run.map.seams.get('J')!]]),
        imageNames: new Map([[band, new Map([[0, attack('name')]])]]),
        stretches: [{ ...first!, band }],
        surveys: [
          {
            name: attack('survey'),
            colour: false,
            page: 'javascript:window.hit=1',
            dataUri: PIXEL,
          },
          { name: 'x', colour: false, page: '../x', dataUri: `${PIXEL}" onload="window.hit=1` },
        ],
      };
      const { page, requests, complaints } = await open(run);
      expect(
        await page.evaluate(() => (window as unknown as { hit?: string }).hit ?? null),
      ).toBeNull();
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('a[href*=":"], a[href^="."]').count()).toBe(0);
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
      const text = await page.locator('body').textContent();
      for (const where of ['band', 'unit', 'note', 'name', 'survey']) {
        expect(text?.includes(`window.hit='${where}'`), where).toBe(true);
      }
      await page.close();
    });
  },
);
