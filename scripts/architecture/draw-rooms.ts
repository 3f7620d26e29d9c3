import { importsOf, sourcesOf } from './imports.ts';
import { coreLayers, type Room, rooms } from './layers.ts';
import { box, label, line, svg } from './svg.ts';

const WIDTH = 940;
const MARGIN = 20;
const GAP = 70;
const ROOM_HEIGHT = 52;
const LAYER_HEIGHT = 44;

interface Placed extends Room {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The rooms with who imports whom, and the layers of the core, from the code. Arrows point to what
 * is imported.
 */
export function drawRooms(): string {
  const rows = [...rooms].reverse();
  const coreHeight = 30 + coreLayers.length * LAYER_HEIGHT;
  let y = MARGIN;
  const placed: Placed[] = rows.flatMap((row) => {
    const height = row.some(({ folder }) => folder === 'shared/core') ? coreHeight : ROOM_HEIGHT;
    const width = (WIDTH - 2 * MARGIN - (row.length - 1) * 24) / row.length;
    const line = row.map((room, i) => ({
      ...room,
      x: MARGIN + i * (width + 24),
      y,
      width,
      height,
    }));
    y += height + GAP;
    return line;
  });
  const body = [...arrows(placed), ...placed.flatMap(drawRoom)];
  return svg(WIDTH, y - GAP + MARGIN, 'The rooms of Starfan and who imports whom', body);
}

function drawRoom(room: Placed): string[] {
  const { folder, holds, x, y, width, height } = room;
  const title = [
    box(x, y, width, height, folder === 'shared/core' ? 'group' : 'box'),
    label(x + 10, y + 20, folder, ' font-weight="600"'),
  ];
  if (folder !== 'shared/core') return [...title, label(x + 10, y + 40, holds, ' class="small"')];
  return [
    ...title,
    ...[...coreLayers]
      .reverse()
      .flatMap((layer, i) => drawLayer(room, layer, y + 30 + i * LAYER_HEIGHT)),
  ];
}

function drawLayer({ x, width }: Placed, layer: readonly string[], y: number): string[] {
  const room = (width - 20 - (layer.length - 1) * 8) / layer.length;
  return layer.flatMap((name, i) => {
    const left = x + 10 + i * (room + 8);
    return [
      box(left, y, room, LAYER_HEIGHT - 10, 'box'),
      label(left + room / 2, y + 22, name.replace('.ts', ''), ' text-anchor="middle"'),
    ];
  });
}

function arrows(placed: readonly Placed[]): string[] {
  const roomOf = (file: string) => placed.find(({ folder }) => file.startsWith(`${folder}/`));
  const found = new Set<string>();
  for (const { folder } of placed) {
    for (const { name } of sourcesOf(folder).flatMap(importsOf)) {
      const to = roomOf(name);
      if (to && to.folder !== folder) found.add(`${folder} ${to.folder}`);
    }
  }
  return [...found].sort().map((key) => {
    const [from, to] = key
      .split(' ')
      .map((folder) => placed.find((room) => room.folder === folder)!);
    if (from!.y === to!.y) return sideways(from!, to!);
    const middle = (room: Placed) => room.x + room.width / 2;
    // towards where the other room lies, so that arrows of one room do not lie on one another
    const lean = (room: Placed, other: Placed) =>
      middle(room) +
      Math.max(-0.35, Math.min(0.35, (middle(other) - middle(room)) / WIDTH)) * room.width;
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
