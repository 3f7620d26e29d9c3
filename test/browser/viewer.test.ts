import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { detectCommand } from '../../cli/commands/detect.ts';
import { skyMapCommand } from '../../cli/commands/sky-map.ts';
import { type ServedFolder, serveFolder } from '../../cli/serve/serve-folder.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { RADIANS_PER_DEGREE } from '../../shared/core/sphere/angle.ts';
import { hasChromium, launchChromium, newPage } from './chromium.ts';

const worker = fileURLToPath(new URL('../../dist/worker/index.js', import.meta.url));
const installed = hasChromium && existsSync(worker);
if (!installed)
  console.warn(
    '/usr/bin/chromium is absent, or nothing is built (npm run build): the viewer is not tried in a browser',
  );

interface Place {
  ra: number;
  dec: number;
}

// Two stars that no turn or mirror of the field brings onto each other; peaks are those of Ks, H
// and J. Degrees and ADU.
const centre: Place = { ra: 30, dec: 20 };
const bright = { ra: 30.25, dec: 20.15, peaks: [300, 120, 40] };
const faint = { ra: 29.85, dec: 20.1, peaks: [100, 100, 100] };
const bands = ['Ks', 'H', 'J'];
const ZERO_POINT = 20;
const [size, sky, noise, sigma, pixel] = [512, 50, 2, 2.5, 6 / 3600];

/**
 * One frame: a constant sky, noise, two Gaussian stars where wcslib's TAN (Calabretta & Greisen
 * 2002, §5.1.3) puts them.
 */
function expose(band: number, { ra: ra0, dec: dec0 }: Place, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const pixels = Float32Array.from({ length: size * size }, () => sky + noise * random.normal());
  for (const { ra, dec, peaks } of [bright, faint]) {
    const [a, d, d0] = [
      (ra - ra0) * RADIANS_PER_DEGREE,
      dec * RADIANS_PER_DEGREE,
      dec0 * RADIANS_PER_DEGREE,
    ];
    const cosine = Math.sin(d) * Math.sin(d0) + Math.cos(d) * Math.cos(d0) * Math.cos(a);
    const xi = (Math.cos(d) * Math.sin(a)) / cosine / RADIANS_PER_DEGREE;
    const eta =
      (Math.sin(d) * Math.cos(d0) - Math.cos(d) * Math.sin(d0) * Math.cos(a)) /
      cosine /
      RADIANS_PER_DEGREE;
    const [x, y] = [size / 2 - xi / pixel, size / 2 + eta / pixel];
    for (let j = 0; j < size; j++)
      for (let i = 0; i < size; i++)
        pixels[j * size + i]! +=
          peaks[band]! * Math.exp(-((i - x) ** 2 + (j - y) ** 2) / (2 * sigma ** 2));
  }
  const cards = {
    CTYPE1: 'RA---TAN',
    CTYPE2: 'DEC--TAN',
    CRVAL1: ra0,
    CRVAL2: dec0,
    CRPIX1: size / 2 + 1,
    CRPIX2: size / 2 + 1,
    CDELT1: -pixel,
    CDELT2: pixel,
    RADESYS: 'ICRS',
    FILTER: bands[band]!,
    BUNIT: 'ADU/s',
    PHOTFNU: 10 ** (-0.4 * (ZERO_POINT - 8.9)),
  };
  return writeFits([
    writeImage(
      pixels,
      [size, size],
      Object.entries(cards).map(([keyword, value]) => ({ keyword, value })),
    ),
  ]);
}

