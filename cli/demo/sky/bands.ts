/** A band of the demonstration's camera, which sees all three at once, in the manner of 2MASS. */
export interface DemoBand {
  /** the value of FILTER */
  name: 'J' | 'H' | 'Ks';
  /** pivot wavelength, Å */
  wavelength: number;
  /** Jy of a star of magnitude 0 (Cohen, Wheaton & Megeath 2003, AJ 126, 1090) */
  zeroFlux: number;
  /** magnitude of one DN */
  zeroPoint: number;
  /**
   * what the air adds, DN a pixel: its mean, and the spread from frame to frame of its level and of
   * its slope over a frame
   */
  sky: { level: number; levels: number; slopes: number };
  /** of the sky, DN a pixel */
  noise: number;
  /** extinction over that in V (Rieke & Lebofsky 1985, ApJ 288, 618) */
  extinction: number;
}

/** The three bands, in the manner of 2MASS. */
export const bands: Record<DemoBand['name'], DemoBand> = {
  J: {
    name: 'J',
    wavelength: 12350,
    zeroFlux: 1594,
    zeroPoint: 20.4,
    sky: { level: 160, levels: 8, slopes: 6 },
    noise: 2.6,
    extinction: 0.282,
  },
  H: {
    name: 'H',
    wavelength: 16620,
    zeroFlux: 1024,
    zeroPoint: 20.1,
    sky: { level: 430, levels: 9, slopes: 7 },
    noise: 2.8,
    extinction: 0.175,
  },
  Ks: {
    name: 'Ks',
    wavelength: 21590,
    zeroFlux: 666.7,
    zeroPoint: 19.9,
    sky: { level: 640, levels: 9, slopes: 7 },
    noise: 3,
    extinction: 0.112,
  },
};

/** The bands from the shortest wavelength on. */
export const bandNames = ['J', 'H', 'Ks'] as const;
