import { cloud, ridges } from './noise.ts';

const SEED = 611;

/** What stands at a place of the nebula. */
export interface Gas {
  /**
   * surface brightness before extinction, in units of the bands' noise a pixel: starlight that dust
   * reflects, glowing gas, its warm shell
   */
  reflected: number;
  glowing: number;
  warm: number;
  /**
   * magnitudes of extinction in V: of the lane before it, and of all that stars behind it shine
   * through
   */
  lane: number;
  dust: number;
}

/**
 * The nebula `x` arcminutes west and `y` north of the field's centre: a blown bubble around young
 * stars, crossed by a dark lane.
 */
export function nebulaAt(x: number, y: number): Gas {
  const bendX = cloud(SEED, x / 3.5, y / 3.5, 4) - 0.5;
  const bendY = cloud(SEED + 20, x / 3.5, y / 3.5, 4) - 0.5;
  const [wx, wy] = [x + 3 * bendX, y + 3 * bendY];
  const texture = cloud(SEED + 40, wx / 2.2, wy / 2.2, 6);
  const threads = ridges(SEED + 60, wx / 2.6, wy / 2.6, 5) ** 5;
  const radius = Math.hypot(wx - heart.x, (wy - heart.y) * 1.15);

  const reflected = 26 * Math.exp(-((radius / 2.1) ** 2)) * (0.35 + 1.3 * texture);
  const glowing =
    (16 * Math.exp(-((radius / 4.2) ** 2)) * texture ** 1.5 +
      22 * threads * Math.exp(-((radius / 5) ** 2))) *
    1.4;
  const edge = (radius - 4.9 - 2 * bendX) / (radius < 4.9 ? 1.3 : 0.75);
  const warm =
    20 * Math.exp(-edge * edge) * (0.1 + 1.6 * texture ** 2 + 0.9 * threads) +
    9 * Math.exp(-((radius / 7.5) ** 2)) * texture ** 2;

  // The lane runs from the lower left to the upper right, below the heart.
  const across = (wy + 1.15 - 0.42 * wx - 0.9 * Math.sin(wx / 2.4)) / (0.42 + 0.5 * texture);
  const clumps = cloud(SEED + 80, wx / 1.3, wy / 1.3, 5);
  const lane = 15 * Math.exp(-across * across) * Math.max(0, 2.4 * clumps - 0.5);
  const wisps = 5 * Math.max(0, texture - 0.5) * Math.exp(-((radius / 8) ** 2));
  return { reflected, glowing, warm, lane: lane + wisps, dust: lane + 3 * wisps };
}

/** Where its stars were born, arcminutes west and north of the field's centre. */
export const heart = { x: 0.6, y: 0.8 };

/** The colour of each kind of light: how bright it is in a band. */
export const lightColours = {
  reflected: { J: 1.15, H: 0.85, Ks: 0.45 },
  glowing: { J: 0.75, H: 0.8, Ks: 0.7 },
  warm: { J: 0.16, H: 0.42, Ks: 1.15 },
} as const;
