import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOverlayWithin } from '../../cli/serve/read-within.ts';
import { type ServedFolder, serveFolder } from '../../cli/serve/serve-folder.ts';
import { writeFits } from '../../shared/core/fits/write.ts';
import { writeBinTable } from '../../shared/core/fits/write-table.ts';
import { mocOfCells } from '../../shared/core/moc/moc.ts';
import { writeMoc } from '../../shared/core/moc/moc-fits.ts';

let folder: string;
const open: ServedFolder[] = [];

const put = async (path: string, body: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), body);
};
const serve = async (path: string, catalogue?: string): Promise<ServedFolder> => {
  const served = await serveFolder(join(folder, path), { catalogue });
  open.push(served);
  return served;
};
/** As fetch, but the path is sent as it stands. */
const ask = async (
  url: string,
  path: string,
  method = 'GET',
): Promise<{ status: number; text: string }> => {
  const { status, text } = await exchange(url, path, { method });
  return { status, text };
};
const exchange = (
  url: string,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: OutgoingHttpHeaders } = {},
): Promise<{ status: number; text: string; headers: IncomingHttpHeaders }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    })
      .on('error', reject)
      .end();
  });

const properties = (frame: string): string =>
  `hips_frame = ${frame}\nhips_order = 3\nhips_tile_format = png fits\n`;

const parquet = (rows: {
  ra: (number | null)[];
  image?: string[];
  primary?: boolean[];
}): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'ra', data: rows.ra, type: 'DOUBLE', nullable: true },
        { name: 'dec', data: rows.ra.map(() => -2), type: 'DOUBLE' },
        { name: 'flux_auto', data: rows.ra.map((_, i) => 100 + i), type: 'DOUBLE' },
        ...(rows.primary
          ? [{ name: 'primary', data: rows.primary, type: 'BOOLEAN' as const }]
          : []),
        ...(rows.image ? [{ name: 'image', data: rows.image, type: 'STRING' as const }] : []),
      ],
    }),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfan-serve-'));
  await put('secret.txt', 'secret');
  await put('sky/report.html', 'the report');
  await put('sky/sky.html', 'the sky');
  for (const [name, frame] of [
    ['K', 'equatorial'],
    ['G', 'galactic'],
  ] as const) {
    await put(`sky/hips/${name}/properties`, properties(frame));
    await put(`sky/hips/${name}/Moc.fits`, writeMoc(mocOfCells(3, [450, 451])));
    await put(`sky/hips/${name}/Norder3/Dir0/Npix450.png`, 'a tile');
  }
  await put('sky/hips/K/index.html', 'the survey');
  await put('sky/.secret', 'hidden');
  await put('outside/secret.txt', 'secret');
  await symlink(join(folder, 'secret.txt'), join(folder, 'sky/link.txt'));
  await symlink(join(folder, 'outside'), join(folder, 'sky/hips/away'));
  await symlink('report.html', join(folder, 'sky/inside.html'));
  await put('sky/hips/nothing/Norder3/Dir0/Npix450.png', 'a tile');
  await put('found/report.html', 'the report');
  await put(
    'found/catalogue/part-0000.parquet',
    parquet({ ra: [1, null, 3], image: ['a', 'a', 'b'] }),
  );
  await put('found/catalogue/part-0001.parquet', parquet({ ra: [4], image: ['b'] }));
  await put('empty/notes.txt', '');
  await put('doubles.parquet', parquet({ ra: [1, 2, 3], primary: [true, false, true] }));
  await put('positions.parquet', parquet({ ra: [10, 11] }));
  await put(
    'positions.fits',
    writeFits([
      writeBinTable([
        { name: 'ra', data: Float64Array.of(10, Number.NaN) },
        { name: 'dec', data: Float64Array.of(20, 21) },
        { name: 'mag_auto', data: Float64Array.of(17.5, 18) },
      ]),
    ]),
  );
  await put('no-sky.fits', writeFits([writeBinTable([{ name: 'x', data: Float64Array.of(1) }])]));
  await put('broken.parquet', 'PAR1 and no more');
});
afterAll(async () => {
  for (const { close } of open) await close();
  await rm(folder, { recursive: true, force: true });
});

