"""Prints as JSON where astropy (wcslib) says that pixels of a FITS tile are: check_tile.py TILE.fits COLUMNS ROWS, both JSON lists from 0."""

import json
import sys

from astropy.io import fits
from astropy.wcs import WCS

with fits.open(sys.argv[1], checksum=True) as hdus:
    hdus.verify("exception")
    ra, dec = WCS(hdus[0].header).wcs_pix2world(json.loads(sys.argv[2]), json.loads(sys.argv[3]), 0)
    shape = hdus[0].data.shape
print(json.dumps({"ra": ra.tolist(), "dec": dec.tolist(), "shape": shape, "bitpix": hdus[0].header["BITPIX"]}))
