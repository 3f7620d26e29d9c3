import { importsOf, sourcesOf } from './imports.ts';
import { coreLayers, type Folder, folders } from './layers.ts';
import { box, label, line, svg } from './svg.ts';

const WIDTH = 940;
const MARGIN = 20;
const GAP = 70;
const FOLDER_HEIGHT = 52;
const LAYER_HEIGHT = 44;

interface Placed extends Folder {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The folders with who imports whom, and the layers of the core, from the code. Arrows point to
 * what is imported.
 */
export function drawFolders(): string {
  const rows = [...folders].reverse();
  const coreHeight = 30 + coreLayers.length * LAYER_HEIGHT;
  let y = MARGIN;
  const placed: Placed[] = rows.flatMap((row) => {
    const height = row.some(({ path }) => path === 'shared/core') ? coreHeight : FOLDER_HEIGHT;
    const width = (WIDTH - 2 * MARGIN - (row.length - 1) * 24) / row.length;
    const line = row.map((one, i) => ({
      ...one,
      x: MARGIN + i * (width + 24),
      y,
      width,
      height,
    }));
    y += height + GAP;
    return line;
  });
  const body = [...arrows(placed), ...placed.flatMap(drawFolder)];
  return svg(WIDTH, y - GAP + MARGIN, 'The folders of Starfan and who imports whom', body);
}

function drawFolder(one: Placed): string[] {
  const { path, holds, x, y, width, height } = one;
  const title = [
    box(x, y, width, height, path === 'shared/core' ? 'group' : 'box'),
    label(x + 10, y + 20, path, ' font-weight="600"'),
  ];
  if (path !== 'shared/core') return [...title, label(x + 10, y + 40, holds, ' class="small"')];
  return [
    ...title,
    ...[...coreLayers]
      .reverse()
      .flatMap((layer, i) => drawLayer(one, layer, y + 30 + i * LAYER_HEIGHT)),
  ];
}

function drawLayer({ x, width }: Placed, layer: readonly string[], y: number): string[] {
  const each = (width - 20 - (layer.length - 1) * 8) / layer.length;
  return layer.flatMap((name, i) => {
    const left = x + 10 + i * (each + 8);
    return [
      box(left, y, each, LAYER_HEIGHT - 10, 'box'),
      label(left + each / 2, y + 22, name.replace('.ts', ''), ' text-anchor="middle"'),
    ];
  });
}

function arrows(placed: readonly Placed[]): string[] {
  const folderOf = (file: string) => placed.find(({ path }) => file.startsWith(`${path}/`));
  const found = new Set<string>();
  for (const { path } of placed) {
    for (const { name } of sourcesOf(path).flatMap(importsOf)) {
      const to = folderOf(name);
      if (to && to.path !== path) found.add(`${path} ${to.path}`);
    }
  }
  return [...found].sort().map((key) => {
    const [from, to] = key.split(' ').map((path) => placed.find((one) => one.path === path)!);
    if (from!.y === to!.y) return sideways(from!, to!);
    const middle = (one: Placed) => one.x + one.width / 2;
    // towards where the other folder lies, so that arrows of one folder do not lie on one another
    const lean = (one: Placed, other: Placed) =>
      middle(one) +
      Math.max(-0.35, Math.min(0.35, (middle(other) - middle(one)) / WIDTH)) * one.width;
    return line(
      [
        [lean(from!, to!), from!.y + from!.height],
        [lean(to!, from!), to!.y - 2],
      ],
      'thin',
    );
  });
}

function sideways(from: Placed, to: Placed): string {
  const y = from.y + from.height / 2;
  return from.x < to.x
    ? line(
        [
          [from.x + from.width, y],
          [to.x - 2, y],
        ],
        'thin',
      )
    : line(
        [
          [from.x, y],
          [to.x + to.width + 2, y],
        ],
        'thin',
      );
}
