/** An object that a task made. */
export interface RecordedOutput {
  /** key relative to the run */
  readonly url: string;
  readonly bytes: number;
  readonly etag: string;
}

/** What is compared of a task. */
export interface DiffTask {
  readonly stage: string;
  readonly name: string;
  readonly state: 'done' | 'failed';
  readonly outputs: readonly RecordedOutput[];
  readonly warnings: readonly string[];
  readonly error: string | null;
  readonly seconds: number;
}

/**
 * In what two tasks of one name differ. `onlyHere`, `onlyThere`: one of the runs has no such task.
 */
export type DiffKind = 'onlyHere' | 'onlyThere' | 'state' | 'outputs' | 'warnings' | 'seconds';

/** What differs of one task. */
export interface Difference {
  readonly stage: string;
  readonly name: string;
  readonly kinds: readonly DiffKind[];
  /** what is different, in words */
  readonly text: string;
}

/**
 * An MD5 of S3's: two that differ are of different bytes. Any other etag is of a file, or of an
 * upload in parts.
 */
const isDigest = (etag: string): boolean => /^[0-9a-f]{32}$/.test(etag);

/**
 * Whether two objects hold the same bytes, as far as their etags and sizes show; undefined where
 * they must be read.
 */
export function sameBytes(a: RecordedOutput, b: RecordedOutput): boolean | undefined {
  if (a.etag === b.etag && a.bytes === b.bytes) return true;
  if (a.bytes !== b.bytes || (isDigest(a.etag) && isDigest(b.etag))) return false;
  return undefined;
}

/** Shorter differences are the machine's mood. */
const MIN_SECONDS = 1;

/**
 * In what a task differs between two runs of the same list; undefined when in nothing. `changed`:
 * keys of the outputs whose bytes differ. Seconds differ when one took twice as long as the other,
 * and a second longer.
 */
export function diffTask(
  here: DiffTask,
  there: DiffTask,
  changed: readonly string[],
): Difference | undefined {
  const kinds: DiffKind[] = [];
  const words: string[] = [];
  const say = (kind: DiffKind, text: string): void => {
    kinds.push(kind);
    words.push(text);
  };
  const outcome = ({ state, error }: DiffTask) => (error === null ? state : `${state} (${error})`);
  if (outcome(here) !== outcome(there))
    say('state', `${outcome(here)} here, ${outcome(there)} there`);
  const [own, other] = [keysOf(here), keysOf(there)];
  const gone = [...own].filter((key) => !other.has(key));
  const more = [...other].filter((key) => !own.has(key));
  const all = [
    ...changed,
    ...gone.map((key) => `${key} only here`),
    ...more.map((key) => `${key} only there`),
  ];
  if (all.length > 0)
    say(
      'outputs',
      `${all.slice(0, 3).join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`,
    );
  if (here.warnings.join('\n') !== there.warnings.join('\n'))
    say('warnings', `warnings: ${listed(here.warnings)} here, ${listed(there.warnings)} there`);
  const [short, long] = [here.seconds, there.seconds].sort((a, b) => a - b) as [number, number];
  if (long - short >= MIN_SECONDS && long >= 2 * short)
    say('seconds', `${here.seconds} s here, ${there.seconds} s there`);
  return kinds.length === 0
    ? undefined
    : { stage: here.stage, name: here.name, kinds, text: words.join('; ') };
}

const keysOf = ({ outputs }: DiffTask): Set<string> => new Set(outputs.map(({ url }) => url));
const listed = (warnings: readonly string[]): string =>
  warnings.length === 0 ? 'none' : `"${warnings.join('", "')}"`;
