import * as z from 'zod';

/** The given places at which images are measured, where a run does not search for sources. */
export const positionsSchema = z.object({
  /** URL of a table: a Parquet file of the run, or a HATS catalogue */
  url: z.string(),
  /** column of their ids; null: they have none */
  id: z.string().nullable(),
  /** whether the ids are whole numbers of 64 bits; else text */
  hasNumbers: z.boolean(),
  /** of what the table holds: other places are other measurements */
  hash: z.string(),
});
export type GivenPositions = z.infer<typeof positionsSchema>;

/** All digits of a whole number of 64 bits, or text; null where the table gives none. */
export type PositionId = bigint | string | null;

/** An id as a cell has it. */
export function positionId(cell: unknown): PositionId {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'bigint') return cell;
  return Number.isSafeInteger(cell) ? BigInt(cell as number) : String(cell);
}
