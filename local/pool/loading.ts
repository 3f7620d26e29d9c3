import type { FunctionError } from './function-error.ts';

/** A function on its way into a process. */
export interface Loading {
  isDone: boolean;
  /** with what went wrong */
  done: Promise<FunctionError | undefined>;
  settle(error: FunctionError | undefined): void;
}

/** A function that has just been asked for. */
export function newLoading(): Loading {
  let resolve: Loading['settle'] = () => {};
  const loading: Loading = {
    isDone: false,
    done: new Promise((settle) => (resolve = settle)),
    settle(error) {
      loading.isDone = error === undefined;
      resolve(error);
    },
  };
  return loading;
}
