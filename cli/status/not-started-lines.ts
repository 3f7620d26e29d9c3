import { LOCAL_STACK } from '../../local/local-executions.ts';
import { dropPrefixes, dropPrefixOf } from '../../shared/contracts/keys.ts';
import { plainText } from '../../shared/core/text.ts';
import { counted } from '../../shared/pages/report/quantities.ts';
import type { NotStartedPage } from '../../shared/pages/status/not-started-page.ts';
import { shellWord } from '../shell-word.ts';
import type { NotStartedLists } from '../stack/not-started.ts';

/** No key is longer. */
const MAX_ADDRESS = 1100;
const addressOf = (list: string) => plainText(list, MAX_ADDRESS);

/** What lies in the queue of a stack, for a page: with commands that send it again. */
export function notStartedFound(found: NotStartedLists): NotStartedPage {
  const { stack, queue, lists, others, isCut } = found;
  const kept = stack === LOCAL_STACK ? 'while starfan local runs' : 'for 14 days';
  const addresses = [...new Set(lists.map(({ list }) => addressOf(list)))];
  const verdict =
    lists.length === 0
      ? `${stack}: every dropped list has started a run`
      : `${stack}: ${counted(lists.length, 'dropped list')}${isCut ? ' and perhaps more' : ''} started nothing; kept ${kept}`;
  const strange = `${counted(others, 'message')} in the queue that ${others === 1 ? 'is' : 'are'} no dropped list`;
  return {
    stack,
    verdict,
    strange: others > 0 ? strange : undefined,
    lists: lists.map(({ list, time, tries, reason }) => ({
      list: addressOf(list),
      time: plainText(time),
      tries,
      reason: plainText(reason),
    })),
    again: [
      ...addresses.map((list) => `aws s3 ${againOf(list)}`),
      `aws sqs purge-queue --queue-url ${shellWord(queue)}`,
    ],
  };
}

/** The same as lines of text. */
export function notStartedLines({ verdict, strange, lists, again }: NotStartedPage): string[] {
  const rest = strange === undefined ? [] : [strange];
  if (lists.length === 0) return [verdict, ...rest];
  return [
    verdict,
    ...lists.flatMap(({ list, time, tries, reason }) => [
      `  ${time}  ${list}`,
      `    ${counted(tries, 'try', 'tries')}: ${reason}`,
    ]),
    ...rest,
    '',
    'when the reason is mended, drop them again, and empty the queue:',
    ...again.map((line) => `  ${line}`),
  ];
}

/**
 * A list is dropped again where it was; one that lies beside the places that start a run goes
 * there.
 */
function againOf(list: string): string {
  const [, start = '', key = ''] = /^(s3:\/\/[^/]+\/)(.*)$/.exec(list) ?? [];
  if (dropPrefixOf(key) !== undefined)
    return `cp ${shellWord(list)} ${shellWord(list)} --metadata-directive REPLACE`;
  const [detect] = Object.keys(dropPrefixes);
  return `mv ${shellWord(list)} ${shellWord(`${start}${detect}${key.split('/').pop()}`)}`;
}
