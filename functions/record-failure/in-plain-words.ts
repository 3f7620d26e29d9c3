import { z } from 'zod';

const lambdaErrorSchema = z.object({ errorType: z.string().optional(), errorMessage: z.string().optional() });

/** What Lambda and Step Functions call an error, as a name and a sentence that says what to do. */
export function inPlainWords(
  error: string,
  cause: string,
  images: number,
): { name: string; message: string } {
  const { errorMessage = cause } = lambdaError(cause);
  const others =
    images > 1
      ? ` (it shared its invocation with ${images - 1} others: a batchSize of 1 shows which one it was)`
      : '';
  switch (error) {
    case 'Runtime.OutOfMemory':
    case 'OutOfMemory':
      return {
        name: 'OutOfMemory',
        message: `The image needs more memory than the function has${others}: raise memorySize of detect-sources in serverless.yml, or cut the image`,
      };
    case 'Sandbox.Timedout':
    case 'States.Timeout':
      return {
        name: 'TimedOut',
        message: `The image took longer than the function may run${others}: raise its timeout in serverless.yml, or raise DETECT_THRESH if it finds noise`,
      };
    case 'Runtime.ExitError':
      return {
        name: 'Crashed',
        message: `The process ended in the middle of the image${others}: run again; if it does so again, report the image`,
      };
    default:
      return { name: error, message: `${errorMessage || 'No reason was given'}${others}` };
  }
}

function lambdaError(cause: string): z.infer<typeof lambdaErrorSchema> {
  try {
    return lambdaErrorSchema.parse(JSON.parse(cause));
  } catch {
    return {};
  }
}
