import * as z from 'zod';
import type { Broken } from '../contracts/run.ts';
import { plainText } from '../core/text.ts';

const causeSchema = z.object({ errorMessage: z.string() });

/** Why a run broke off: Lambda's cause is JSON, with the function's own words in it. */
export function causeText({ Error: name, Cause: cause }: Broken): string {
  try {
    return plainText(`${name}: ${causeSchema.parse(JSON.parse(cause)).errorMessage}`);
  } catch {
    return plainText(cause ? `${name}: ${cause}` : name);
  }
}
