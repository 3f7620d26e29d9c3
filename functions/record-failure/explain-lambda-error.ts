import * as z from 'zod';

const lambdaErrorSchema = z.object({
  errorType: z.string().optional(),
  errorMessage: z.string().optional(),
});

/** What one task of a stage works on, and what makes it smaller. */
const subjects: Record<string, { noun: string; smaller: string }> = {
  detections: { noun: 'image', smaller: 'cut the image' },
  images: { noun: 'image', smaller: 'leave the image out' },
  overlaps: { noun: 'group of overlaps', smaller: 'cut the images' },
  tiles: { noun: 'plate', smaller: 'cut the images, or give a lower --order' },
  pictures: { noun: 'plate', smaller: 'give a lower --order' },
};

/** What Lambda and Step Functions call an error, as a name and a sentence that says what to do. */
export function explainLambdaError(
  error: string,
  cause: string,
  stage: string,
): { name: string; message: string } {
  const { errorMessage = cause } = lambdaError(cause);
  const { noun, smaller } = subjects[stage] ?? subjects.detections!;
  switch (error) {
    case 'OutOfMemory':
      // our own, before the memory was asked for: it says of what
      return { name: error, message: errorMessage };
    case 'Runtime.OutOfMemory':
      return {
        name: 'OutOfMemory',
        message: `The ${noun} needs more memory than the larger of the two functions has: raise its memorySize in serverless.yml, or ${smaller}`,
      };
    case 'Sandbox.Timedout':
    case 'States.Timeout':
      return {
        name: 'TimedOut',
        message: `The ${noun} took longer than a function may run, on the larger one too: raise its timeout in serverless.yml, or ${smaller}`,
      };
    case 'Runtime.ExitError':
    case 'Lambda.Unknown':
      return {
        name: 'Crashed',
        message: `The process ended in the middle of the ${noun}: run again; if it does so again, report it`,
      };
    default:
      return { name: error, message: errorMessage || 'No reason was given' };
  }
}

function lambdaError(cause: string): z.infer<typeof lambdaErrorSchema> {
  try {
    return lambdaErrorSchema.parse(JSON.parse(cause));
  } catch {
    return {};
  }
}
