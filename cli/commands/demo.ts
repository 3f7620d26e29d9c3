import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mosaicParametersSchema } from '../../shared/contracts/mosaics/parameters.ts';
import { skyParametersSchema } from '../../shared/contracts/sky-map/parameters.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { makeImages } from '../demo/make-images.ts';
import { makeSky } from '../demo/sky/make-sky.ts';
import { makeVisits } from '../demo/visits/make-visits.ts';
import { runLocally } from '../run.ts';
import { say } from '../say.ts';
import { serveCommand } from './serve.ts';

/** As `starfan sky-map --bands r=Ks,g=H,b=J --format fits,png`. */
const sky = skyParametersSchema.parse({ bands: { r: 'Ks', g: 'H', b: 'J' }, fits: true });

/** As `starfan mosaic`. */
const mosaic = mosaicParametersSchema.parse({});

/** `starfan demo`. */
export const demoCommand: Command = {
  help: `starfan demo [--out DIR]

Makes images of two synthetic skies and runs starfan on them: ten images as of HST, and a nebula in
twelve pointings and three bands, each frame with its own sky level and slope.

detect searches the ten images and the nebula's Ks frames; two lines of its list fail, to show what
then happens. It also searches and matches images of one field from two epochs a year apart, where
one star varies and one moves. sky-map makes a map of the nebula, and mosaic one FITS mosaic of its
Ks frames. In a terminal, the map is then served until Ctrl-C.

  --out DIR    (default: starfan-out/demo)

DIR holds
  inputs/      the images and the lists of them
  sources/     as starfan detect makes it
  stars/       as starfan detect --match makes it; report.html shows a light curve
  sky/         as starfan sky-map makes it
  mosaic/      as starfan mosaic makes it`,

  async run(args) {
    const { values } = readArguments({
      args,
      options: { out: { type: 'string', default: 'starfan-out/demo' } },
    });
    const inside = (...parts: string[]) => join(values.out, ...parts);
    say(`making images in ${inside('inputs')}`);
    const { images, failing } = await makeImages(inside('inputs', 'hst'));
    const { J, H, Ks } = await makeSky(inside('inputs', 'nebula'));
    const listed = async (name: string, about: string, paths: string[]) => {
      const path = resolve(inside('inputs', name));
      await writeFile(path, [about, ...paths.map((image) => resolve(image)), ''].join('\n'));
      return { list: pathToFileURL(path).href };
    };
    const about = '# the last two fail: one file is cut short, one is not there';
    const forSources = await listed('sources.txt', about, [...images, ...Ks, ...failing]);
    const forSky = await listed('sky.txt', '# three bands of twelve pointings', [
      ...J,
      ...H,
      ...Ks,
    ]);
    const visits = await makeVisits(inside('inputs', 'visits'));
    const forStars = await listed('stars.txt', '# three bands, two epochs of seven visits', visits);
    const forMosaic = await listed('mosaic.txt', '# one band of twelve pointings', Ks);

    const count = images.length + Ks.length + failing.length;
    say(
      `detect: ${count} images; the last ${failing.length} are meant to fail, to show what then happens`,
    );
    const found = await runLocally('detect-sources', forSources, { out: inside('sources') });
    if (found !== 0) return found;
    say(`detect --match 1.5s: ${visits.length} images of one field, of two epochs a year apart`);
    const matched = await runLocally('detect-sources', forStars, {
      out: inside('stars'),
      input: { match: 1.5 },
    });
    if (matched !== 0) return matched;
    say(`sky-map: ${J.length + H.length + Ks.length} images in three bands`);
    const mapped = await runLocally('sky-map', forSky, { out: inside('sky'), input: { sky } });
    if (mapped !== 0) return mapped;
    say(`mosaic: ${Ks.length} images`);
    const joined = await runLocally('mosaic', forMosaic, {
      out: inside('mosaic'),
      input: { mosaic },
    });
    if (joined !== 0) return joined;

    const shown = [inside('sky'), '--catalogue', inside('sources')];
    if (process.stdout.isTTY) return serveCommand.run(shown);
    say(`  mosaic   ${inside('mosaic', 'mosaics', 'Ks', 'mosaic.fits')}`);
    say(`  sky map  npx starfan serve ${shown.join(' ')}`);
    return 0;
  },
};