describe('a served folder', () => {
  it('gives its files, Aladin Lite and its licence, and nothing beside it', async () => {
    const { url, report, sky, sources } = await serve('sky');
    expect([report, sky, sources]).toEqual([`${url}/report.html`, `${url}/sky.html`, undefined]);
    expect(await ask(url, '/')).toEqual({ status: 200, text: 'the report' });
    expect(await ask(url, '/sky.html')).toEqual({ status: 200, text: 'the sky' });
    expect((await ask(url, '/aladin.js')).text.length).toBeGreaterThan(1e6);
    expect((await ask(url, '/aladin.js.LICENSE')).text).toContain('GNU');
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/hips',
      '/aladin.js.map',
    ])
      expect(await ask(url, path), path).toEqual({ status: 404, text: 'not here\n' });
    expect((await ask(url, '/%zz')).status).toBe(400);
    expect((await ask(url, '/', 'POST')).status).toBe(405);
    expect(await ask(url, '/catalogue.tsv')).toEqual({ status: 404, text: 'not here\n' });
  });

  // [path, what it is, status]
  it.each([
    ['hips/K/Norder3/Dir0/Npix450.png', 'a tile', 200],
    ['hips/K/Norder3/Dir0/Npix449.png', 'empty sky', 204],
    ['hips/K/Norder3/Dir0/Npix449.fits', 'empty sky', 204],
    ['hips/K/Norder1/Dir0/Npix27.png', 'empty sky of a lower order', 204],
    ['hips/K/Norder3/Dir0/Npix451.png', 'a tile of the coverage that is lost', 404],
    ['hips/K/Norder1/Dir0/Npix28.png', 'a parent that is lost (450 = 28·16 + 2)', 404],
    ['hips/K/Norder4/Dir0/Npix449.png', 'deeper than the survey', 404],
    ['hips/K/Norder3/Dir0/Npix449.jpg', 'a format that the survey has not', 404],
    ['hips/K/Norder3/Dir0/Npix768.png', 'a pixel that the order has not', 404],
    ['hips/K/Norder3/Dir10000/Npix449.png', 'a wrong folder', 404],
    ['hips/K/Norder3/Allsky.jpg', 'no tile', 404],
    ['hips/J/Norder3/Dir0/Npix449.png', 'no survey', 404],
    ['hips/nothing/Norder3/Dir0/Npix449.png', 'a folder that says nothing of itself', 404],
    ['hips/G/Norder3/Dir0/Npix449.png', 'a galactic survey, whose Moc.fits is in ICRS', 204],
    ['Norder3/Dir0/Npix449.png', 'no survey at all', 404],
  ])('answers %s: %s with %i', async (path, _, status) => {
    const { url } = open[0] ?? (await serve('sky'));
    expect((await ask(url, `/${path}`)).status).toBe(status);
    expect((await ask(url, `/${path}`, 'HEAD')).status).toBe(status);
  });

  it('gives no file that a link leads out to, nor what is hidden', async () => {
    const { url } = await serve('sky');
    for (const path of [
      '/link.txt',
      '/hips/away/secret.txt',
      '/hips/away/',
      '/.secret',
      '/hips/K/..%2f..%2f.secret',
    ])
      expect(await ask(url, path), path).toEqual({ status: 404, text: 'not here\n' });
    expect(await ask(url, '/inside.html')).toEqual({ status: 200, text: 'the report' });
  });

  it('answers a survey’s address with its page, and leads there from the address without its slash', async () => {
    const { url, hips } = await serve('sky');
    expect(hips).toEqual([`${url}/hips/G/`, `${url}/hips/K/`]);
    const page = await exchange(url, '/hips/K/');
    expect([page.status, page.text, page.headers['content-type']]).toEqual([
      200,
      'the survey',
      'text/html; charset=utf-8',
    ]);
    const bare = await exchange(url, '/hips/K');
    expect([bare.status, bare.headers.location]).toEqual([302, '/hips/K/']);
  });

  it('lets the pages of any site ask for a HiPS, and for nothing else', async () => {
    const { url } = await serve('sky');
    const headers = { origin: 'https://sky.example' };
    const tile = await exchange(url, '/hips/K/Norder3/Dir0/Npix450.png', { headers });
    expect([tile.status, tile.text, tile.headers['access-control-allow-origin']]).toEqual([
      200,
      'a tile',
      '*',
    ]);
    const asked = await exchange(url, '/hips/K/properties', {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-private-network': 'true' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers['access-control-allow-private-network']).toBe('true');
    for (const path of [
      '/report.html',
      '/hips/../report.html',
      '/hips/%2e%2e/report.html',
      '/catalogue.tsv',
    ]) {
      const refused = await exchange(url, path, { headers });
      expect([refused.status, refused.headers['access-control-allow-origin']], path).toEqual([
        403,
        undefined,
      ]);
    }
    expect(
      (await exchange(url, '/report.html', { headers: { host: 'elsewhere.example' } })).status,
    ).toBe(403);
  });

  // what browsers send of an <img> or <iframe> of another site, without an Origin; of a link
  it.each([
    ['/report.html', 'cross-site', 'iframe', 403],
    ['/report.html', 'same-site', 'image', 403],
    ['/report.html', 'cross-site', 'document', 200],
    ['/report.html', 'same-origin', 'empty', 200],
    ['/report.html', 'none', 'document', 200],
    ['/hips/K/Norder3/Dir0/Npix450.png', 'cross-site', 'image', 200],
  ])('answers %s of Sec-Fetch-Site %s as %s with %i', async (path, site, dest, status) => {
    const { url } = open[0] ?? (await serve('sky'));
    const headers = { 'sec-fetch-site': site, 'sec-fetch-dest': dest };
    const answer = await exchange(url, path, { headers });
    expect(answer.status).toBe(status);
    if (status !== 200) return;
    const policy = path.startsWith('/hips/') ? 'cross-origin' : 'same-origin';
    expect(answer.headers['cross-origin-resource-policy']).toBe(policy);
  });

  // [range, status, text, content-range]; the file is "the report"
  it.each([
    ['bytes=0-2', 206, 'the', 'bytes 0-2/10'],
    ['bytes=4-', 206, 'report', 'bytes 4-9/10'],
    ['bytes=-3', 206, 'ort', 'bytes 7-9/10'],
    ['bytes=-99', 206, 'the report', 'bytes 0-9/10'],
    ['bytes=8-99', 206, 'rt', 'bytes 8-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=5-2', 200, 'the report', undefined],
    ['bytes=0-1,3-4', 200, 'the report', undefined],
    ['lines=0-1', 200, 'the report', undefined],
  ])('answers Range: %s with %i', async (range, status, text, contentRange) => {
    const { url } = open[0] ?? (await serve('sky'));
    const answer = await exchange(url, '/report.html', { headers: { range } });
    expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([
      status,
      text,
      contentRange,
    ]);
    const head = await exchange(url, '/report.html', { method: 'HEAD', headers: { range } });
    expect([head.status, head.text, head.headers['content-range']]).toEqual([
      status,
      '',
      contentRange,
    ]);
  });

  it('is served on another address, by whatever name, when that is asked for', async () => {
    const served = await serveFolder(join(folder, 'sky'), { host: '0.0.0.0' });
    open.push(served);
    const here = `http://127.0.0.1:${new URL(served.url).port}`;
    expect(await exchange(here, '/', { headers: { host: 'observatory.example' } })).toMatchObject({
      status: 200,
    });
    expect(
      (await exchange(here, '/', { headers: { origin: 'https://other.example' } })).status,
    ).toBe(403);
    await expect(serveFolder(join(folder, 'sky'), { host: '203.0.113.7' })).rejects.toMatchObject({
      name: 'UsageError',
    });
  });

  it('marks once what was found in several images', async () => {
    const { url, sources } = await serve('sky', join(folder, 'doubles.parquet'));
    expect(sources).toEqual({ total: 2, shown: 2 });
    expect((await ask(url, '/catalogue.tsv')).text).toBe(
      '# sources: 2\nra\tdec\tmag\tflux\tname\n3\t-2\t\t102\t3\n1\t-2\t\t100\t1\n',
    );
  });

  it('gives up a catalogue that is not read in its time', async () => {
    const reading = readOverlayWithin(join(folder, 'found'), -1);
    await expect(reading).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/not read within/),
    });
  });

  it('leads the sky to the catalogue of another run', async () => {
    const { url, sky, sources } = await serve('sky', join(folder, 'found'));
    expect(sources).toEqual({ total: 3, shown: 3 });
    expect(sky).toBe(`${url}/sky.html?catalogue=catalogue.tsv`);
    const answer = await fetch(`${url}/sky.html`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      '/sky.html?catalogue=catalogue.tsv',
    ]);
    expect(await (await fetch(sky!)).text()).toBe('the sky');
    // The brightest is the third of part 0; rows without a running number are counted.
    expect((await ask(url, '/catalogue.tsv')).text).toBe(
      '# sources: 3\nra\tdec\tmag\tflux\tname\n3\t-2\t\t102\tb 3\n1\t-2\t\t100\ta 1\n4\t-2\t\t100\tb 1\n',
    );
  });

  it('takes a single Parquet or FITS table', async () => {
    const parquetOnly = await serve('sky', join(folder, 'positions.parquet'));
    expect((await ask(parquetOnly.url, '/catalogue.tsv')).text).toContain(
      '\n11\t-2\t\t101\t2\n10\t-2\t\t100\t1\n',
    );
    const fits = await serve('sky', join(folder, 'positions.fits'));
    expect((await ask(fits.url, '/catalogue.tsv')).text).toBe(
      '# sources: 1\nra\tdec\tmag\tflux\tname\n10\t20\t17.5\t\t1\n',
    );
  });

  it('uses the catalogue that stands in the folder without being asked', async () => {
    await put('found/sky.html', 'a sky of its own');
    const { sources } = await serve('found');
    expect(sources).toEqual({ total: 3, shown: 3 });
    await rm(join(folder, 'found/sky.html'));
  });

  it.each([
    ['empty', undefined, /empty has no report\.html: give the --out folder/],
    ['found', 'found', /has no sky to mark sources on/],
    ['sky', 'nowhere', /--catalogue .*nowhere: there is no such file/],
    ['sky', 'empty', /--catalogue .*empty: no catalogue is there; give the --out folder/],
    ['sky', 'broken.parquet', /broken\.parquet cannot be read: /],
    ['sky', 'secret.txt', /secret\.txt cannot be read: /],
    ['sky', 'no-sky.fits', /no-sky\.fits cannot be read: it has no columns ra and dec/],
  ])('refuses %s with the catalogue %s', async (path, catalogue, message) => {
    const refused = serveFolder(join(folder, path), {
      catalogue: catalogue && join(folder, catalogue),
    });
    await expect(refused).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(message),
    });
  });
});
