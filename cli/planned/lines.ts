import type { SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import { bytes, counted } from '../../shared/pages/report/quantities.ts';

/** Warnings of a plan, as lines of text. */
export const warningLines = (warnings: readonly string[]): string[] =>
  warnings.map((warning) => `  warning: ${warning}`);

/** What a plan is, in a few words. */
export const planWords = ({ order, plates, images }: SkyPlan): string =>
  `order ${order}: ${counted(plates, 'plate')} of ${counted(images, 'image')}`;

/** The plan of a sky map that is made elsewhere. */
export const planLines = (plan: SkyPlan): string[] => [
  `  ${planWords(plan)}, about ${bytes(plan.bytes)} of tiles before pictures are made of them`,
  ...warningLines(plan.warnings),
];
