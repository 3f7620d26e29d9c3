/** Whether this is a user's own machine: the local engine says so, or `serverless invoke local`. */
export const isOwnMachine = (environment: Record<string, string | undefined>): boolean =>
  environment.STARFAN_FILES === '1' || environment.IS_LOCAL === 'true';
