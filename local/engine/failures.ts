/** A machine that this engine does not run as AWS would. Thrown before anything starts; names the state. */
export class UnsupportedMachine extends Error {
  override readonly name = 'UnsupportedMachine';
  readonly state: string | undefined;

  constructor(message: string, state?: string) {
    super(state === undefined ? message : `State "${state}": ${message}`);
    this.state = state;
  }
}

/**
 * A failure as ErrorEquals sees it: `name` is the Error, `message` the Cause. The interpreter asks isRetryable and
 * isCatchable before it looks at Retry and Catch.
 */
export class StateFailure extends Error {
  override readonly name: string;
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  /** `final`: no Retry and no Catch may answer it, as States.ALL may not answer States.Runtime and States.DataLimitExceeded. */
  constructor(name: string, cause: string, final = false) {
    super(cause);
    this.name = name;
    this.isRetryable = !final;
    this.isCatchable = !final;
  }
}

/** The execution is being stopped from outside; whatever is under way gives up. */
export const stopped = (): StateFailure =>
  new StateFailure('States.Aborted', 'The execution was stopped.', true);

/** A function's error as the Lambda integration reports it: the error's name, and its payload as JSON in the cause. */
export function functionFailure(error: unknown): StateFailure {
  if (error instanceof StateFailure) return error;
  if (!(error instanceof Error))
    return new StateFailure('Error', JSON.stringify({ errorType: 'Error', errorMessage: String(error) }));
  const trace = 'trace' in error && Array.isArray(error.trace) ? error.trace : [];
  return new StateFailure(
    error.name,
    JSON.stringify({ errorType: error.name, errorMessage: error.message, trace }),
  );
}
