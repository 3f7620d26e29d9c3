/**
 * Draws docs/pictures/folders.svg and one picture of each state machine, from the code: `npm run
 * architecture`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawFolders } from './draw-folders.ts';
import { drawMachine } from './draw-machine.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** Each picture by its path from the root. */
export const drawings = (): Record<string, string> => ({
  'docs/pictures/folders.svg': drawFolders(),
  ...Object.fromEntries(
    ['detect-sources', 'sky-map', 'mosaic'].map((name) => [
      `docs/pictures/${name}.svg`,
      drawMachine(
        JSON.parse(readFileSync(pathOf(`statemachines/${name}.asl.json`), 'utf8')),
        `State machine ${name}`,
      ),
    ]),
  ),
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, picture] of Object.entries(drawings())) writeFileSync(pathOf(name), picture);
}
