import { exposureOf } from './epoch.ts';
import type { Keywords } from './keywords.ts';
import { conversion, isNoUnit, parseUnit } from './unit.ts';

const electron = parseUnit('electron')!;
const electronRate = parseUnit('electron/s')!;
const countRate = parseUnit('DN/s')!;
const oneCount = parseUnit('DN')!;

/** e-/ADU: as most say it; CMOS cameras, whose GAIN may be a setting; HST's. */
const gainKeywords = ['GAIN', 'EGAIN', 'CCDGAIN'];

const ifPositive = (value: number | null | undefined): number | undefined =>
  typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : undefined;

/**
 * Electrons that one unit of the pixels stands for, which photon noise is made of: of electrons
 * their scale; else GAIN (e-/ADU; EGAIN, CCDGAIN), times the exposure (s) where BUNIT is counts a
 * second; of electrons a second the exposure. Undefined where the header does not say, or BUNIT is
 * that of a flux, of which GAIN says nothing.
 */
export function electronsOf(keywords: Keywords): number | undefined {
  const text = keywords.text('BUNIT');
  const unit = isNoUnit(text) ? undefined : parseUnit(text);
  const whole = unit && conversion(unit, electron);
  if (whole !== undefined) return whole;
  const seconds = () => ifPositive(exposureOf(keywords).seconds);
  const gain = gainKeywords.map((name) => ifPositive(keywords.number(name))).find(Boolean);
  if (gain !== undefined) {
    const counts = unit && conversion(unit, countRate);
    const isFlux =
      unit &&
      [countRate, oneCount, electronRate].every((one) => conversion(unit, one) === undefined);
    if (isFlux) return undefined;
    const exposed = counts === undefined ? 1 : seconds();
    return exposed === undefined ? undefined : gain * (counts ?? 1) * exposed;
  }
  const rate = unit && conversion(unit, electronRate);
  const exposed = rate === undefined ? undefined : seconds();
  return exposed === undefined ? undefined : rate! * exposed;
}
