"""Positions on the report's maps by astropy: Mollweide and tangent planes (wcslib), the Galactic plane.

    /usr/bin/python3 test/truth/report/make.py
"""
import json
from pathlib import Path

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord
from astropy.wcs import WCS

rng = np.random.default_rng(7)


def plane(projection, crval, ra, dec):
    """Intermediate world coordinates, degrees: x to the east, y to the north."""
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = [f'RA---{projection}', f'DEC--{projection}']
    wcs.wcs.crval = crval
    wcs.wcs.crpix = [0, 0]
    wcs.wcs.cdelt = [1, 1]
    return wcs.wcs_world2pix(np.array([ra, dec]).T, 0) + 1  # crpix 0 is 1-based; world2pix with origin 0 is one less


sphere_ra = np.concatenate([rng.uniform(0.001, 359.999, 40), [180, 0.001, 359.999, 12, 12]])
sphere_dec = np.concatenate([np.degrees(np.arcsin(rng.uniform(-1, 1, 40))), [0, 45, -45, 89.999, -89.999]])
mollweide = [
    [ra, dec, x, y]
    for ra, dec, (x, y) in zip(sphere_ra, sphere_dec, plane('MOL', [180, 0], sphere_ra, sphere_dec))
]

gnomonic = []
for centre in ([83.6, 22], [0.01, -45], [200, 89.9]):
    at = SkyCoord(*centre, unit='deg').directional_offset_by(
        rng.uniform(0, 360, 8) * u.deg, rng.uniform(0.0001, 20, 8) * u.deg
    )
    xy = plane('TAN', centre, at.ra.deg, at.dec.deg)
    gnomonic += [[*centre, ra, dec, x, y] for ra, dec, (x, y) in zip(at.ra.deg, at.dec.deg, xy)]

longitudes = np.arange(0, 360, 30)
icrs = SkyCoord(longitudes, 0 * longitudes, unit='deg', frame='galactic').icrs
galactic = [[float(l), ra, dec] for l, ra, dec in zip(longitudes, icrs.ra.deg, icrs.dec.deg)]

answer = {'mollweide': mollweide, 'gnomonic': gnomonic, 'galactic': galactic}
Path(__file__).with_name('sky.json').write_text(
    json.dumps({k: np.round(np.array(v, float), 9).tolist() for k, v in answer.items()}) + '\n'
)
