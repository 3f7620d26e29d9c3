import * as z from 'zod';

/** What the map states of the machine hand over: some items of one kind. */
export const batchOf = <Schema extends z.ZodType>(item: Schema) =>
  z.object({ BatchInput: z.object({ run: z.string().min(1) }), Items: z.array(item).min(1) });
