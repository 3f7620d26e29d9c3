/**
 * How bright the median is shown, and the least and the most that is bent for that: from nearly
 * straight to four decades.
 */
const MEDIAN_BRIGHTNESS = 0.12;
const [minBend, maxBend] = [1, 10_000];

/**
 * The bend b of a curve asinh(b x)/asinh(b), x being the share of the way from black to white, that
 * shows the median, which is at the share given, as a dark grey; found by halving.
 */
export function asinhBend(median: number): number {
  let [low, high] = [minBend, maxBend];
  for (let step = 0; step < 50; step++) {
    const bend = Math.sqrt(low * high);
    if (Math.asinh(bend * median) < MEDIAN_BRIGHTNESS * Math.asinh(bend)) low = bend;
    else high = bend;
  }
  return low;
}
