import { systemWords } from '../local/system-words.ts';
import { UsageError } from '../local/usage-error.ts';

/**
 * An address that cannot be listened on is the command line's fault. Throws UsageError, and what is
 * of another kind as it is.
 */
export function refuseAddress(error: unknown): never {
  const { syscall } = error as NodeJS.ErrnoException;
  const words = syscall === 'listen' || syscall === 'getaddrinfo' ? systemWords(error) : undefined;
  throw words === undefined ? error : new UsageError(words);
}
