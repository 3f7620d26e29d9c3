import { type Bill, type BillLine, groupCosts } from '../../shared/estimate/bill.ts';

/** Rows of text in columns, the first flush left, the others flush right. */
export function tableColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** Columns of a terminal that text is broken at. */
const WIDTH = 100;

/** A text after its mark, in lines that fit a terminal, the later ones indented. */
export function listed(mark: string, text: string): string[] {
  const indent = ' '.repeat(mark.length + 1);
  const lines: string[] = [];
  let line = mark;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH && line.trim() !== mark) {
      lines.push(line);
      line = indent + word;
    } else line += ` ${word}`;
  }
  return [...lines, line];
}

/** A number that is read at a glance: 1,234,567 or 12.3 or 0.00123. */
export function readable(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** The same, millions as 12.3 M. */
export const short = (value: number): string =>
  value >= 1e6 ? `${readable(value / 1e6)} M` : readable(value);

const BAR = 24;

/** The bill: quantity × price = cost by line, the groups' sums with a bar each, the total. */
export function billTable(bill: Bill): string[] {
  const dollars = (amount: number) => `$${amount.toFixed(bill.decimals)}`;
  const lineOf = ({ item, quantity, unit, price, cost }: BillLine) => [
    `  ${item}`,
    quantity >= 1e6 || quantity === 0
      ? readable(quantity)
      : String(Number(quantity.toPrecision(7))),
    unit,
    `× $${plain(price)}`,
    dollars(cost),
  ];
  const groups = groupCosts(bill);
  const rows = groups.flatMap(({ group, cost }) => [
    [group, '', '', '', dollars(cost)],
    ...bill.lines.filter((line) => line.group === group).map(lineOf),
  ]);
  const lines = tableColumns([...rows, ['total', '', '', '', dollars(bill.total)]]);
  const bars = groups.map(({ group, cost }) => {
    const share = bill.total > 0 ? cost / bill.total : 0;
    return [group, '█'.repeat(Math.round(share * BAR)).padEnd(BAR), `${Math.round(100 * share)} %`];
  });
  return [...lines, '', ...tableColumns(bars)];
}

/** A price without an exponent. */
const plain = (price: number): string => price.toFixed(12).replace(/0+$/, '').replace(/\.$/, '');
