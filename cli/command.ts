/** One word after `starfan`. */
export interface Command {
  /** what `starfan <command> --help` prints */
  help: string;
  /** Runs with the arguments after the word; answers the exit status. */
  run(args: string[]): Promise<number>;
}
