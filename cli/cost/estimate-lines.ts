import { boundOf, type Estimate, type EstimateOptions } from '../../shared/estimate/estimate.ts';
import type { Simulation } from '../../shared/estimate/simulate.ts';
import type { Survey } from '../../shared/estimate/survey.ts';
import { plotText } from './plot.ts';
import { billTable, listed, readable, roundedDuration, short, size, tableColumns } from './table.ts';

/** An estimate as a page of text. */
export function estimateLines(
  survey: Survey,
  { simulation, bill, warnings }: Estimate,
  { memoryOf }: EstimateOptions,
  assumptions: readonly string[],
): string[] {
  const gbSeconds = simulation.stages.map(({ stage, billed }) => (billed * memoryOf(stage)) / 1024);
  return [
    `${survey.name}: $${bill.total.toFixed(2)}, ${roundedDuration(simulation.seconds)}`,
    '',
    ...stageTable(simulation, gbSeconds),
    '',
    ...plotText(simulation),
    '',
    ...billTable(bill),
    '',
    ...warnings.flatMap((text) => listed('!', text)),
    ...(warnings.length > 0 ? [''] : []),
    'assumed',
    ...assumptions.flatMap((text) => listed('·', text)),
  ];
}

const stageTable = ({ stages }: Simulation, gbSeconds: readonly number[]): string[] =>
  tableColumns([
    ['stage', 'tasks', 'at once', 'takes', 'GB-s', 'GET, HEAD', 'PUT, LIST', 'read', 'written', 'bound by'],
    ...stages.map((stage, i) => [
      stage.stage,
      readable(stage.tasks),
      readable(stage.peak),
      roundedDuration(stage.end - stage.start),
      short(gbSeconds[i]!),
      short(Math.round(stage.reads)),
      short(Math.round(stage.writes)),
      size(stage.bytesRead),
      size(stage.bytesWritten),
      boundOf(stage),
    ]),
  ]);
