import type { Projection, ProjectionParameters } from './projection.ts';
import { Ait } from './projections/ait.ts';
import { Arc } from './projections/arc.ts';
import { Azp } from './projections/azp.ts';
import { Car } from './projections/car.ts';
import { Cea } from './projections/cea.ts';
import { Coe } from './projections/coe.ts';
import { Hpx } from './projections/hpx.ts';
import { Mer } from './projections/mer.ts';
import { Mol } from './projections/mol.ts';
import { Par } from './projections/par.ts';
import { Sfl } from './projections/sfl.ts';
import { Sin } from './projections/sin.ts';
import { Stg } from './projections/stg.ts';
import { Tan } from './projections/tan.ts';
import { Tsc } from './projections/tsc.ts';
import { Zea } from './projections/zea.ts';
import { Zpn } from './projections/zpn.ts';

/**
 * Every projection by its FITS code. TPV is TAN behind a polynomial (tpv.ts). `span`: the least and
 * largest x of the image, radians.
 */
export const projections: Readonly<
  Record<string, (pv: ProjectionParameters, span?: readonly [number, number]) => Projection>
> = {
  AIT: () => new Ait(),
  ARC: () => new Arc(),
  AZP: (pv) => new Azp(pv),
  CAR: (_, span) => new Car(span),
  CEA: (pv, span) => new Cea(pv, span),
  COE: (pv) => new Coe(pv),
  HPX: (pv) => new Hpx(pv),
  MER: (_, span) => new Mer(span),
  MOL: () => new Mol(),
  PAR: () => new Par(),
  SFL: () => new Sfl(),
  SIN: (pv) => new Sin(pv),
  STG: () => new Stg(),
  TAN: () => new Tan(),
  TPV: () => new Tan(),
  TSC: () => new Tsc(),
  ZEA: () => new Zea(),
  ZPN: (pv) => new Zpn(pv),
};
