import { RunError } from '../../shared/contracts/errors.ts';
import type { RunParameters } from '../../shared/contracts/parameters.ts';
import type { GivenPositions } from '../../shared/contracts/positions.ts';
import type { RunInput } from '../../shared/contracts/run.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import type { Store } from '../../shared/store/store.ts';
import { readExtractor } from './read-extractor.ts';

const matchOf = ({ match, matchWith, folder }: RunInput): Pick<RunParameters, 'match'> =>
  match === undefined
    ? {}
    : {
        match: { radius: match, ...(matchWith && folder !== undefined ? { with: matchWith } : {}) },
      };

/** Of the random numbers of a run that names none. */
const SEED = 1;

const artificialOf = ({ seed = SEED, magnitudes }: NonNullable<RunInput['completeness']>) => ({
  seed,
  magnitudes: magnitudes ?? null,
});

/** What does not go with artificial stars, with given places, or not without. */
function refuseMixed(input: RunInput): void {
  const { positions, aperture, config, match, unique, completeness } = input;
  const unfit = Object.entries({ positions, config }).find(([, value]) => value !== undefined);
  if (completeness !== undefined && unfit)
    throw new RunError(
      'BadRequest',
      `completeness is of the search of our own: leave out ${unfit[0]}, or completeness`,
    );
  if (positions === undefined) {
    if (aperture === undefined) return;
    throw new RunError('BadRequest', 'aperture is for given places: give positions, too');
  }
  const other = Object.entries({ config, match, unique }).find(([, value]) => value !== undefined);
  if (other)
    throw new RunError(
      'BadRequest',
      `${other[0]} is for images that are searched, and positions for those that are not: leave one out`,
    );
}

/** All that a run of detect-sources does with its images. Throws BadRequest, MalformedConfig. */
export async function detectParameters(
  store: Store,
  input: RunInput,
  positions: GivenPositions | undefined,
): Promise<RunParameters> {
  refuseMixed(input);
  const {
    config,
    zeropoint,
    unique = false,
    bits,
    set,
    catalogues,
    columns,
    aperture,
    psf,
    completeness,
  } = input;
  const own = {
    ...matchOf(input),
    ...(positions === undefined ? {} : { positions }),
    ...(completeness === undefined ? {} : { completeness: artificialOf(completeness) }),
  };
  const detection = {
    ...defaultParameters,
    ...(zeropoint === undefined ? {} : { MAG_ZEROPOINT: zeropoint }),
    ...(bits === undefined ? {} : { DQ_BITS: bits }),
    ...(aperture === undefined ? {} : { PHOT_APERTURES: aperture }),
  };
  if (config !== undefined) {
    if (psf)
      throw new RunError(
        'BadRequest',
        'psf goes with the search of our own: leave out config, or psf',
      );
    const extractor = await readExtractor(store, config, input);
    return { detection, extractor, config, notes: [...extractor.warnings], unique, ...own };
  }
  if (set ?? catalogues ?? columns)
    throw new RunError(
      'BadRequest',
      'set, catalogues and columns are for a configuration: give config, too',
    );
  return { detection, config: null, notes: [], unique, ...(psf ? { psf } : {}), ...own };
}
