import * as z from 'zod';
import type { Planned } from './planned/planned.ts';
import type { ProgressDisplay } from './progress.ts';

/**
 * Shows what a function of a run has answered: sources found, what a plan says. Answers why the run
 * cannot go on, where it cannot.
 */
export async function showAnswer(
  progress: ProgressDisplay,
  answer: unknown,
  plannedOf: () => Promise<Planned | undefined>,
): Promise<string | undefined> {
  progress.found(sourcesOf(answer));
  const planned = await plannedOf();
  if (planned) progress.say(planned.lines);
  return planned?.refusal;
}

const answerSchema = z.object({ sources: z.number() });
/** Sources that an answer of detect-sources tells of; 0 of any other. */
const sourcesOf = (answer: unknown): number => answerSchema.safeParse(answer).data?.sources ?? 0;
