import { fluxes } from './parameters/fluxes.ts';
import { positionErrorParameters } from './parameters/position-errors.ts';
import { positions } from './parameters/positions.ts';
import { shapes } from './parameters/shapes.ts';
import { sourceParameters } from './parameters/sources.ts';
import type { Parameter } from './parameters/table.ts';
import { windowedParameters } from './parameters/windowed.ts';

/**
 * Every parameter that can be measured, by name. Types, formats, units and UCDs are those of
 * SExtractor 2.25.
 */
export const parameters: Readonly<Record<string, Parameter>> = {
  ...sourceParameters,
  ...fluxes,
  ...positions,
  ...shapes,
  ...positionErrorParameters,
  ...windowedParameters,
};

/** The parameter of a name; undefined for one that cannot be measured. */
export const parameterOf = (name: string): Parameter | undefined =>
  Object.hasOwn(parameters, name) ? parameters[name] : undefined;
