import type { Broken } from '../../shared/contracts/run.ts';
import type { RunSummary } from '../../shared/contracts/run-summary.ts';
import { causeText } from '../../shared/run/broken.ts';

/**
 * What came of a run, in one sentence.
 * @param broken why the machine could not go on
 * @param isGiven flux was measured at given positions
 */
export function verdictOn(
  { machine, lines, done, failed, sources, brokenOff, toleratedFailurePercentage }: RunSummary,
  broken: Broken | undefined,
  isGiven: boolean,
): string {
  const share = Math.round((1000 * failed) / lines) / 10;
  const found =
    machine === 'sky-map' || machine === 'mosaic'
      ? `${done} of ${lines} images ${machine === 'mosaic' ? 'in mosaics' : 'mapped'}`
      : isGiven
        ? `${done} of ${lines} images measured, ${sources} measurements`
        : `${done} of ${lines} images searched, ${sources} sources`;
  if (broken?.Error === 'AllFailed')
    return `The run stopped early: ${causeText(broken)}: see failures.jsonl`;
  const parts = [broken ? `The run broke off: ${causeText(broken)}` : found];
  if (failed > 0) {
    const judged = share > toleratedFailurePercentage ? 'more than' : 'within';
    parts.push(
      `${failed} failed (${share} %, ${judged} the tolerated ${toleratedFailurePercentage} %): see failures.jsonl`,
    );
  }
  if (brokenOff > 0)
    parts.push(
      `${brokenOff} tasks broke off, so something is missing: start it again, and it does what is missing`,
    );
  return parts.join('; ');
}
