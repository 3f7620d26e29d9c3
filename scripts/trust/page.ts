/** What a script under test/ reports of itself, in test/storm/reports. */
export interface Report {
  cases: number;
  /** cases that ended otherwise than they must */
  faults: number;
}

/** A storm, in words. */
export interface Storm {
  /** what was tried, in a few words; `{name}`, in `remains` too, is a number of the report */
  tried: string;
  /** what must hold each time */
  holds: string;
  /** of what kind the cases are */
  unit: string;
  /** what it found, which is mended and kept as a test */
  found: string[];
  /** what is not tried, or does not hold */
  remains: string[];
  /** what plays it again */
  command: string;
}

/** test/foreign-aws/report.json: by kind and judge, how many tests passed. */
export type ForeignReport = Record<
  string,
  Record<
    string,
    {
      tests: number;
      passed: number;
      /** hash of the template that was judged */
      template?: string;
      failed?: string[];
      skipped?: string[];
      /** tests that fail there by a fault of the judge, and count as passed */
      faults?: string[];
    }
  >
>;

const row = (...cells: (string | number)[]): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |\n`;
const count = (value: number): string => value.toLocaleString('en-US');
/** A list in lines of at most 100 characters. */
const listed = (texts: readonly string[]): string =>
  texts.map((text) => `- ${text.replace(/(.{1,98})(?: |$)/g, '$1\n  ').trimEnd()}\n`).join('');

/** docs/trust.md. */
export function trustPage(
  storms: readonly (Storm & Report)[],
  foreign: ForeignReport | undefined,
): string {
  const tried = storms.map((one) =>
    row(one.tried, `${count(one.cases)} ${one.unit}`, one.holds, one.faults, `\`${one.command}\``),
  );
  const judged = Object.entries(foreign ?? {}).flatMap(([kind, judges]) =>
    Object.entries(judges).map(
      ([judge, { tests, passed, failed = [], skipped = [], faults = [] }]) =>
        row(
          kind,
          judge,
          tests,
          passed - faults.length,
          [...failed, ...skipped, ...faults.map((one) => `${one} (a fault of the judge)`)].join(
            '; ',
          ) || 'nothing',
        ),
    ),
  );
  return `# What was tried

Made by \`npm run trust\` of the reports that the tests themselves wrote; a test fails when this page
is stale. What anybody could do on purpose stands in [security.md](security.md).

## Storms

| tried | how often | each time | otherwise | again |
|---|---|---|---|---|
${tried.join('')}
### What they found

Mended as a kind, and kept as a test:

${listed(storms.flatMap(({ found }) => found))}
### What remains

${listed(storms.flatMap(({ remains }) => remains))}${
  foreign === undefined
    ? ''
    : `
## AWS that is not ours

| | judge | tests | passed | not passed |
|---|---|---|---|---|
${judged.join('')}`
}`;
}