describe.skipIf(!installed)(
  'the viewer in Chromium (skipped where /usr/bin/chromium is absent or nothing is built)',
  () => {
    let browser: Browser;
    let folder: string;
    let server: ServedFolder;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'starfan-viewer-'));
      const images: string[] = [];
      for (const [band, name] of bands.entries()) {
        for (const [i, ra] of [29.8, 30.2].entries()) {
          const path = join(folder, `${name}${i}.fits`);
          await writeFile(path, expose(band, { ra, dec: 20 }, 10 * band + i));
          images.push(path);
        }
      }
      const quiet = vi.spyOn(console, 'log').mockImplementation(() => {});
      const made = await skyMapCommand.run(
        `--out ${join(folder, 'sky')} --order 6 --bands r=Ks,g=H,b=J --format fits,png --stretch linear --background none --json`
          .split(' ')
          .concat('--cut', '0 400', ...images),
      );
      const found = await detectCommand.run(['--out', join(folder, 'found'), '--json', images[1]!]);
      const galactic = await skyMapCommand.run(
        `--out ${join(folder, 'galactic')} --order 6 --frame galactic --stretch linear --background none --json`
          .split(' ')
          .concat('--cut', '0 400', ...images.slice(0, 2)),
      );
      const printed = quiet.mock.calls.join('\n');
      quiet.mockRestore();
      expect([made, found, galactic], printed).toEqual([0, 0, 0]);
      server = await serveFolder(join(folder, 'sky'), { catalogue: join(folder, 'found') });
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    });

    interface Opened {
      page: Page;
      /** what the console and the page complained of */
      complaints: string[];
      /** requests to any other server */
      outside: string[];
      /** paths that were answered, by status */
      answers: Map<number, string[]>;
    }

    async function open(
      hash = '',
      options: BrowserContextOptions = { viewport: { width: 900, height: 400 } },
      served = server,
    ): Promise<Opened> {
      const page = await newPage(browser, options);
      const opened: Opened = { page, complaints: [], outside: [], answers: new Map() };
      page.on('console', (message) => {
        // The driver's remarks about the test's own screenshots are not ours.
        if (/^(error|warning)$/.test(message.type()) && !/GL Driver Message/.test(message.text()))
          opened.complaints.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => opened.complaints.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(served.url) && !/^(data|blob):/.test(url)) opened.outside.push(url);
      });
      page.on('response', (response) => {
        const paths = opened.answers.get(response.status()) ?? [];
        opened.answers.set(response.status(), paths);
        paths.push(new URL(response.url()).pathname);
      });
      // Until Aladin Lite has the coverage it asks for tiles where there is no sky: here it always
      // has to wait.
      await page.route('**/Moc.fits', async (route) => {
        const response = await route.fetch();
        await new Promise((end) => setTimeout(end, 300));
        await route.fulfill({ response });
      });
      await page.goto(`${served.url}/sky.html${hash}`);
      await page.waitForSelector('body[data-ready]');
      return opened;
    }

    /** Nearer, so that the deepest tiles are seen: 7.2″ are a pixel of the screen. */
    async function comeNear(page: Page): Promise<void> {
      await page.evaluate(() => {
        (window as unknown as { aladin: { setFoV(degrees: number): void } }).aladin.setFoV(1.8);
      });
      const sources = page.locator('input[name=sources]');
      if (await sources.isVisible()) await sources.uncheck();
    }

    interface Pixels {
      data: Buffer;
      width: number;
      height: number;
    }

    const shot = async (page: Page): Promise<Pixels> => {
      const { data, info } = await sharp(await page.screenshot())
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return { data, width: info.width, height: info.height };
    };

    /** The sky once it no longer changes and the bright star stands out from its surroundings. */
    async function drawn(page: Page): Promise<Pixels> {
      let before = await shot(page);
      for (;;) {
        await page.waitForTimeout(200);
        const now = await shot(page);
        const [x, y] = await place(page, bright);
        if (before.data.equals(now.data) && level(now, [x, y]) > level(now, [x + 40, y]) + 40)
          return now;
        before = now;
      }
    }

    /**
     * Clicks on the bright star until the page tells of it: sources are drawn when they are there.
     */
    const clickOnBright = (page: Page, words: string) =>
      expect
        .poll(async () => {
          const [x, y] = await place(page, bright);
          await page.mouse.move(x, y);
          await page.mouse.click(x, y);
          return page.locator('#source').textContent();
        })
        .toContain(words);

    const place = (page: Page, { ra, dec }: Place): Promise<[number, number]> =>
      page.evaluate(
        ([lon, lat]) => {
          const { aladin } = window as unknown as {
            aladin: { world2pix(lon: number, lat: number): Float64Array };
          };
          const [x, y] = aladin.world2pix(lon, lat);
          return [x ?? Number.NaN, y ?? Number.NaN] as [number, number];
        },
        [ra, dec] as [number, number],
      );

    const colour = ({ data, width }: Pixels, [x, y]: [number, number]): number[] => {
      const i = 3 * (Math.floor(y) * width + Math.floor(x));
      return [...data.subarray(i, i + 3)];
    };
    /** Mean of red, green and blue. */
    const level = (pixels: Pixels, at: [number, number]): number =>
      colour(pixels, at).reduce((a, b) => a + b) / 3;

    /**
     * The centre of light above the sky in a box of 2 × 12 + 1 pixels; a pixel's middle is at half
     * a pixel.
     */
    function centreOfLight(pixels: Pixels, [x, y]: [number, number]): [number, number] {
      let [sum, sx, sy] = [0, 0, 0];
      const floor = level(pixels, [x - 25, y - 25]) + 12;
      for (let j = Math.floor(y) - 12; j <= Math.floor(y) + 12; j++) {
        for (let i = Math.floor(x) - 12; i <= Math.floor(x) + 12; i++) {
          const light = Math.max(0, level(pixels, [i, j]) - floor);
          sum += light;
          sx += light * (i + 0.5);
          sy += light * (j + 0.5);
        }
      }
      return [sx / sum, sy / sum];
    }

    // Noise and 8-bit levels move a centre by less than 0.1. Half a pixel of a tile (6.4″) would be
    // 0.45, of an image (6″) 0.42.
    async function expectStars(page: Page, within = 0.3): Promise<Pixels> {
      const pixels = await drawn(page);
      const middle = await place(page, centre);
      // East is left and north is up: the bright star is north-east, the faint one north-west and
      // lower.
      const [east, west] = [await place(page, bright), await place(page, faint)];
      expect(east[0]).toBeLessThan(middle[0] - 80);
      expect(west[0]).toBeGreaterThan(middle[0] + 40);
      expect(east[1]).toBeLessThan(west[1] - 15);
      expect(west[1]).toBeLessThan(middle[1] - 25);
      expect(level(pixels, east)).toBeGreaterThan(level(pixels, west) + 20);
      for (const wanted of [east, west]) {
        const found = centreOfLight(pixels, wanted);
        expect(Math.hypot(found[0] - wanted[0], found[1] - wanted[1])).toBeLessThan(within);
      }
      return pixels;
    }

    it('opens on the middle of the sky in colour, the stars where their RA and Dec say, without a complaint', async () => {
      const { page, complaints, outside, answers } = await open();
      const [x, y] = await place(page, centre);
      const corners = await Promise.all(
        [-0.6, 0.6].flatMap((ra) =>
          [-0.42, 0.42].map((dec) => place(page, { ra: 30 + ra, dec: 20 + dec })),
        ),
      );
      for (const [cx, cy] of corners) {
        expect(cx > 0 && cx < 900 && cy > 0 && cy < 400).toBe(true);
      }
      // Tiles reach further on one side than on the other: in the middle to a third of the window.
      expect(Math.hypot(x - 450, y - 200)).toBeLessThan(130);
      await comeNear(page);
      const pixels = await expectStars(page);
      const [red, green, blue] = colour(pixels, await place(page, bright));
      expect(red! - green!).toBeGreaterThan(60);
      expect(green! - blue!).toBeGreaterThan(30);
      expect(
        answers.get(200)!.filter((p) => /^\/hips\/colour\/Norder6\/.*\.png$/.test(p)).length,
      ).toBeGreaterThan(0);
      // Only pictures: nothing that would need values.
      expect(await page.locator('#format').isVisible()).toBe(false);
      expect(await page.locator('#function').isVisible()).toBe(false);
      expect(
        answers.get(204)!.every((path) => /\/Norder\d+\/Dir0\/Npix\d+\.(png|fits)$/.test(path)),
      ).toBe(true);
      expect([...answers.keys()].filter((status) => status >= 400)).toEqual([]);
      expect(complaints).toEqual([]);
      expect(outside).toEqual([]);
      await page.close();
    });

    it('shows a band by address, and its levels', async () => {
      const { page, complaints } = await open('#Ks');
      expect(
        await page
          .locator('#surveys input')
          .evaluateAll((all) => all.map((i) => (i as HTMLInputElement).value)),
      ).toEqual(expect.arrayContaining(['colour', 'Ks', 'H', 'J']));
      await comeNear(page);
      const pixels = await expectStars(page);
      const grey = colour(pixels, await place(page, bright));
      expect(Math.max(...grey) - Math.min(...grey)).toBeLessThan(3);
      expect(await page.locator('input[name=high]').inputValue()).toBe('255');
      const at = await place(page, faint);
      const before = level(pixels, at);
      await page.locator('input[name=high]').fill('128');
      await page.locator('input[name=high]').press('Tab');
      // Twice as steep: (50 + 100) / 400 of white becomes twice that.
      expect(level(await drawn(page), at) / before).toBeCloseTo(2, 0.5);
      await page.locator('#surveys input[value=H]').check({ force: true });
      await drawn(page);
      expect(new URL(page.url()).hash).toBe('#H');
      expect(new URL(page.url()).search).toBe('?catalogue=catalogue.tsv');
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('shows FITS tiles and stretches them', async () => {
      const { page, complaints, answers } = await open('#Ks');
      await comeNear(page);
      await page.locator('select[name=format]').selectOption('fits');
      await expectStars(page);
      expect(
        answers.get(200)!.filter((p) => /^\/hips\/Ks\/Norder6\/.*\.fits$/.test(p)).length,
      ).toBeGreaterThan(0);
      // hips_pixel_cut and the map's own stretch are what it starts with
      expect(await page.locator('input[name=high]').inputValue()).toBe('400');
      expect(await page.locator('select[name=function]').inputValue()).toBe('linear');
      const at = await place(page, faint);
      const before = level(await drawn(page), at);
      // 150 / 400 of white; noise and the tile's sampling of the peak take or give a tenth
      expect(before / 255).toBeGreaterThan(0.34);
      expect(before / 255).toBeLessThan(0.41);
      await page.locator('select[name=function]').selectOption('sqrt');
      // √(150 / 400) of white instead of 150 / 400 of it
      const root = level(await drawn(page), at);
      expect(root / before).toBeCloseTo(Math.sqrt(400 / 150), 0.5);
      await page.getByRole('button', { name: 'Reset' }).click();
      expect(Math.abs(level(await drawn(page), at) - before)).toBeLessThan(3);
      expect(
        answers.get(204)!.every((path) => /\/Norder\d+\/Dir0\/Npix\d+\.(png|fits)$/.test(path)),
      ).toBe(true);
      expect([...answers.keys()].filter((status) => status >= 400)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('shows a survey that is laid out in galactic coordinates, the stars where they are', async () => {
      const served = await serveFolder(join(folder, 'galactic'));
      const { page, complaints, answers } = await open('', undefined, served);
      await comeNear(page);
      // wcslib finds the stars in the tiles to 0.01 pixels. They lie at b = −40°, near HEALPix's
      // bend at 41.8°, where Aladin Lite's mesh is 1.5 off.
      await expectStars(page, 2);
      expect([...answers.keys()].filter((status) => status >= 400)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
      await served.close();
    });

    it('marks the sources of a run of detect and says what one is', async () => {
      const { page, complaints } = await open();
      expect(await page.locator('#count').textContent()).toBe('2 of 2 sources');
      await page.evaluate(() => {
        (window as unknown as { aladin: { setFoV(degrees: number): void } }).aladin.setFoV(1.8);
      });
      await drawn(page);
      await clickOnBright(page, '°');
      const [name, brightness, position] = (await page.locator('#source').textContent())!.split(
        '\n',
      );
      expect(name).toMatch(/^Ks1 \d+$/);
      // A Gaussian's flux is 2π σ² peak; the Kron ellipse holds most of it, Bertin & Arnouts (1996)
      // say 94 % at least.
      const magnitude = ZERO_POINT - 2.5 * Math.log10(2 * Math.PI * sigma ** 2 * bright.peaks[0]!);
      const measured = Number(/^([\d.]+) mag$/.exec(brightness!)?.[1]);
      expect(measured).toBeGreaterThan(magnitude - 0.02);
      expect(measured).toBeLessThan(magnitude - 2.5 * Math.log10(0.94) + 0.02);
      const [ra, dec] = position!.split(' ').map((text) => Number.parseFloat(text));
      // An eighth of a pixel
      expect(Math.hypot((ra! - bright.ra) * Math.cos(0.35), dec! - bright.dec)).toBeLessThan(
        pixel / 8,
      );
      await page.locator('input[name=faintest]').fill('10');
      await page.locator('input[name=faintest]').press('Tab');
      expect(await page.locator('#count').textContent()).toBe('1 of 2 sources');
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('leaves the sky free on a telephone', async () => {
      const { page, complaints } = await open('', {
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 1,
        hasTouch: true,
        isMobile: true,
      });
      const skyBox = (await page.locator('#sky').boundingBox())!;
      const panel = (await page.locator('#panel').boundingBox())!;
      expect(skyBox.height).toBeGreaterThan(500);
      expect(panel.y).toBeGreaterThanOrEqual(skyBox.y + skyBox.height - 1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      for (const id of ['J', 'colour']) {
        await page.locator('#surveys label', { has: page.locator(`input[value=${id}]`) }).tap();
        expect(new URL(page.url()).hash).toBe(`#${id}`);
      }
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('tells names of catalogues and lists as text, and which survey is not there', async () => {
      const attacked = await newPage(browser);
      const dialogs: string[] = [];
      attacked.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await attacked.route('**/catalogue.tsv', (route) =>
        route.fulfill({
          body: `# sources: 30000\nra\tdec\tmag\tflux\tname\n${bright.ra}\t${bright.dec}\t\t17\t<img src=x onerror=alert(1)>\n`,
        }),
      );
      await attacked.route('**/hips/J/**', (route) => route.fulfill({ status: 404, body: '' }));
      await attacked.goto(server.sky!);
      await attacked.waitForSelector('body[data-ready]');
      expect(await attacked.locator('#catalogue').textContent()).toMatch(
        /1 of 30000 sources.*Least flux.*Only the 1 brightest are here\./s,
      );
      await clickOnBright(attacked, 'flux 17');
      expect(await attacked.locator('#source').textContent()).toContain(
        '<img src=x onerror=alert(1)>',
      );
      await attacked.locator('#surveys input[value=J]').check({ force: true });
      await attacked.waitForFunction(() =>
        document.getElementById('source')?.textContent?.includes('hips/J'),
      );
      expect(dialogs).toEqual([]);
      await attacked.close();
    });

    it('opened by a double click shows what there is, and says how it is seen', async () => {
      const page = await newPage(browser);
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(pathToFileURL(join(folder, 'sky/sky.html')).href);
      await page.waitForSelector('#alone:not([hidden])');
      expect(await page.locator('#alone').textContent()).toMatch(
        /only from a web server.*npx starfan serve \./s,
      );
      expect(await page.locator('#panel').isVisible()).toBe(false);
      const pictures = page.locator('#alone img');
      expect(await pictures.count()).toBe(4);
      for (const picture of await pictures.all())
        expect(
          await picture.evaluate((image: HTMLImageElement) =>
            image.decode().then(() => image.naturalWidth),
          ),
        ).toBeGreaterThan(100);
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('copied to a plain web server works with the viewer that lies beside it', async () => {
      const plain = createServer((request, response) => {
        const path = new URL(request.url ?? '', 'http://localhost').pathname;
        const type = { '.html': 'text/html', '.js': 'text/javascript', '.png': 'image/png' }[
          extname(path)
        ];
        readFile(join(folder, 'sky', path)).then(
          (bytes) =>
            response
              .writeHead(200, { 'content-type': type ?? 'application/octet-stream' })
              .end(bytes),
          () => response.writeHead(404).end(),
        );
      });
      await new Promise<void>((listening) => plain.listen(0, '127.0.0.1', listening));
      const { port } = plain.address() as { port: number };
      try {
        expect(await readFile(join(folder, 'sky/aladin.js.LICENSE'), 'utf8')).toContain('GNU');
        const { page, outside } = await open(
          '',
          {},
          { ...server, url: `http://127.0.0.1:${port}` },
        );
        await drawn(page);
        const [x, y] = await place(page, bright);
        const pixels = await shot(page);
        expect(level(pixels, [x, y])).toBeGreaterThan(level(pixels, [x + 40, y]) + 40);
        expect(outside).toEqual([]);
        await page.close();
      } finally {
        plain.closeAllConnections();
        plain.close();
      }
    });

    it('gives its HiPS to a page of another site', async () => {
      const page = await newPage(browser);
      const other = await serveFolder(join(folder, 'found'));
      await page.goto(`${other.url}/run.json`);
      const read = (path: string) =>
        page.evaluate(
          (url) =>
            fetch(url, { headers: { range: 'bytes=0-3' } }).then(
              (a) => a.status,
              (error: Error) => error.message,
            ),
          server.url + path,
        );
      expect(await read('/hips/colour/properties')).toBe(206);
      expect(await read('/hips/Ks/Moc.fits')).toBe(206);
      expect(await read('/report.html')).toMatch(/fetch/);
      await page.close();
      await other.close();
    });
  },
);
