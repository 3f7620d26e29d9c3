import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Branch } from '../../../local/engine/asl.ts';
import { upcomingFunctions } from '../../../local/engine/upcoming.ts';

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the state machine
it('names the function that each state of the sky map leads to', () => {
  const machine = JSON.parse(
    readFileSync(new URL('../../../statemachines/sky-map.asl.json', import.meta.url), 'utf8'),
  ) as Branch;
  const upcoming = upcomingFunctions(machine);
  expect(upcoming.get('StartRun')).toBeUndefined(); // a choice follows: the run may have nothing to do
  expect(upcoming.get('Plan')).toEqual({ functionName: '${MeasureOverlapsFunctionArn}', isMap: true });
  expect(upcoming.get('Tiles')).toEqual({ functionName: '${MakeStretchFunctionArn}', isMap: false });
  expect(upcoming.get('WriteReport')).toBeUndefined();
});
