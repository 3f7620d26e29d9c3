import { type LineErrorName, RunError } from '../../shared/contracts/errors.ts';
import { type CompanionFile, type Item, itemSchema } from '../../shared/contracts/lists.ts';
import { splitHdu, splitPair } from '../../shared/core/fits/hdu-address.ts';

/**
 * What a line of a list says, before it has a name: the image as written, and what the line adds.
 */
export type Line = { uri: string; companions?: CompanionFile[] } & Pick<
  Item,
  'hdu' | 'band' | 'weight' | 'blank' | 'measure' | 'measureWeight' | 'flags'
>;

/** A line that is no item; the message says how to mend it. */
export class LineError extends Error {
  override readonly name: Exclude<LineErrorName, 'DuplicateLine'>;
  constructor(name: Exclude<LineErrorName, 'DuplicateLine'>, message: string) {
    super(message);
    this.name = name;
  }
}

/** Turns the text of one line into a Line. Throws LineError. */
export type LineParser = (text: string) => Line;

const lineSchema = itemSchema.pick({
  uri: true,
  hdu: true,
  band: true,
  weight: true,
  blank: true,
  measure: true,
  measureWeight: true,
  flags: true,
});

/** Blank lines and comments say nothing of an image. */
export const isBlank = (text: string) => /^\s*(#|$)/.test(text);

/**
 * The parser for a list, chosen by its first line: JSONL, CSV with a header that has a `uri`
 * column, or plain text with one URI a line (`image.fits[SCI,2]` names an HDU, `det.fits,r.fits`
 * two images). `header` says that the first line itself is no item, `isPlain` that lines are
 * addresses alone. Throws BadRequest for a header with a column twice.
 */
export function chooseParser(firstLine: string): {
  parse: LineParser;
  header: boolean;
  isPlain: boolean;
} {
  if (firstLine.trimStart().startsWith('{'))
    return { parse: parseJson, header: false, isPlain: false };
  const columns = splitCsv(firstLine).map((name) => name.trim().toLowerCase());
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) < i);
  if (columns.includes('uri') && twice !== undefined)
    throw new RunError(
      'BadRequest',
      `The header of the list has the column ${twice} twice: mend it`,
    );
  if (columns.includes('uri'))
    return { parse: (text) => parseCsv(text, columns), header: true, isPlain: false };
  return { parse: parsePlain, header: false, isPlain: true };
}

function parsePlain(text: string): Line {
  const [detect = text, measure] = splitPair(text.trim()) ?? [];
  return measure === undefined ? parseText(detect) : checked({ ...parseText(detect), measure });
}

function parseText(text: string): Line {
  const { file: uri, hdu } = splitHdu(text.trim());
  return hdu === undefined ? { uri } : checked({ uri, hdu: asHdu(hdu) });
}

function parseJson(text: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw noObject();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw noObject();
  const tutorial = value as { fits_s3_bucket?: unknown; fits_s3_key?: unknown };
  if (typeof tutorial.fits_s3_bucket === 'string' && typeof tutorial.fits_s3_key === 'string') {
    return { uri: `s3://${tutorial.fits_s3_bucket}/${tutorial.fits_s3_key}` };
  }
  const { weight, error, mask, measure_weight, flag, ...line } = value as Record<string, unknown>;
  const others = {
    ...(weight === undefined ? {} : { weight }),
    ...(measure_weight === undefined ? {} : { measureWeight: measure_weight }),
    ...(flag === undefined ? {} : { flags: typeof flag === 'string' ? flagFiles(flag) : flag }),
  };
  return checked({ ...line, ...others }, { weight, error, mask });
}

function parseCsv(text: string, columns: string[]): Line {
  const cells = splitCsv(text);
  if (cells.length !== columns.length) {
    throw new LineError(
      'MalformedLine',
      `This line has ${cells.length} cells, the header ${columns.length}: mend it`,
    );
  }
  const row = Object.fromEntries(columns.map((name, i) => [name, cells[i]?.trim()]));
  const weight = row.weight && isNumber(row.weight) ? Number(row.weight) : row.weight;
  const image = row.uri && !row.hdu ? parseText(row.uri) : { uri: row.uri };
  return checked(
    {
      ...image,
      ...(row.hdu ? { hdu: asHdu(row.hdu) } : {}),
      ...(row.band ? { band: row.band } : {}),
      ...(weight === undefined || weight === '' ? {} : { weight }),
      ...(row.blank ? { blank: Number(row.blank) } : {}),
      ...(row.measure ? { measure: row.measure } : {}),
      ...(row.measure_weight ? { measureWeight: row.measure_weight } : {}),
      ...(row.flag ? { flags: flagFiles(row.flag) } : {}),
    },
    { weight, error: row.error, mask: row.mask },
  );
}

const noObject = () =>
  new LineError(
    'MalformedLine',
    'This line is no JSON object, as the first one is: mend or remove it',
  );

const isNumber = (text: string) =>
  /^([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|[+-]?inf(inity)?)$/i.test(text.trim());

/** What a column says of the pixels, where a name or a header does not say it better. */
const kindOfColumn = { weight: 'weight', error: 'error', mask: 'bits' } as const;

/** Files named in columns: a weight that is a number is the relative weight of the image. */
function companionsOf(
  columns: Partial<Record<keyof typeof kindOfColumn, unknown>>,
): CompanionFile[] {
  return (['weight', 'error', 'mask'] as const).flatMap((column) => {
    const written = columns[column];
    if (
      written === undefined ||
      written === '' ||
      (column === 'weight' && typeof written === 'number')
    )
      return [];
    if (typeof written !== 'string' || isNumber(written))
      throw new LineError(
        'MalformedLine',
        `${column}: name a file${column === 'weight' ? ', or write a number' : ''}; mend it`,
      );
    return [{ ...parseText(written), kind: kindOfColumn[column] }];
  });
}

/** Several flag images stand in one cell with `;` between them. */
const flagFiles = (text: string): string[] =>
  text
    .split(';')
    .map((file) => file.trim())
    .filter(Boolean);

const asHdu = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);

function checked(
  value: Record<string, unknown>,
  columns: Parameters<typeof companionsOf>[0] = {},
): Line {
  const companions = companionsOf(columns);
  const { weight, ...others } = value;
  const parsed = lineSchema.safeParse(typeof weight === 'string' ? others : value);
  if (parsed.success) return { ...parsed.data, ...(companions.length > 0 ? { companions } : {}) };
  const issue = parsed.error.issues[0];
  throw new LineError(
    'MalformedLine',
    `${issue?.path.join('.') || 'The line'}: ${issue?.message}; mend it`,
  );
}

/** One line of RFC 4180: cells apart by commas, quoted where they hold one, quotes doubled. */
function splitCsv(text: string): string[] {
  const cell = /\s*"((?:[^"]|"")*)"\s*|[^,]*/y;
  const cells: string[] = [];
  do {
    const found = cell.exec(text);
    cells.push(found?.[1]?.replaceAll('""', '"') ?? found?.[0].trim() ?? '');
  } while (text[cell.lastIndex++] === ',');
  return cells;
}
