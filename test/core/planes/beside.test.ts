import { describe, expect, it } from 'vitest';
import {
  companionStems,
  imageStems,
  mayBeCompanion,
  stemOf,
  tellsOfCompanions,
} from '../../../shared/core/planes/beside.ts';

const pairs: [image: string, companion: string, kind: string][] = [
  ['galaxies.fits', 'galaxies.weight.fits', 'weight'],
  ['x.fits', 'x.rms.fits.gz', 'error'],
  ['x.fits', 'x.flag.fits', 'bits'],
  ['x_sci.fits', 'x_wht.fits', 'weight'],
  ['x_sci.fits', 'x_rms.fits', 'error'],
  ['x_sci.fits', 'x_err.fits', 'error'],
  ['hst_10_acs_f814w_drz_sci.fits', 'hst_10_acs_f814w_drz_wht.fits', 'weight'],
  ['hst_10_acs_f814w_drc_sci.fits', 'hst_10_acs_f814w_drc_wht.fits', 'weight'],
  ['hlsp_f105w_v1_drz.fits', 'hlsp_f105w_v1_rms.fits', 'error'],
  ['00000a001-w1-int-3.fits', '00000a001-w1-unc-3.fits.gz', 'error'],
  ['00720a001-w1-int-1b.fits', '00720a001-w1-msk-1b.fits.gz', 'bits'],
  ['x-int.fits', 'x-unc.fits', 'error'],
  ['unwise-0000p000-w1-img-m.fits', 'unwise-0000p000-w1-invvar-m.fits.gz', 'inverse variance'],
  ['u8zq0601m_c0m.fits', 'u8zq0601m_c1m.fits', 'bits'],
  ['CFHTLS_W_g_T0007_MEDIAN.fits', 'CFHTLS_W_g_T0007_WEIGHT.fits', 'weight'],
  ['a_image.fits', 'a_error.fits', 'error'],
  ['SPITZER_I1_maic.fits', 'SPITZER_I1_munc.fits', 'error'],
  ['SPITZER_I1_0000_bcd.fits', 'SPITZER_I1_0000_bunc.fits', 'error'],
  ['SPITZER_I1_0000_cbcd.fits', 'SPITZER_I1_0000_cbunc.fits', 'error'],
  ['SPITZER_I1_0000_cbcd.fits', 'SPITZER_I1_0000_bimsk.fits', 'bits'],
  [
    'rings.v3.skycell.1.stk.r.unconv.fits',
    'rings.v3.skycell.1.stk.r.unconv.wt.fits.fz',
    'variance',
  ],
  ['rings.v3.skycell.1.stk.r.unconv.fits', 'rings.v3.skycell.1.stk.r.unconv.mask.fits', 'bits'],
  ['f_image.fits', 'f_conf.fit', 'weight'],
  ['c4d_140301_ooi_g_v1.fits.fz', 'c4d_140301_oow_g_v1.fits.fz', 'weight'],
  [
    'legacysurvey-0001m002-image-r.fits.fz',
    'legacysurvey-0001m002-invvar-r.fits.fz',
    'inverse variance',
  ],
  ['brick_ivar_test.fits', 'brick_ivar_test_ivar.fits', 'inverse variance'],
  ['X.FITS', 'x_dqmap.FITS', 'bits'],
];

describe('names of files that belong together', () => {
  it.each(pairs)('%s has %s', (image, companion, kind) => {
    const [imageStem, with_] = [stemOf(image)!, stemOf(companion)!];
    expect(companionStems(imageStem)).toContainEqual(
      expect.objectContaining({ stem: with_, kind }),
    );
    expect(imageStems(with_)).toContainEqual({ stem: imageStem, kind });
    expect(mayBeCompanion(with_)).toBe(true);
  });

  it.each(['aJ_asky_001.fits', 'j94f05bgq_flt.fits', 'jw02_cal.fits', 'unc.fits', 'a_mask.fits'])(
    '%s is a companion of none',
    (name) => expect(imageStems(stemOf(name)!)).toEqual([]),
  );

  it.each([
    ['x-w1-cov-3.fits', 'x-w1-int-3'],
    ['x-cov.fits', 'x-int'],
    ['x_exp.fits', 'x_sci'],
    ['x_bbmsk.fits', 'x_bcd'],
    ['x_cov.fits', 'x_img'],
  ])('%s stands beside %s, of which it tells nothing that is used', (name, image) => {
    expect(imageStems(stemOf(name)!)).toContainEqual({ stem: image, kind: 'aside' });
    expect(companionStems(image)).not.toContainEqual(
      expect.objectContaining({ stem: stemOf(name) }),
    );
  });

  it('an image says so in its own name, or does not', () => {
    expect(['x_sci', 'a-w1-int-3', 'x_bcd', 'y.unconv'].map(tellsOfCompanions)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['x', 'j94f05bgq_flt', 'ngc_1', 'a.b'].map(tellsOfCompanions)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it.each(['notes.txt', 'weight', '.fits', 'x.png'])('%s is no name of a FITS file', (name) =>
    expect(stemOf(name)).toBeUndefined(),
  );
});
