import { boundOf, type Estimate, type EstimateOptions } from '../../shared/estimate/estimate.ts';
import type { Fit, StageFit } from '../../shared/estimate/fit.ts';
import type { Simulation } from '../../shared/estimate/simulate.ts';
import type { PlannedSurvey } from '../../shared/estimate/survey.ts';
import { bytes, duration } from '../../shared/pages/report/quantities.ts';
import { plotText } from './plot.ts';
import { billTable, listed, readable, short, tableColumns } from './table.ts';

/** An estimate as a page of text. */
export function estimateLines(
  survey: PlannedSurvey,
  { fit, simulation, bill, warnings }: Estimate,
  { memoryOf }: EstimateOptions,
  assumptions: readonly string[],
): string[] {
  const gbSeconds = simulation.stages.map(({ stage, billed }) => (billed * memoryOf(stage)) / 1024);
  return [
    ...fitLines(fit),
    '',
    `${survey.name}: $${bill.total.toFixed(2)}, ${duration(simulation.seconds)}`,
    ...publishedLines(survey, simulation),
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

/** Beside what another system was said to take: a core is one vCPU of Lambda, waiting included. */
function publishedLines({ mosaics }: PlannedSurvey, { stages }: Simulation): string[] {
  const published = mosaics?.published;
  if (!published) return [];
  const hours = stages.reduce((sum, { billed }) => sum + billed, 0) / 3600;
  return [
    `${readable(Math.round(hours))} core-hours; ${published.by}: $${readable(published.dollars)} and ${readable(published.coreHours)} core-hours`,
  ];
}

const stageTable = ({ stages }: Simulation, gbSeconds: readonly number[]): string[] =>
  tableColumns([
    [
      'stage',
      'tasks',
      'at once',
      'takes',
      'GB-s',
      'GET, HEAD',
      'PUT, LIST',
      'read',
      'written',
      'bound by',
    ],
    ...stages.map((stage, i) => [
      stage.stage,
      readable(stage.tasks),
      readable(stage.peak),
      duration(stage.end - stage.start),
      short(gbSeconds[i]!),
      short(Math.round(stage.reads)),
      short(Math.round(stage.writes)),
      bytes(stage.bytesRead),
      bytes(stage.bytesWritten),
      boundOf(stage),
    ]),
  ]);

/** A stage, or the parts that it joins. */
const nameOf = ({ stage, kind }: Pick<StageFit, 'stage' | 'kind'>): string =>
  kind === 'parts' ? `${stage}, parts` : stage;

/** First whether it fits, then what the largest task of each stage needs of its function. */
function fitLines({ fits, stages, fileSystem, events }: Fit): string[] {
  const misfit = stages.filter((stage) => !stage.fits).map(({ stage }) => stage);
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(2)} GB`;
  return [
    fits ? 'fits as it is deployed' : `does not fit as it is deployed: ${misfit.join(', ')}`,
    ...tableColumns([
      ['  largest task', 'takes', 'may take', 'needs', 'has', ''],
      ...stages.map(({ stage, kind, time, memory, fits: isFitting }) => [
        `  ${nameOf({ stage, kind })}`,
        duration(time.needs),
        duration(time.has),
        memory ? gigabytes(memory.needs) : 'not measured',
        memory ? gigabytes(memory.has) : '',
        isFitting ? '' : 'does not fit',
      ]),
    ]),
    `  /tmp of a function: ${bytes(fileSystem.needs)} of ${bytes(fileSystem.has)}; events of an execution: ${readable(events.needs)} of ${readable(events.has)} at most`,
  ];
}
