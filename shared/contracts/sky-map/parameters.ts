import * as z from 'zod';
import { BITS_ERROR, isBits } from '../../core/planes/quality.ts';

/** How the sky is to be made: the options of `starfan sky-map`. */
const skyOptionsSchema = z.strictObject({
  /** deepest HiPS order; absent: from the finest pixel scale */
  order: z.int().min(0).max(20).optional(),
  /** bands of the colour picture; absent: none */
  bands: z.strictObject({ r: z.string(), g: z.string(), b: z.string() }).optional(),
  background: z.enum(['plane', 'level', 'none']).default('plane'),
  sampling: z.enum(['bilinear', 'lanczos3', 'area']).default('bilinear'),
  stretch: z.string().default('asinh'),
  /** limits in Montage's grammar; absent: what suits the stretch */
  cut: z.string().optional(),
  /**
   * how three bands become one colour: each by its own stretch, or by Lupton et al. 2004 within the
   * cut
   */
  colour: z.enum(['stretch', 'lupton']).default('stretch'),
  /** a stretch that follows the sky from plate to plate, instead of one for all */
  adaptive: z.boolean().default(false),
  /** which surveys stand as single PNG tiles: of a large one they are most of the requests */
  publish: z.enum(['all', 'colour']).default('all'),
  /** whether bands stand as single FITS tiles too */
  fits: z.boolean().default(false),
  frame: z.enum(['equatorial', 'galactic']).default('equatorial'),
  /**
   * bits of the data quality that say nothing against a pixel, in drizzlepac's notation; absent: as
   * the camera's pipeline has it
   */
  bits: z.string().refine(isBits, BITS_ERROR).optional(),
});

/** The same, resolved. Only curves that follow the histogram have room for the brightest star. */
export const skyParametersSchema = skyOptionsSchema.transform((options) => {
  const isGaussian = options.stretch.startsWith('gaussian') && options.colour === 'stretch';
  return { ...options, cut: options.cut ?? (isGaussian ? '-2s max' : '7% 99.8%') };
});
export type SkyParameters = z.infer<typeof skyParametersSchema>;
