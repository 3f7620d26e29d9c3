import * as z from 'zod';

const causeSchema = z.object({ errorMessage: z.string() });

/** Why there is no report: the function's own words, out of Step Functions' wrapping. */
export function explain(
  status: string,
  error = status,
  cause = '',
): { error: string; message: string } {
  if (status === 'ABORTED' && error !== 'StoreFull') {
    return {
      error: 'Interrupted',
      message: 'the run was stopped: the same command does what is missing',
    };
  }
  try {
    return { error, message: causeSchema.parse(JSON.parse(cause)).errorMessage };
  } catch {
    return { error, message: cause };
  }
}
