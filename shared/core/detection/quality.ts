/** What the bits of a DQ array mean for a search. */
export interface QualityBits {
  /** the pixel is used all the same */
  ignored: number;
  /** the pixel is used, a source that peaks there is flagged */
  saturated: number;
}

/**
 * By INSTRUME, from the ACS, WFC3 and NICMOS Data Handbooks. ACS and WFC3: 32 and 64 (warm, unstable) are what drizzling takes for
 * good by default; 256 and, for ACS, 2048 are saturation; WFC3's 2048 is signal in the zeroth read. NICMOS: 1024 says that there is a
 * source, 2048 is the zeroth read, 64 saturation.
 */
const bitsOf: Record<string, QualityBits> = {
  ACS: { ignored: 32 | 64, saturated: 256 | 2048 },
  WFC3: { ignored: 32 | 64 | 2048, saturated: 256 },
  NICMOS: { ignored: 1024 | 2048, saturated: 64 },
};

/** An instrument that is not known has no harmless bits. */
export const qualityBits = (instrument: string | undefined): QualityBits =>
  bitsOf[instrument?.trim().toUpperCase() ?? ''] ?? { ignored: 0, saturated: 0 };

/** Sets the mask (1 = bad) where a pixel's quality has any bit that spoils it. */
export function maskBadQuality(
  quality: ArrayLike<number>,
  { ignored, saturated }: QualityBits,
  mask: Uint8Array,
): void {
  const spoils = ~(ignored | saturated);
  for (let i = 0; i < mask.length; i++) if ((quality[i]! & spoils) !== 0) mask[i] = 1;
}
