import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import { type SkyPlan, skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { readJson } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** What all surveys of a run are built from. */
export interface HipsRun {
  store: Store;
  run: string;
  plan: SkyPlan;
  sky: SkyParameters;
}

/** A survey: a band's or the colour one. */
export interface SurveyJob extends HipsRun {
  /** the folder's name under hips/ */
  survey: string;
}

/** What the run has decided and was asked for. */
export const readHipsRun = async (store: Store, run: string): Promise<HipsRun> => ({
  store,
  run,
  plan: await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema),
  sky: await readSkyParameters(store, run),
});

/** The bands of the colour survey; none where there is none. */
export const colourBandsOf = ({ bands }: SkyParameters): string[] =>
  bands ? [bands.r, bands.g, bands.b] : [];

/** 16 × 16 parts of a plate. */
export const PART_LEVELS = 4;
/** Of more plates, the tiles are fine enough to say where the survey is. */
export const MAX_PLATES_IN_PARTS = 500;

/** tiles on their way up at the same time */
export const PUTS_AT_ONCE = 16;

/** Where a file of the survey stands. */
export const urlIn = ({ run, survey }: SurveyJob, path: string): string =>
  joinUrl(run, skyKeys.hips(survey, path));
