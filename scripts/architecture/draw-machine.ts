import { box, label, line, svg } from './svg.ts';

/** What the drawing looks at in a state. */
interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Resource?: string;
  Parameters?: { FunctionName?: string };
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  ItemProcessor?: Machine & { ProcessorConfig?: { Mode?: string } };
  Branches?: Machine[];
}
/** A state machine in Amazon States Language. */
export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

const BOX_WIDTH = 250;
const BOX_HEIGHT = 30;
const STEP = 52;
const INSET = 16;
const CATCH_LANE = 26;

/** Where the box of a state stands, beside the left edge of its machine. */
interface Place {
  y: number;
  width: number;
  height: number;
}

interface Drawn {
  width: number;
  height: number;
  body: string[];
}

/**
 * A state machine from its definition: maps hold their children's machine; a dashed line is where a
 * failure leads.
 */
export function drawMachine(machine: Machine, title: string): string {
  const { width, height, body } = drawStates(machine, 20, 20);
  return svg(width + 40, height + 40, title, body);
}

/**
 * States in the order in which they follow one another; those that only a failure or a choice leads
 * to come last.
 */
function inOrder({ StartAt, States }: Machine): string[] {
  const order: string[] = [];
  const waiting = [StartAt];
  while (waiting.length > 0) {
    const name = waiting.shift()!;
    if (order.includes(name)) continue;
    order.push(name);
    const state = States[name]!;
    const next = [state.Next ?? [], state.Default ?? []].flat();
    const others = [...(state.Choices ?? []), ...(state.Catch ?? [])].map((one) => one.Next);
    waiting.unshift(...next);
    waiting.push(...others);
  }
  return order;
}

function drawStates(machine: Machine, left: number, top: number): Drawn {
  const order = inOrder(machine);
  const places = new Map<string, Place>();
  const boxes: string[] = [];
  let y = top;
  let widest = BOX_WIDTH;
  for (const name of order) {
    const state = machine.States[name]!;
    const inner = state.ItemProcessor
      ? drawStates(state.ItemProcessor, left + INSET, y + 40)
      : undefined;
    const width = inner ? inner.width + 2 * INSET : BOX_WIDTH;
    const height = inner ? inner.height + 40 + INSET : BOX_HEIGHT;
    const place = { y, width, height };
    places.set(name, place);
    widest = Math.max(widest, width);
    boxes.push(...drawState(name, state, left, place), ...(inner?.body ?? []));
    y += height + STEP - BOX_HEIGHT;
  }
  const lines = drawLines(machine, order, places, left, widest);
  return {
    width: widest + lines.lanes * CATCH_LANE,
    height: y - top - (STEP - BOX_HEIGHT),
    body: [...boxes, ...lines.body],
  };
}

function drawState(name: string, state: State, x: number, { y, width, height }: Place): string[] {
  const kinds: Record<string, string> = {
    Map: 'box map',
    Succeed: 'box end',
    Fail: 'box fail',
    Task: 'box task',
  };
  const mode =
    state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED' ? 'distributed map' : 'map';
  const note = state.Type === 'Map' ? mode : state.Type.toLowerCase();
  return [
    box(x, y, width, height, kinds[state.Type] ?? 'box'),
    label(x + 10, y + 20, name, ' font-weight="600"'),
    label(x + width - 10, y + 20, note, ' text-anchor="end" class="small"'),
  ];
}

/**
 * Straight down to the state that follows; round the right side to all others, each in a lane of
 * its own.
 */
function drawLines(
  { States }: Machine,
  order: readonly string[],
  places: ReadonlyMap<string, Place>,
  left: number,
  widest: number,
): { body: string[]; lanes: number } {
  const body: string[] = [];
  const laneOf = new Map<string, number>();
  for (const [i, name] of order.entries()) {
    const state = States[name]!;
    const from = places.get(name)!;
    const go = (next: string, failed: boolean) => {
      const to = places.get(next)!;
      if (order[i + 1] === next && !failed) {
        body.push(
          line([
            [left + BOX_WIDTH / 2, from.y + from.height],
            [left + BOX_WIDTH / 2, to.y - 2],
          ]),
        );
        return;
      }
      if (!laneOf.has(next)) laneOf.set(next, laneOf.size + 1);
      const lane = left + widest + laneOf.get(next)! * CATCH_LANE - 8;
      const kind = failed ? 'thin dash' : 'thin';
      const out = from.y + Math.min(from.height, BOX_HEIGHT) - 6;
      const end = to.y + 8;
      body.push(
        line(
          [
            [left + from.width, out],
            [lane, out],
            [lane, end],
            [left + to.width + 2, end],
          ],
          kind,
        ),
      );
    };
    for (const next of [
      state.Next ?? [],
      state.Default ?? [],
      (state.Choices ?? []).map((one) => one.Next),
    ].flat())
      go(next, false);
    for (const { Next } of state.Catch ?? []) go(Next, true);
  }
  return { body, lanes: laneOf.size };
}
