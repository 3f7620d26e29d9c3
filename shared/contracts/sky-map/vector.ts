import * as z from 'zod';

/** x, y, z or a, b, c. */
export const vectorSchema = z.tuple([z.number(), z.number(), z.number()]).readonly();
