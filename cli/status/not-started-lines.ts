import { LOCAL_STACK } from '../../local/local-executions.ts';
import { dropPrefixes, dropPrefixOf } from '../../shared/contracts/keys.ts';
import { plainText } from '../../shared/core/text.ts';
import { counted } from '../../shared/pages/report/quantities.ts';
import { shellWord } from '../shell-word.ts';
import type { NotStartedLists } from '../stack/not-started.ts';

/** No key is longer. */
const MAX_ADDRESS = 1100;
const addressOf = (list: string) => plainText(list, MAX_ADDRESS);

/** What lies in the queue of a stack, and how it is sent again, as lines of text. */
export function notStartedLines({ stack, queue, lists, others, isCut }: NotStartedLists): string[] {
  const strange =
    others > 0
      ? [
          `${counted(others, 'message')} in the queue that ${others === 1 ? 'is' : 'are'} no dropped list`,
        ]
      : [];
  if (lists.length === 0) return [`${stack}: every dropped list has started a run`, ...strange];
  const addresses = [...new Set(lists.map(({ list }) => addressOf(list)))];
  return [
    `${stack}: ${counted(lists.length, 'dropped list')}${isCut ? ' and perhaps more' : ''} started nothing; kept ${stack === LOCAL_STACK ? 'while starfan local runs' : 'for 14 days'}`,
    ...lists.flatMap(({ list, time, tries, reason }) => [
      `  ${plainText(time)}  ${addressOf(list)}`,
      `    ${counted(tries, 'try', 'tries')}: ${plainText(reason)}`,
    ]),
    ...strange,
    '',
    'when the reason is mended, drop them again, and empty the queue:',
    ...addresses.map((list) => `  aws s3 ${againOf(list)}`),
    `  aws sqs purge-queue --queue-url ${shellWord(queue)}`,
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
