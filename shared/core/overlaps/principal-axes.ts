/** An eigenvalue and its unit eigenvector. */
export interface PrincipalAxis {
  readonly value: number;
  readonly x: number;
  readonly y: number;
}

/** Eigenvalues and unit eigenvectors of [[xx, xy], [xy, yy]], the larger first. */
export function principalAxes(xx: number, xy: number, yy: number): [PrincipalAxis, PrincipalAxis] {
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  const half = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy);
  return [
    { value: (xx + yy) / 2 + half, x, y },
    { value: (xx + yy) / 2 - half, x: -y, y: x },
  ];
}
