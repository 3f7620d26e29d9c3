import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Loopback, listenOnLoopback } from '../../local/loopback.ts';
import { lonLatToHealpix } from '../../shared/core/healpix/pixel.ts';
import { overlayTsv } from '../../shared/core/viewer/overlay.ts';
import { renderViewer } from '../../shared/core/viewer/viewer.ts';
import { viewerScript, viewerScriptHash } from '../../shared/core/viewer/viewer-script.ts';
import { writeHips } from '../core/hips/small-hips.ts';

const executablePath = '/usr/bin/chromium';
const aladinFile = fileURLToPath(new URL('../../node_modules/aladin-lite/dist/aladin.js', import.meta.url));
const installed = existsSync(executablePath) && existsSync(aladinFile);
if (!installed)
  console.warn(
    `${executablePath} or the package aladin-lite is absent: the viewer is not tried in a browser`,
  );

describe('the viewer page', () => {
  it('names the hash of its script', () => {
    const hash = createHash('sha256').update(viewerScript.markup).digest('base64');
    expect(viewerScriptHash).toBe(`sha256-${hash}`);
  });

  it('keeps hostile titles inside their text', () => {
    const attack = `</script><script>hit=1</script><img src=x onerror=hit=1>"'`;
    const survey = { id: attack, title: attack, path: attack, formats: ['png'], colour: false } as const;
    const page = renderViewer({ title: attack, surveys: [survey], centre: { ra: 0, dec: 0 }, fov: 1 });
    expect(page.match(/<script/g)?.length).toBe(2);
    expect(page.match(/<\/script>/g)?.length).toBe(2);
    expect(page).not.toContain('<img');
    const data = /id="settings">(.*?)<\/script>/s.exec(page)?.[1];
    expect(JSON.parse(data ?? '').surveys[0].title).toBe(attack);
  });
});

describe('the catalogue to overlay', () => {
  it('has a line a source, without those that have no position', () => {
    const text = overlayTsv([
      { ra: 30.1234567, dec: -1, mag: 12.34567, name: 'a\tb' },
      { ra: 1, dec: 2, mag: Number.NaN, name: 'c' },
      { ra: Number.NaN, dec: 2, mag: 3, name: 'd' },
    ]);
    expect(text).toBe('ra\tdec\tmag\tname\n30.123457\t-1\t12.346\ta b\n1\t2\t\tc\n');
  });

  it('keeps the brightest of very many', () => {
    const many = Array.from({ length: 20_001 }, (_, i) => ({ ra: i / 100, dec: 0, mag: i, name: `${i}` }));
    const lines = overlayTsv(many.toReversed()).split('\n');
    expect(lines[1]).toContain('\t0\t0');
    expect(lines.some((line) => line.endsWith('\t20000'))).toBe(false);
  });
});

// A field with two stars that no turn or mirror of it brings onto themselves; the bright one is the known star.
const centre = { ra: 30, dec: 20 };
const star = { ra: 30.9, dec: 20.6 };
const faint = { ra: 29.4, dec: 20.2 };
const order = 4;

/** A background, a bright and a faint Gaussian star, arbitrary units. */
function sky(ra: number, dec: number): number {
  const at = (s: { ra: number; dec: number }, peak: number): number => {
    const x = (ra - s.ra) * Math.cos((dec * Math.PI) / 180);
    const y = dec - s.dec;
    return peak * Math.exp(-(x * x + y * y) / (2 * 0.03 ** 2));
  };
  return 20 + at(star, 400) + at(faint, 60);
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.png': 'image/png',
};

