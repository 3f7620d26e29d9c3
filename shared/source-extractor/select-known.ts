import type { Labels, Objects } from 'sep-wasm';
import { DataError } from '../core/errors.ts';
import {
  type Association,
  associate,
  type KnownSources,
  longestRow,
  needsMagnitudes,
} from '../core/source-extractor/associate.ts';
import { lengthOf } from '../core/source-extractor/source-table.ts';
import type { MeasureInput } from './measure-image.ts';
import { pickObjects, renumberObjects } from './pick-objects.ts';

/** The sources that ASSOCSELEC_TYPE keeps, and what is known of them. */
export interface KnownObjects {
  objects: Objects;
  association: Association | undefined;
  /**
   * sources that were not kept: in the map of segments they have the numbers behind those that were
   */
  dropped: number;
}

/** Cross-identifies the sources with the list of known ones, where there is one. */
export function selectKnown(input: MeasureInput, objects: Objects, segments: Labels): KnownObjects {
  const { configuration, known } = input;
  if (known === undefined) return { objects, association: undefined, dropped: 0 };
  const [type, radius] = [configuration.ASSOC_TYPE[0]!, configuration.ASSOC_RADIUS[0]!];
  const association = associate(objects, placesOf(known, input), type, radius);
  const selection = configuration.ASSOCSELEC_TYPE[0]!;
  if (selection === 'ALL') return { objects, association, dropped: 0 };
  const isKept = (row: number) => association.counts[row]! > 0 === (selection === 'MATCHED');
  const rows = [...association.counts.keys()];
  const kept = rows.filter(isKept);
  const dropped = rows.filter((row) => !isKept(row));
  renumberObjects(segments, [...kept, ...dropped]);
  const { width } = association;
  return {
    objects: pickObjects(objects, kept),
    association: {
      width,
      values: Float64Array.from({ length: kept.length * width }, (_, k) => {
        const row = kept[Math.floor(k / width)]!;
        return association.values[row * width + (k % width)]!;
      }),
      counts: Int32Array.from(kept, (row) => association.counts[row]!),
    },
    dropped: dropped.length,
  };
}

/** What of a list of known sources, or of the columns asked for, is not there. */
export function missingInList({ configuration, known, columns }: MeasureInput): string[] {
  if (known === undefined) return [];
  const { ASSOC_NAME, ASSOC_DATA, ASSOC_PARAMS, ASSOC_TYPE } = configuration;
  if (known.length === 0) return [`ASSOC_NAME ${ASSOC_NAME[0]}: there is no source in it`];
  const words: string[] = [];
  const [type] = ASSOC_TYPE;
  if (ASSOC_PARAMS.length < 3 && needsMagnitudes.has(type!))
    words.push(
      `ASSOC_TYPE ${type}: ASSOC_PARAMS names no third column, of magnitudes: FIRST counts`,
    );
  const longest = longestRow(known);
  const beyond = ASSOC_DATA.filter((number) => number > longest);
  if (beyond.length > 0)
    words.push(
      `ASSOC_DATA ${beyond.join(',')}: ${ASSOC_NAME[0]} has ${longest} columns: 0 stands there`,
    );
  const there = ASSOC_DATA[0] === 0 ? longest : ASSOC_DATA.length;
  const asked = columns.find(({ parameter }) => parameter.name === 'VECTOR_ASSOC');
  if (asked && lengthOf(asked) > there)
    words.push(
      `VECTOR_ASSOC(${lengthOf(asked)}): ASSOC_DATA names ${there}: 0 stands in the others`,
    );
  return words;
}

/** The list's places in pixels from 0, as single floats, as SExtractor keeps them. */
function placesOf(known: readonly (readonly number[])[], input: MeasureInput): KnownSources {
  const { configuration, detection, measurement = detection } = input;
  const [xColumn, yColumn, magnitudeColumn] = configuration.ASSOC_PARAMS;
  const column = (number: number) =>
    Float64Array.from(known, (row) => row[number - 1] ?? Number.NaN);
  const longest = longestRow(known);
  const beyond = known.length > 0 && configuration.ASSOC_PARAMS.find((number) => number > longest);
  if (beyond)
    throw new DataError(
      'MalformedConfig',
      `ASSOC_PARAMS ${configuration.ASSOC_PARAMS.join(',')}: ${configuration.ASSOC_NAME[0]} has no column ${beyond}, only ${longest}`,
      { keyword: 'ASSOC_PARAMS' },
    );
  const [x, y] = [column(xColumn!), column(yColumn!)];
  const isWorld = configuration.ASSOCCOORD_TYPE[0] === 'WORLD';
  if (isWorld && measurement.wcs === undefined)
    throw new DataError(
      'UnsupportedConfig',
      'ASSOCCOORD_TYPE WORLD needs a WCS, and the image has none that can be used: give pixels, with ASSOCCOORD_TYPE PIXEL',
      { keyword: 'ASSOCCOORD_TYPE' },
    );
  if (isWorld) measurement.wcs?.skyToPixels(x.slice(), y.slice(), x, y);
  const inPixels = (value: number) => (isWorld ? value : Math.fround(value) - 1);
  const isAll = configuration.ASSOC_DATA[0] === 0;
  return {
    x: x.map(inPixels),
    y: y.map(inPixels),
    magnitude: magnitudeColumn === undefined ? undefined : column(magnitudeColumn),
    data: known.map((row) =>
      isAll ? row : configuration.ASSOC_DATA.map((number) => row[number - 1] ?? 0),
    ),
  };
}
