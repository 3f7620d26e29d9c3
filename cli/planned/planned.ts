import * as z from 'zod';
import { type Machine, startedRunSchema } from '../../shared/contracts/run.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { bytes } from '../../shared/pages/report/quantities.ts';
import { readJson } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { colourHint } from './colour-hint.ts';
import { predictDetections } from './detections.ts';
import { warningLines } from './lines.ts';
import { predictSky } from './sky.ts';

/**
 * What a plan says before the work begins: what it will take, and what a person should know first.
 */
export interface Planned {
  lines: string[];
  /** why it cannot be done here */
  refusal: string | undefined;
}

/** A run on this machine. */
export interface PlannedPlace {
  machine: Machine;
  store: Store;
  /** URL of its prefix */
  run: string;
  /** bytes of the disk that it may have */
  freeBytes: number;
  /** tasks at the same time */
  cores: number;
}

/** What plan-sky answers when the bands are planned, and none anew. */
const joinedSchema = z.object({ plates: z.int(), isDeeper: z.literal(false) });

/**
 * What is predicted of a run when start-run, or of a sky map plan-sky, has answered; undefined for
 * any other answer.
 */
export async function plannedOf(
  functionName: string,
  answer: unknown,
  place: PlannedPlace,
): Promise<Planned | undefined> {
  const { machine, freeBytes } = place;
  if (functionName === 'plan-sky' && joinedSchema.safeParse(answer).success) {
    // The answer has its counts only.
    const plan = await readJson(place.store, joinUrl(place.run, skyKeys.plan), skyPlanSchema);
    const { text, size } = await predictSky(plan, place);
    const sky = await readSkyParameters(place.store, place.run);
    return {
      lines: [
        `  ${text}; ${bytes(freeBytes)} are free`,
        ...warningLines(plan.warnings),
        ...colourHint(plan.bands, sky),
      ],
      refusal:
        size > freeBytes
          ? `the map needs ${bytes(size)} and ${bytes(freeBytes)} are free: free some space, give --out on another disk, or a lower --order (each one less is a quarter)`
          : undefined,
    };
  }
  const started =
    functionName === 'start-run' ? startedRunSchema.safeParse(answer).data : undefined;
  if (!started || started.isFinished || machine !== 'detect-sources') return undefined;
  const predicted = await predictDetections(place, started.items);
  if (!predicted) return undefined;
  const { text, most, least } = predicted;
  return {
    lines: [
      `  ${text}; ${bytes(freeBytes)} are free`,
      ...(most > freeBytes
        ? warningLines([`the disk may fill: free some space, or give --out on another disk`])
        : []),
    ],
    refusal:
      least > freeBytes
        ? `catalogues and pictures need ${bytes(least)} at least and ${bytes(freeBytes)} are free: free some space, or give --out on another disk`
        : undefined,
  };
}
