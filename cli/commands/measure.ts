import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { prepareFolder } from '../../local/run-folder/prepare-folder.ts';
import { UsageError } from '../../local/usage-error.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { openStore } from '../../shared/store/open.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readInputs } from '../inputs.ts';
import { measureList } from '../measure/measure-list.ts';
import { openPositions } from '../measure/positions.ts';
import { readOption } from '../numbers.ts';
import { failureText } from '../printable.ts';
import { complain, say } from '../say.ts';

/** `starfan measure`. */
export const measure: Command = {
  help: `starfan measure IMAGE.fits … | LIST --at DIR|positions.csv|.parquet|HATS --out DIR [--aperture PIXELS]

Forced photometry: the flux at given places, in every image that covers them, also where nothing is seen. Negative fluxes
and their errors are kept. It runs on this machine, one image after another; what is done is not done again.

  --at PLACES         a CSV file with columns ra and dec (degrees, ICRS) and an id, a Parquet file, a HATS catalogue or
                      collection, or a run of starfan; ids of 64 bits keep all their digits
  --out, -o DIR       measurements.parquet, which starfan query DIR asks as the table measurements
  --aperture PIXELS   diameter of the circle, as PHOT_APERTURES is (default: 6)
  --json

Columns: id, ra, dec, image, file, hdu, x, y, mjd, filter, exptime, flux, fluxErr, mag, magErr, edge, masked, saturated,
flags (1 masked, 4 saturated, 8 over the edge). image is the line of the list; the centre of the first pixel is (0, 0), as
in a catalogue. The background (mesh of 32 pixels) is off. Masked pixels in the circle are made up for by area, and the row
says masked; what lies over the edge of the image is not made up for, and the row says edge. A place whose circle has no
pixel in an image has no row of it; where every pixel is bad flux is null.

  starfan measure night/*.fits --at stars.csv --out forced
  starfan query forced "SELECT id, mjd, filter, flux, fluxErr FROM measurements WHERE flags = 0 ORDER BY id, mjd"`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        at: { type: 'string' },
        out: { type: 'string', short: 'o' },
        aperture: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    if (values.out === undefined || values.at === undefined)
      throw new UsageError(
        'say where to measure and where the results go: starfan measure LIST --at positions.csv --out DIR',
      );
    const aperture = readOption('aperture', values.aperture, 0.5, 1000) ?? 6;
    const folder = resolve(values.out);
    const inputs = await readInputs(positionals);
    const store = openStore({ ...process.env, STARFAN_FILES: '1' });
    const positions = await openPositions(store, values.at);
    process.once('exit', () => positions.close());
    await mkdir(folder, { recursive: true });
    const { list } = await prepareFolder(folder, inputs, undefined, false);
    const { images, rows, warnings, failures } = await measureList(store, {
      list,
      folder,
      positions,
      parameters: { aperture, detection: defaultParameters, at: values.at },
    });
    const failed = failures.length;
    if (values.json)
      say(JSON.stringify({ images, measurements: rows, failed, warnings, failures }));
    else {
      say(`${rows} measurements in ${images - failed} of ${images} images`);
      for (const warning of warnings) say(`  note: ${warning}`);
      for (const { uri, message } of failures) complain(`  failed: ${failureText(uri, message)}`);
      say(`  table    ${join(folder, 'measurements.parquet')}`);
    }
    return failed === 0 ? 0 : 1;
  },
};
