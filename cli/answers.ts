import * as z from 'zod';
import type { PlannedPlace } from './planned/planned.ts';
import type { ProgressDisplay } from './progress.ts';

/** After these something can be predicted; every other answer is one of thousands. */
const planning = ['start-run', 'plan-sky'];

/**
 * Shows what a function of a run has answered: sources found, what a plan says. Answers why the run
 * cannot go on, where it cannot.
 */
export async function showAnswer(
  progress: ProgressDisplay,
  functionName: string,
  answer: unknown,
  placeOf: () => Promise<PlannedPlace>,
): Promise<string | undefined> {
  progress.found(sourcesOf(answer));
  if (!planning.includes(functionName)) return undefined;
  const { plannedOf } = await import('./planned/planned.ts');
  const planned = await plannedOf(functionName, answer, await placeOf());
  if (planned) progress.say(planned.lines);
  return planned?.refusal;
}

const answerSchema = z.object({ sources: z.number() });
/** Sources that an answer of detect-sources counts; 0 of any other. */
const sourcesOf = (answer: unknown): number => answerSchema.safeParse(answer).data?.sources ?? 0;
