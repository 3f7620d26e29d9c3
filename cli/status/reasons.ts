import { count, counted } from '../../shared/pages/report/quantities.ts';
import type { RunStatus } from '../../shared/pages/status/status.ts';
import type { WarningGroup } from '../../shared/pages/status/warnings.ts';
import { cut, failureText, printable } from '../printable.ts';

const MAX_REASONS = 12;

/**
 * Each kind of failure and of warning with its count and one example, which says what to do;
 * nothing where there are none.
 */
export function reasonLines({ failures, warned, lines, refused }: RunStatus, head = ''): string[] {
  const shown = failures.slice(0, MAX_REASONS);
  const shownWarnings = warned.slice(0, MAX_REASONS);
  return [
    ...(shown.length > 0 ? [head, 'failures'] : []),
    ...shown.flatMap(({ error, lines: failed, setAside, example }) => [
      `  ${error}  ${[...(failed > 0 ? [`${count(failed)} of ${counted(lines, 'line')}`] : []), ...(setAside > 0 ? [`${counted(setAside, 'task')} set aside`] : [])].join(', ')}`,
      `    line ${example.line}, ${failureText(example.uri, example.message)}`,
    ]),
    ...andMore(failures.length - shown.length, 'reason'),
    ...(shownWarnings.length > 0 ? [head, 'warnings'] : []),
    ...shownWarnings.map(
      (group) => `  ${warnedOf(group, lines - refused)}: ${cut(printable(group.example))}`,
    ),
    ...andMore(warned.length - shownWarnings.length, 'kind'),
  ];
}

const andMore = (rest: number, what: string): string[] =>
  rest > 0 ? [`  and ${counted(rest, `more ${what}`)}`] : [];

/** What has a warning: "8 of 8 images", and of the sky map's later stages pieces of the sky. */
const warnedOf = ({ images, tasks }: WarningGroup, all: number): string =>
  [
    ...(images > 0 ? [`${count(images)} of ${counted(all, 'image')}`] : []),
    ...(tasks > 0 ? [counted(tasks, 'piece of the sky', 'pieces of the sky')] : []),
  ].join(', ');
