// SEP's aperture flags.
/** the aperture reaches over the image's edge */
export const TRUNCATED: i32 = 16;
/** bad pixels lie in the aperture */
export const HAS_MASKED: i32 = 32;
/** nothing but bad pixels, or no pixel at all */
export const ALL_MASKED: i32 = 64;
/** the Kron sums are not positive */
export const NON_POSITIVE: i32 = 128;
