import type { Agreement, SearchComparison } from './compare-searches.ts';
import { parityConfigurations } from './configurations.ts';
import { columnGroups } from './groups.ts';
import { type Known, STARFIELD_NAME } from './known.ts';

/** The sum of comparisons: of one configuration over all images, or of one image over all. */
function pooled(comparisons: readonly SearchComparison[]): SearchComparison {
  const sum = (measureOf: (one: SearchComparison) => number) =>
    comparisons.reduce((total, one) => total + measureOf(one), 0);
  const agreement = (kind: 'alone' | 'blended'): Agreement => ({
    sources: sum((one) => one[kind].sources),
    agreeing: Object.fromEntries(
      Object.keys(columnGroups).map((group) => [group, sum((one) => one[kind].agreeing[group]!)]),
    ),
  });
  return {
    theirs: sum((one) => one.theirs),
    ours: sum((one) => one.ours),
    found: sum((one) => one.found),
    alone: agreement('alone'),
    blended: agreement('blended'),
    misses: {},
  };
}

/** Rounded down: nothing that disagrees becomes 100. */
const percent = ({ sources, agreeing }: Agreement, group: string): string =>
  sources === 0 ? '–' : String(Math.floor((100 * agreeing[group]! + 1e-6) / sources));

/**
 * A row: sources of both programs, and of each group the shares of those alone and those blended.
 */
const rowOf = (name: string, one: SearchComparison): string =>
  `| ${[
    name,
    `${one.ours} of ${one.theirs}`,
    ...Object.keys(columnGroups).map(
      (group) => `${percent(one.alone, group)} / ${percent(one.blended, group)}`,
    ),
  ].join(' | ')} |`;

/** A table in Markdown. */
const tableOf = (first: string, rows: readonly [string, SearchComparison][]): string =>
  [
    `| ${[first, 'sources', ...Object.keys(columnGroups)].join(' | ')} |`,
    `|${'---|'.repeat(2 + Object.keys(columnGroups).length)}`,
    ...rows.map(([name, one]) => rowOf(name, one)),
  ].join('\n');

/**
 * The three tables of docs/detection.md: by configuration, by image, and what the starfield lacks.
 */
export function parityTables(known: readonly Known[]): string {
  const rows = (key: 'image' | 'configuration', names: Iterable<string>) =>
    [...names].flatMap((name): [string, SearchComparison][] => {
      const those = known.filter((one) => one[key] === name);
      return those.length === 0 ? [] : [[name, pooled(those)]];
    });
  const configurations = parityConfigurations.map(({ name }) => name);
  const images = new Set(known.map(({ image }) => image));
  return [
    tableOf('configuration', rows('configuration', configurations)),
    tableOf('image', rows('image', images)),
    missesTable(known.filter(({ image }) => image === STARFIELD_NAME)),
  ].join('\n\n');
}

const missesTable = (known: readonly Known[]): string =>
  [
    '| configuration, starfield | below |',
    '|---|---|',
    ...known.flatMap(({ configuration, misses }) => {
      const words = Object.entries(misses).map(([column, share]) => `${column} ${share}`);
      return words.length === 0 ? [] : [`| ${configuration} | ${words.join(', ')} |`];
    }),
  ].join('\n');
