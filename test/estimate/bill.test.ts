import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBill, groupCosts, makeBill } from '../../shared/estimate/bill.ts';
import { priceList } from '../../shared/estimate/prices.ts';
import { usageOfRecords } from '../../shared/estimate/record-usage.ts';
import { addUsage, noUsage, type Usage, usageOfInvocations } from '../../shared/estimate/usage.ts';

const count = fc.integer({ min: 0, max: 1e12 });
const usage: fc.Arbitrary<Usage> = fc.record({
  lambdaRequests: count,
  lambdaMbMs: count,
  expressRequests: count,
  expressMbMs: count,
  transitions: count,
  reads: count,
  writes: count,
});

describe('a bill', () => {
  it('adds up, as numbers and as it is printed, whatever was used', () => {
    fc.assert(
      fc.property(usage, fc.double({ min: 0, max: 1e15, noNaN: true }), (used, bytes) => {
        const bill = makeBill(
          used,
          'arm64',
          [{ item: 'products', bytes, days: 30 }],
          [{ item: 'download', bytes }],
        );
        const printed = bill.lines.map(({ cost }) => cost.toFixed(bill.decimals));
        const scale = 10n ** BigInt(bill.decimals);
        const units = (text: string) => BigInt(text.replace('.', ''));
        const sum = printed.reduce((total, text) => total + units(text), 0n);
        expect(sum).toBe(units(bill.total.toFixed(bill.decimals)));
        expect(scale).toBeGreaterThan(0n);
        for (const { quantity, price, cost } of bill.lines) {
          // Half of the last digit printed, and the rounding of the product itself.
          expect(Math.abs(quantity * price - cost)).toBeLessThanOrEqual(
            0.5 * 10 ** -bill.decimals + 1e-12 * cost,
          );
        }
        const groups = groupCosts(bill).reduce((total, { cost }) => total + cost, 0);
        expect(groups).toBeCloseTo(bill.total, 3);
      }),
    );
  });

  it('is refused when a line, a quantity or the total was changed', () => {
    const bill = makeBill({ ...noUsage, writes: 1_000_000, reads: 3 }, 'arm64');
    expect(() => checkBill(bill)).not.toThrow();
    expect(() => checkBill({ ...bill, total: bill.total + 0.0001 })).toThrow(/total/);
    const lines = bill.lines.map((line) =>
      line.item === 'S3 PUT, LIST' ? { ...line, cost: line.cost + 0.0001 } : line,
    );
    expect(() => checkBill({ ...bill, lines })).toThrow(/S3 PUT/);
    expect(() => makeBill({ ...noUsage, reads: Number.NaN }, 'arm64')).toThrow(RangeError);
  });

  it('uses every price of the list, which is dated', () => {
    const used: Usage = {
      lambdaRequests: 1,
      lambdaMbMs: 1,
      expressRequests: 1,
      expressMbMs: 1,
      transitions: 1,
      reads: 1,
      writes: 1,
    };
    const rows = (['arm64', 'x86_64'] as const).flatMap(
      (architecture) =>
        makeBill(
          used,
          architecture,
          [{ item: 'a', bytes: 1, days: 1 }],
          [
            { item: 'b', bytes: 1 },
            { item: 'c', bytes: 1, isCrossing: true },
          ],
        ).lines,
    );
    for (const { usd, unit, source } of Object.values(priceList.prices)) {
      expect(rows.some((line) => line.price === usd && line.unit === unit)).toBe(true);
      expect(source).toMatch(/^aws\.amazon\.com\//);
    }
    expect(priceList.date).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it('knows what a month of a gigabyte is: the example of the S3 FAQ, in 30 days', () => {
    // 100 GB there are 107,374,182,400 bytes.
    const { lines } = makeBill(noUsage, 'arm64', [{ item: 'x', bytes: 107_374_182_400, days: 15 }]);
    expect(lines.find(({ group }) => group === 'storage')?.quantity).toBe(50);
  });
});

describe('usage', () => {
  it('is the same in any order and grouping', () => {
    fc.assert(
      fc.property(usage, usage, usage, (a, b, c) => {
        expect(addUsage(addUsage(a, b), c)).toEqual(addUsage(c, addUsage(b, a)));
      }),
    );
  });

  it('of an invocation: GB-s by hand', () => {
    // 1,024 MB for 2.5 s; the child is billed 64 MB for 2.5 s and 50 ms of rounding.
    expect(usageOfInvocations(1, 2.5, 1024, 'express')).toEqual({
      ...noUsage,
      lambdaRequests: 1,
      lambdaMbMs: 2_560_000,
      expressRequests: 1,
      expressMbMs: 64 * 2550,
      transitions: 1,
    });
    expect(usageOfInvocations(1, 2.5, 1024, 'standard')).toMatchObject({
      expressMbMs: 0,
      transitions: 2,
    });
  });

  it('of records counts what is asked for beside them: parameters, plan, plate, images, planes, the record looked for', () => {
    const record = { stage: 'tiles', seconds: 1, reads: 10, writes: 3 };
    expect(usageOfRecords([record, record], () => 1769)).toMatchObject({
      lambdaRequests: 2,
      lambdaMbMs: 2 * 1769 * 1000,
      reads: 2 * (10 + 6),
      writes: 8,
    });
  });
});
