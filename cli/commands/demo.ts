import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Command } from '../command.ts';
import { makeImages } from '../demo/make-images.ts';
import { runMachine } from '../run.ts';

export const demo: Command = {
  help: `starfan demo [--out DIR]

Makes ten images of an invented sky as HST would have taken them, and a list with two lines that fail, and runs detect on it.

  --out DIR    (default: starfan-out/demo)`,

  async run(args) {
    const { values } = parseArgs({ args, options: { out: { type: 'string', default: 'starfan-out/demo' } } });
    const folder = resolve(values.out);
    console.log(`making images in ${join(folder, 'inputs')}`);
    const list = await makeImages(join(folder, 'inputs'));
    return runMachine('detect-sources', { list: pathToFileURL(list).href }, { out: folder });
  },
};
