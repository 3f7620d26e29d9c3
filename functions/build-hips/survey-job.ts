import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import type { SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { SurveyFacts } from './survey-facts.ts';

/** One survey to be completed: a band's or the colour one. */
export interface SurveyJob {
  store: Store;
  run: string;
  plan: SkyPlan;
  sky: SkyParameters;
  /** the folder's name under hips/ */
  survey: string;
  /** ascending */
  plates: number[];
  facts: SurveyFacts;
  /** when the youngest image of the run was read: the same for a run that is done again */
  date: string;
  /**
   * cells `PART_LEVELS` below the plates that have data, where they are not too many: what a viewer
   * is to show
   */
  parts: number[];
}

/** 16 × 16 parts of a plate. */
export const PART_LEVELS = 4;
/** Of more plates, the tiles are fine enough to say where the survey is. */
export const MAX_PLATES_IN_PARTS = 500;

/** tiles on their way up at the same time */
export const PUTS_AT_ONCE = 16;

/** Where a file of the survey stands. */
export const urlIn = ({ run, survey }: SurveyJob, path: string): string =>
  joinUrl(run, skyKeys.hips(survey, path));
