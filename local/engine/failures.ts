/**
 * A machine that this engine does not run as AWS would. Thrown before anything starts; names the
 * state.
 */
export class UnsupportedMachine extends Error {
  override readonly name = 'UnsupportedMachine';
  readonly state: string | undefined;

  constructor(message: string, state?: string) {
    super(state === undefined ? message : `State "${state}": ${message}`);
    this.state = state;
  }
}

/** A failure as ErrorEquals sees it: `name` is the Error, `message` the Cause. */
export class StateFailure extends Error {
  override readonly name: string;
  /**
   * no Retry and no Catch answers it, as States.ALL does not answer States.Runtime and
   * States.DataLimitExceeded
   */
  readonly final: boolean;

  constructor(name: string, cause: string, final = false) {
    super(cause);
    this.name = name;
    this.final = final;
  }
}

/** The execution is being stopped from outside; whatever is under way gives up. */
export class Stopped extends StateFailure {
  constructor() {
    super('States.Aborted', 'The execution was stopped.', true);
  }
}

/** The machine meets data that it is not made for. */
export const runtimeFailure = (cause: string): StateFailure =>
  new StateFailure('States.Runtime', cause, true);

/** Step Functions keeps so many characters of a cause. */
export const MAX_CAUSE_LENGTH = 32_768;

/**
 * A function's error as the Lambda integration reports it: the error's name, and its payload as
 * JSON in the cause.
 */
export function functionFailure(error: unknown): StateFailure {
  if (error instanceof StateFailure) return error;
  const { name, message } =
    error instanceof Error ? error : { name: 'Error', message: String(error) };
  const trace =
    error instanceof Error && 'trace' in error && Array.isArray(error.trace) ? error.trace : [];
  const cause = JSON.stringify({ errorType: name, errorMessage: message, trace });
  return new StateFailure(name, cause.slice(0, MAX_CAUSE_LENGTH));
}
