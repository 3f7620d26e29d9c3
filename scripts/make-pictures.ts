/**
 * Makes docs/pictures, the README's pictures, and the eight rows of its catalogue of the
 * demonstration's own run: `npm run pictures`. The stretch plot is taken out of the report by
 * Chromium.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { memorySource } from '../shared/core/bytes/memory-source.ts';
import { openFits } from '../shared/core/fits/file.ts';
import { readTable } from '../shared/core/fits/table.ts';
import { paintPreview, planPreview } from '../shared/core/hips/preview.ts';
import { parseProperties } from '../shared/core/hips/properties.ts';
import { tilePath } from '../shared/core/hips/tile-path.ts';
import { toDegrees } from '../shared/core/sphere/angle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const starfan = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'cli/starfan.mjs'), ...args]);

/** What of the demonstration's sky is shown, arcminutes. */
const shown = { ra: 0, dec: toDegrees(Math.asin(2 / 3)), width: 19.4, height: 14.6 };

/**
 * A survey as one sees it, `width` pixels wide, north up. It is drawn at twice the size first: a
 * tile's pixel is 0.8″.
 */
async function pictureOf(hips: string, width: number): Promise<Sharp> {
  const properties = parseProperties(await readFile(join(hips, 'properties'), 'utf8'));
  const side = 2 * width;
  const plan = planPreview(
    {
      view: { ra: shown.ra, dec: shown.dec, fov: shown.width / 60 },
      frame: 'equatorial',
      order: Number(properties.get('hips_order')),
      tileWidth: Number(properties.get('hips_tile_width')),
    },
    side,
  );
  const tiles = await Promise.all(
    plan.tiles.map((ipix) => {
      const path = join(hips, tilePath(plan.order, ipix, 'png'));
      return existsSync(path) ? sharp(path).ensureAlpha().raw().toBuffer() : undefined;
    }),
  );
  const rgb = paintPreview(plan, (index) => tiles[index]);
  const height = 2 * Math.round((width * shown.height) / shown.width);
  const cut = await sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
    .extract({ left: 0, top: (side - height) / 2, width: side, height })
    .png()
    .toBuffer();
  return sharp(cut).resize({ width });
}

/** Two pictures beside each other. */
async function sideBySide(left: Sharp, right: Sharp): Promise<Sharp> {
  const [one, two] = [await left.png().toBuffer(), await right.png().toBuffer()];
  const { width = 0, height = 0 } = await sharp(one).metadata();
  const gap = 12;
  return sharp({
    create: { width: 2 * width + gap, height, channels: 3, background: '#ffffff' },
  }).composite([
    { input: one, left: 0, top: 0 },
    { input: two, left: width + gap, top: 0 },
  ]);
}

async function stretchPlot(report: string, band: string, file: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ deviceScaleFactor: 2, colorScheme: 'light' });
    await page.goto(pathToFileURL(report).href);
    const plot = page.locator(
      `xpath=//section[@id="stretch"]//h3[contains(., "${band}")]/following::*[name()="svg"][1]`,
    );
    await sharp(await plot.screenshot())
      .png({ palette: true })
      .toFile(file);
  } finally {
    await browser.close();
  }
}

/**
 * The image whose sources the README shows, and the part of its picture that is shown: pixels from
 * the left and from the top.
 */
const searched = { name: 'jsf1drz01_drz', left: 0, top: 130, width: 1000, height: 520 };

/** The eight brightest stars and galaxies of an image, as a table in Markdown. */
async function brightestRows(catalogue: string): Promise<string> {
  const fits = await openFits(memorySource(await readFile(catalogue)));
  const names = ['x', 'y', 'ra', 'dec', 'mag_auto', 'magerr_auto', 'flux_radius', 'flags'];
  const digits = [2, 2, 6, 6, 3, 4, 2, 0];
  const { columns } = await readTable(await fits.hdu(1), names);
  const values = names.map((name) => {
    const column = columns.find((one) => one.name === name);
    if (!column) throw new Error(`${catalogue} has no column ${name}`);
    return Array.from(column.data as ArrayLike<number>, Number);
  });
  const magnitudes = values[4] ?? [];
  const brightest = [...magnitudes.keys()]
    .sort((a, b) => magnitudes[a]! - magnitudes[b]!)
    .slice(0, 8);
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(names),
    line(names.map(() => '---:')),
    ...brightest.map((row) => line(values.map((column, k) => column[row]!.toFixed(digits[k])))),
  ].join('\n');
}

const pictures = join(root, 'docs/pictures');
const work = await mkdtemp(join(tmpdir(), 'starfan-pictures-'));
try {
  await mkdir(pictures, { recursive: true });
  await starfan('demo', '--out', work);
  await starfan(
    'sky-map',
    join(work, 'inputs/sky.txt'),
    '--out',
    join(work, 'unmatched'),
    '--background',
    'none',
    '--bands',
    'r=Ks,g=H,b=J',
  );
  const matched = join(work, 'sky/hips/colour');
  await (await pictureOf(matched, 1000))
    .jpeg({ quality: 90, mozjpeg: true })
    .toFile(join(pictures, 'sky.jpg'));
  const pair = await sideBySide(
    await pictureOf(join(work, 'unmatched/hips/colour'), 494),
    await pictureOf(matched, 494),
  );
  await pair.jpeg({ quality: 90, mozjpeg: true }).toFile(join(pictures, 'background.jpg'));
  await sharp(join(work, 'mosaic/mosaics/Ks/mosaic.jpg'))
    .resize({ width: 700, withoutEnlargement: true })
    .jpeg({ quality: 90, mozjpeg: true })
    .toFile(join(pictures, 'nebula-mosaic.jpg'));
  const { name, ...part } = searched;
  const image = join(work, 'sources/images', name);
  await sharp(join(image, 'sources.png'))
    .extract(part)
    .jpeg({ quality: 88, mozjpeg: true })
    .toFile(join(pictures, 'sources.jpg'));
  const readme = join(root, 'README.md');
  const rows = await brightestRows(join(image, 'catalogue.fits'));
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(
      /(<!-- sources -->\n)[\s\S]*?(<!-- \/sources -->)/,
      `$1\n${rows}\n\n$2`,
    ),
  );
  await stretchPlot(join(work, 'sky/report.html'), 'Ks', join(pictures, 'stretch.png'));
} finally {
  await rm(work, { recursive: true, force: true });
}
