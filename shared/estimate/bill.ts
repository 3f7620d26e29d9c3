import { type PriceName, priceList } from './prices.ts';
import type { Architecture, Usage } from './usage.ts';

/** The rows of the 2MASS paper's table, and the workflow, which it did not have. */
export type BillGroup = 'processing' | 'workflow' | 'requests' | 'storage' | 'transfer';

/** One line of a bill: quantity × price = cost. */
export interface BillLine {
  readonly group: BillGroup;
  /** what is paid for, such as `S3 GET, HEAD` */
  readonly item: string;
  /** in `unit`s */
  readonly quantity: number;
  /** such as `GB-s` or `request` */
  readonly unit: string;
  /** dollars a unit */
  readonly price: number;
  /** dollars, rounded to the bill's decimals */
  readonly cost: number;
}

/** A bill that adds up as it is printed. */
export interface Bill {
  /** of the price list, `2026-11-01` */
  readonly date: string;
  /** of AWS */
  readonly region: string;
  /**
   * digits after the point that every amount is rounded to: 4, or 6 when all is less than a dollar
   */
  readonly decimals: number;
  readonly lines: readonly BillLine[];
  /** dollars: the sum of the lines' costs exactly */
  readonly total: number;
}

/** Bytes that lie in S3 for some days. */
export interface Stored {
  readonly item: string;
  readonly bytes: number;
  readonly days: number;
}

/** Bytes that leave AWS for the internet, or cross from one region to another. */
export interface Sent {
  readonly item: string;
  readonly bytes: number;
  readonly isCrossing?: boolean;
}

/** Megabytes of a gigabyte, and milliseconds of a second: GB-s are MB·ms over this. */
const GB_S = 1024 * 1000;
const GIB = 2 ** 30;
const MONTH = 30;

/** Prices what was or will be used. Throws RangeError when the table does not add up. */
export function makeBill(
  usage: Usage,
  architecture: Architecture,
  stored: readonly Stored[] = [],
  sent: readonly Sent[] = [],
): Bill {
  const lambda: PriceName = architecture === 'arm64' ? 'lambdaArm' : 'lambdaX86';
  const rows: [BillGroup, string, number, PriceName][] = [
    ['processing', `Lambda, ${architecture}`, usage.lambdaMbMs / GB_S, lambda],
    ['processing', 'Lambda invocations', usage.lambdaRequests, 'lambdaRequest'],
    ['workflow', 'Express children', usage.expressRequests, 'expressRequest'],
    ['workflow', 'Express duration', usage.expressMbMs / GB_S, 'expressDuration'],
    ['workflow', 'Standard transitions', usage.transitions, 'transition'],
    ['requests', 'S3 GET, HEAD', usage.reads, 's3Read'],
    ['requests', 'S3 PUT, LIST', usage.writes, 's3Write'],
    ...stored.map(({ item, bytes, days }): [BillGroup, string, number, PriceName] => [
      'storage',
      `${item}, ${days} days`,
      ((bytes / GIB) * days) / MONTH,
      'storage',
    ]),
    ...sent.map(({ item, bytes, isCrossing }): [BillGroup, string, number, PriceName] => [
      'transfer',
      item,
      bytes / 1e9,
      isCrossing ? 'crossing' : 'transfer',
    ]),
  ];
  const raw = rows.reduce(
    (sum, [, , quantity, name]) => sum + quantity * priceList.prices[name].usd,
    0,
  );
  const decimals = raw < 1 ? 6 : 4;
  const scale = 10 ** decimals;
  const lines = rows.map(([group, item, quantity, name]): BillLine => {
    const { unit, usd } = priceList.prices[name];
    return {
      group,
      item,
      quantity,
      unit,
      price: usd,
      cost: Math.round(quantity * usd * scale) / scale,
    };
  });
  const total = lines.reduce((sum, { cost }) => sum + Math.round(cost * scale), 0) / scale;
  const bill: Bill = { date: priceList.date, region: priceList.region, decimals, lines, total };
  checkBill(bill);
  return bill;
}

/**
 * That quantity × price is every line's cost to half of the last digit, and that the costs are the
 * total exactly. Throws RangeError that names the line.
 */
export function checkBill({ lines, total, decimals }: Bill): void {
  const scale = 10 ** decimals;
  let sum = 0;
  for (const { item, quantity, price, cost } of lines) {
    const units = Math.round(cost * scale);
    if (!(quantity >= 0 && Number.isFinite(quantity)))
      throw new RangeError(`${item}: a quantity of ${quantity}`);
    // An amount of 10^9 dollars still has its last digit: half a unit, and the rounding of the
    // product.
    if (
      !(Math.abs(quantity * price * scale - units) <= 0.5 + 1e-9 * units) ||
      units / scale !== cost
    ) {
      throw new RangeError(`${item}: ${quantity} at ${price} are not ${cost}`);
    }
    sum += units;
  }
  if (sum / scale !== total)
    throw new RangeError(`the lines are ${sum / scale}, the total ${total}`);
}

/** What each group costs; the costs are the total. */
export function groupCosts({ lines, decimals }: Bill): { group: BillGroup; cost: number }[] {
  const scale = 10 ** decimals;
  const units = new Map<BillGroup, number>();
  for (const { group, cost } of lines)
    units.set(group, (units.get(group) ?? 0) + Math.round(cost * scale));
  return [...units].map(([group, cost]) => ({ group, cost: cost / scale }));
}
