import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { StateBranch } from '../../../local/engine/asl.ts';
import { upcomingFunctions } from '../../../local/engine/upcoming.ts';

it('names the function that each state of the sky map leads to', () => {
  const text = readFileSync(
    new URL('../../../statemachines/sky-map.asl.json', import.meta.url),
    'utf8',
  );
  const machine = JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, '$1')) as StateBranch;
  const upcoming = upcomingFunctions(machine);
  // past the choice whether there is anything to do
  expect(upcoming.get('StartRun')).toEqual({ functionName: 'ReadImagesFunctionArn', isMap: true });
  // a few bands, one after another where there is one process
  expect(upcoming.get('Plan')).toEqual({ functionName: 'PlanSkyFunctionArn', isMap: false });
  expect(upcoming.get('JoinBands')).toEqual({
    functionName: 'MeasureOverlapsFunctionArn',
    isMap: true,
  });
  expect(upcoming.get('Tiles')).toEqual({ functionName: 'MakeStretchFunctionArn', isMap: false });
  expect(upcoming.get('WriteReport')).toBeUndefined();
});
