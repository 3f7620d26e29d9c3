/** Which errors the machines try again, and how often. */

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL';
}

/**
 * No execution of the function is free. A throttled child waits, and its map begins no other in its
 * place: three hours on average, and longer each time in proportion to what it has waited.
 */
export const throttled: Retrier = {
  ErrorEquals: ['Lambda.TooManyRequestsException'],
  IntervalSeconds: 2,
  MaxAttempts: 60,
  BackoffRate: 1.25,
  MaxDelaySeconds: 600,
  JitterStrategy: 'FULL',
};

/** The world is at fault, and most likely not for long. */
export const transient: Retrier = {
  ErrorEquals: [
    'StoreUnavailable',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
  ],
  IntervalSeconds: 1,
  MaxAttempts: 5,
  BackoffRate: 2,
  MaxDelaySeconds: 20,
  JitterStrategy: 'FULL',
};

/** A function's process ended, and not for want of memory or time. */
export const crashed = ['Runtime.ExitError', 'Lambda.Unknown'];

/** A function's process ended in the middle of its work: all of its batch would end it again. */
export const brokeOff = [
  ...crashed,
  'Runtime.OutOfMemory',
  'OutOfMemory',
  'Sandbox.Timedout',
  'States.Timeout',
];

/**
 * What the store refuses of the run's own files, and credentials that it does not take: no image's
 * fault, and the next one would meet it too. What it refuses of an image is on that image's record
 * instead of being thrown.
 */
export const refused = ['AccessDenied', 'BadCredentials', 'StoreFull', 'KeyCollision'];

/** What no other try mends: of a request, which the user has to mend, and of the run's place. */
export const runErrors = [
  ...refused,
  'BadRequest',
  'MalformedConfig',
  'NoGoodPixels',
  'IncompleteSky',
  'EmptyList',
  'AllFailed',
  'UnsupportedConfig',
];

/**
 * Bytes of a batch's items. A child that goes on after an error carries its items and the error's
 * cause, which has 32,768 characters at most, of 3 bytes at most: 229,376 bytes and a name, of the
 * 262,144 that a state may have.
 */
export const MAX_BATCH_BYTES = 131_072;
