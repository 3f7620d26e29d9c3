import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  isDistributed,
  type Retrier,
  type State,
  type StateBranch,
} from '../../local/engine/asl.ts';
import { MAX_CAUSE_LENGTH } from '../../local/engine/failures.ts';
import { MAX_PAYLOAD_BYTES } from '../../local/engine/limits.ts';
import { parseMachine } from '../../local/engine/parse-machine.ts';
import { retryDelay } from '../../local/engine/recovery.ts';
import { machines } from '../../scripts/machines/machines.ts';
import { MAX_BATCH_BYTES } from '../../scripts/machines/retries.ts';
import { runInputSchema } from '../../shared/contracts/run.ts';
import { logical, root } from './service.ts';

const committed = (name: string) =>
  JSON.parse(readFileSync(join(root, `statemachines/${name}.asl.json`), 'utf8'));
const functions: Record<string, { timeout: number }> = parse(
  readFileSync(join(root, 'serverless.yml'), 'utf8'),
).functions;
const timeoutOf = new Map(
  Object.entries(functions).map(([name, { timeout }]) => [
    `\${${logical(name)}FunctionArn}`,
    timeout,
  ]),
);

/** Most images of a batch that a run may ask for. */
const MAX_ITEMS = 50;

/** Events that Step Functions keeps of a STANDARD execution, which ends when it has more. */
const HISTORY_EVENTS = 25_000;
const YEAR_SECONDS = 365 * 86_400;

const without = ({ JitterStrategy: _, ...retrier }: Retrier): Retrier => retrier;

/** The longest that a state may take, seconds, and the most events of its history. */
function worstOf(state: State): { seconds: number; events: number } {
  if (state.Type === 'Map') {
    const one = worstOfBranch(state.ItemProcessor);
    return { seconds: MAX_ITEMS * one.seconds, events: 4 + MAX_ITEMS * (2 + one.events) };
  }
  if (state.Type !== 'Task') return { seconds: 0, events: 2 };
  const retriers = state.Retry ?? [];
  const tries = 1 + retriers.reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 0);
  const waits = retriers.flatMap((retrier) =>
    Array.from(
      { length: retrier.MaxAttempts ?? 3 },
      (_, i) => retryDelay(without(retrier), i + 1) / 1000,
    ),
  );
  const { FunctionName } = state.Parameters as { FunctionName: string };
  const timeout = timeoutOf.get(FunctionName) ?? Number.NaN;
  // A state is entered and left; a try is scheduled, begun and ended.
  return {
    seconds: tries * timeout + waits.reduce((sum, wait) => sum + wait, 0),
    events: 2 + 3 * tries,
  };
}

const worstOfBranch = ({ States }: StateBranch) =>
  Object.values(States)
    .map(worstOf)
    .reduce((a, b) => ({ seconds: a.seconds + b.seconds, events: a.events + b.events }));

describe.each(Object.keys(machines))('%s', (name) => {
  const maps = Object.values(parseMachine(committed(name)).States).filter(
    (state) => state.Type === 'Map',
  );

  it('is what its description makes: npm run machines', () => {
    expect(committed(name)).toEqual(JSON.parse(JSON.stringify(machines[name])));
  });

  it('has no child that its kind ends before it has written a record', () => {
    expect(maps.length).toBeGreaterThan(0);
    for (const { ItemProcessor, Label } of maps) {
      const { seconds, events } = worstOfBranch(ItemProcessor);
      const isExpress = ItemProcessor.ProcessorConfig?.ExecutionType === 'EXPRESS';
      expect(seconds, Label).toBeLessThan(isExpress ? 300 : YEAR_SECONDS);
      expect(events, Label).toBeLessThan(isExpress ? Number.POSITIVE_INFINITY : HISTORY_EVENTS);
    }
  });

  it('waits for a free execution longer than any neighbour takes, whichever function it calls', () => {
    const tasksOf = ({ States }: StateBranch): State[] =>
      Object.values(States).flatMap((state) =>
        state.Type === 'Map' ? tasksOf(state.ItemProcessor) : state.Type === 'Task' ? [state] : [],
      );
    for (const task of tasksOf(parseMachine(committed(name)))) {
      const first = task.Type === 'Task' ? task.Retry?.[0] : undefined;
      expect(first?.ErrorEquals).toEqual(['Lambda.TooManyRequestsException']);
      const waits = Array.from({ length: first?.MaxAttempts ?? 0 }, (_, i) =>
        retryDelay(without(first!), i + 1),
      );
      // Jitter halves them on average.
      expect(waits.reduce((a, b) => a + b) / 2 / 1000).toBeGreaterThan(2 * 3600);
    }
  });

  it('fails under no name of the States Language’s own, whatever was thrown', () => {
    const branches = (branch: StateBranch): StateBranch[] => [
      branch,
      ...Object.values(branch.States).flatMap((state) =>
        state.Type === 'Map' ? branches(state.ItemProcessor) : [],
      ),
    ];
    let reached = 0;
    for (const { States } of branches(parseMachine(committed(name)))) {
      const told = Object.entries(States).flatMap(([key, state]) =>
        state.Type === 'Fail' && state.ErrorPath !== undefined ? [key] : [],
      );
      for (const [key, state] of Object.entries(States)) {
        if ('Next' in state) expect(told, key).not.toContain(state.Next);
        for (const { ErrorEquals, Next } of ('Catch' in state && state.Catch) || []) {
          if (!told.includes(Next)) continue;
          expect(ErrorEquals.filter((error) => error.startsWith('States.'))).toEqual([]);
          reached++;
        }
        if (state.Type !== 'Choice' || !told.includes(state.Default ?? '')) continue;
        expect(state.Choices).toMatchObject([
          { Variable: '$.thrown.Error', StringMatches: 'States.*' },
        ]);
        reached++;
      }
    }
    expect(reached).toBeGreaterThan(3);
  });

  it('carries a full batch and the longest cause together', () => {
    const run = 'r'.repeat(2048);
    const Items = 'i'.repeat(MAX_BATCH_BYTES);
    const thrown = { Error: 'e'.repeat(256), Cause: '星'.repeat(MAX_CAUSE_LENGTH) };
    const state = JSON.stringify({ BatchInput: { run }, Items, thrown });
    expect(Buffer.byteLength(state)).toBeLessThan(MAX_PAYLOAD_BYTES);
    for (const { ItemBatcher } of maps.filter(isDistributed))
      expect(ItemBatcher?.MaxInputBytesPerBatch).toBe(MAX_BATCH_BYTES);
  });
});

it('a run takes no larger batches than a child’s history has room for', () => {
  const batch = (batchSize: number) => runInputSchema.safeParse({ list: 'l', batchSize }).success;
  expect([batch(MAX_ITEMS), batch(MAX_ITEMS + 1)]).toEqual([true, false]);
});
