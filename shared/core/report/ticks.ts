/** Round values inside [low, high], about `wanted` of them: steps of 1, 2 or 5 times a power of ten. */
export function roundTicks(low: number, high: number, wanted: number): number[] {
  const step = roundStep((high - low) / wanted);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not below the step. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((f) => f * power >= step * (1 - 1e-9))!;
  return factor * power;
}

/** A tick's label, with a true minus sign. */
export const tickLabel = (value: number): string => String(value).replace('-', '−');