describe.skipIf(!installed)(
  'the viewer in Chromium (skipped where /usr/bin/chromium or the package aladin-lite is absent)',
  () => {
    let browser: Browser;
    let folder: string;
    let server: Loopback;
    const asked: string[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'starfan-viewer-'));
      const near = new Set<number>();
      for (let ra = 27; ra <= 33; ra += 0.5)
        for (let dec = 17; dec <= 23; dec += 0.5) near.add(lonLatToHealpix(order, ra, dec));
      const tiles = [...near].sort((a, b) => a - b);
      const cut = [0, 300] as const;
      await writeHips(join(folder, 'ks'), { order, width: 512, tiles, sky, cut });
      await writeHips(join(folder, 'colour'), { order, width: 512, tiles, sky, cut, colour: true });
      const page = renderViewer({
        title: 'Two stars',
        surveys: [
          { id: 'ks', title: 'Ks', path: 'ks', formats: ['png', 'fits'], colour: false },
          { id: 'colour', title: 'Colour', path: 'colour', formats: ['png'], colour: true },
        ],
        centre,
        fov: 4,
        catalogueUrl: 'catalogue.tsv',
        stretch: 'linear',
      });
      const catalogue = overlayTsv([
        { ...star, mag: 10, name: 'bright' },
        { ...faint, mag: 14.2, name: '<img src=x onerror=alert(1)>' },
      ]);
      server = await listenOnLoopback(async ({ url = '/' }, response) => {
        const path = new URL(url, 'http://localhost').pathname;
        asked.push(path);
        const made: Record<string, string> = { '/': page, '/catalogue.tsv': catalogue };
        const file = path === '/aladin.js' ? aladinFile : join(folder, path);
        const body = made[path] ?? (await readFile(file).catch(() => undefined));
        if (body === undefined) return void response.writeHead(404).end();
        const type = types[path === '/' ? '.html' : extname(path)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type }).end(body);
      });
      browser = await chromium.launch({
        executablePath,
        args: [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      });
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function open(hash = ''): Promise<{ page: Page; complaints: string[]; outside: string[] }> {
      const page = await browser.newPage({ viewport: { width: 720, height: 480 } });
      const complaints: string[] = [];
      const outside: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(server.url) && !/^(data|blob):/.test(url)) outside.push(url);
      });
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      asked.length = 0;
      await page.goto(`${server.url}/${hash}`);
      await page.waitForSelector('body[data-ready]');
      return { page, complaints, outside };
    }

    interface Pixels {
      data: Buffer;
      width: number;
      height: number;
    }

    /** The sky without marks, once its deepest tiles are drawn and it no longer changes. */
    async function drawn(page: Page): Promise<Pixels> {
      const shot = async (): Promise<Pixels> => {
        const { data, info } = await sharp(await page.locator('#sky canvas').first().screenshot())
          .removeAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        return { data, width: info.width, height: info.height };
      };
      let before = await shot();
      for (let i = 0; i < 40; i++) {
        await page.waitForTimeout(300);
        const now = await shot();
        const x = await place(page, star);
        if (before.data.equals(now.data) && brightness(now, x) > 60) return now;
        before = now;
      }
      return before;
    }

    const place = (page: Page, { ra, dec }: { ra: number; dec: number }): Promise<[number, number]> =>
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

    const at = ({ data, width }: Pixels, x: number, y: number): number => {
      const i = 3 * (y * width + x);
      return (data[i]! + data[i + 1]! + data[i + 2]!) / 3;
    };
    const brightness = (pixels: Pixels, [x, y]: [number, number]): number =>
      at(pixels, Math.round(x), Math.round(y));

    /** The centre of light above the surroundings in a box of 2 × 30 + 1 pixels. */
    function centreOfLight(pixels: Pixels, [x, y]: [number, number]): [number, number] {
      let [sum, sx, sy] = [0, 0, 0];
      const [cx, cy] = [Math.round(x), Math.round(y)];
      const floor = at(pixels, cx - 30, cy - 30);
      for (let j = cy - 30; j <= cy + 30; j++) {
        for (let i = cx - 30; i <= cx + 30; i++) {
          const light = Math.max(0, at(pixels, i, j) - floor - 4);
          sum += light;
          sx += light * i;
          sy += light * j;
        }
      }
      return [sx / sum, sy / sum];
    }

    async function expectStar(page: Page): Promise<void> {
      const pixels = await drawn(page);
      const wanted = await place(page, star);
      expect(brightness(pixels, wanted)).toBeGreaterThan(brightness(pixels, await place(page, faint)) + 20);
      const found = centreOfLight(pixels, wanted);
      // A tile's pixel is 25″, one on the screen 20″: a star in the right tile pixel is within 1.5 on the screen.
      expect(Math.hypot(found[0] - wanted[0], found[1] - wanted[1])).toBeLessThan(1.5);
      // East is left, north is up.
      const middle = await place(page, centre);
      expect(wanted[0]).toBeLessThan(middle[0]);
      expect(wanted[1]).toBeLessThan(middle[1]);
    }

    it('shows PNG tiles, the star where its RA and Dec say, and complains of nothing', async () => {
      const { page, complaints, outside } = await open();
      expect(
        await page
          .locator('#surveys input')
          .evaluateAll((all) => all.map((i) => (i as HTMLInputElement).value)),
      ).toEqual(['ks', 'colour']);
      await page.locator('input[name=sources]').uncheck();
      await expectStar(page);
      // The levels of the picture are what it starts with.
      expect(await page.locator('input[name=high]').inputValue()).toBe('255');
      expect(asked.filter((path) => /^\/ks\/Norder4\/.*\.png$/.test(path)).length).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
      expect(outside).toEqual([]);
      await page.close();
    });

    it('shows FITS tiles and stretches them', async () => {
      const { page, complaints, outside } = await open();
      await page.locator('input[name=sources]').uncheck();
      await page.locator('select[name=format]').selectOption('fits');
      await expectStar(page);
      expect(asked.filter((path) => /^\/ks\/Norder4\/.*\.fits$/.test(path)).length).toBeGreaterThan(0);
      // hips_pixel_cut is what it starts with
      expect(await page.locator('input[name=high]').inputValue()).toBe('300');
      const before = brightness(await drawn(page), await place(page, faint));
      await page.locator('input[name=high]').fill('80');
      await page.locator('input[name=high]').press('Tab');
      const after = brightness(await drawn(page), await place(page, faint));
      expect(after).toBeGreaterThan(before + 50);
      await page.locator('select[name=function]').selectOption('asinh');
      expect(brightness(await drawn(page), await place(page, centre))).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Reset' }).click();
      expect(Math.abs(brightness(await drawn(page), await place(page, faint)) - before)).toBeLessThan(3);
      expect(complaints).toEqual([]);
      expect(outside).toEqual([]);
      await page.close();
    });

    it('shows the colour survey by address and by choice', async () => {
      const { page, complaints } = await open('#colour');
      await page.locator('input[name=sources]').uncheck();
      await expectStar(page);
      const pixels = await drawn(page);
      const [x, y] = (await place(page, star)).map(Math.round) as [number, number];
      const i = 3 * (y * pixels.width + x);
      // The painter gives blue the opposite of red.
      expect(pixels.data[i]! - pixels.data[i + 2]!).toBeGreaterThan(100);
      await page.locator('#surveys input[value=ks]').check();
      await expectStar(page);
      const grey = await drawn(page);
      expect(Math.abs(grey.data[i]! - grey.data[i + 2]!)).toBeLessThan(3);
      expect(new URL(page.url()).hash).toBe('#ks');
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('marks the catalogue, filters it, and tells a name as text', async () => {
      const { page, complaints } = await open();
      expect(await page.locator('#count').textContent()).toBe('2 of 2 sources');
      await drawn(page);
      const box = await page.locator('#sky').boundingBox();
      const [x, y] = await place(page, faint);
      await page.mouse.move(box!.x + x, box!.y + y);
      await page.mouse.click(box!.x + x, box!.y + y);
      await page.waitForFunction(() => document.getElementById('source')?.textContent?.includes('14.20 mag'));
      expect(await page.locator('#source').textContent()).toContain('<img src=x onerror=alert(1)>');
      await page.locator('input[name=faintest]').fill('12');
      await page.locator('input[name=faintest]').press('Tab');
      expect(await page.locator('#count').textContent()).toBe('1 of 2 sources');
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('says so when a survey is not there', async () => {
      const { page } = await open();
      await page.route('**/colour/**', (route) => route.fulfill({ status: 404, body: '' }));
      await page.locator('#surveys input[value=colour]').check();
      await page.waitForFunction(() => document.getElementById('source')?.textContent?.includes('colour'));
      await page.close();
    });
  },
);
