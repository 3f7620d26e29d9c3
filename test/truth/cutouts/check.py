"""Judges cut-outs that Starfan wrote by astropy: is each Cutout2D of the image, bit for bit, and its sky the image's?

Reads from standard input a list of {image, hdu, cut, ra, dec, size: [ny, nx], lookup: whether the WCS needs the file}, answers as
JSON for each: equal (pixels), first (pixel, from 0), worst ({alternate: greatest difference of world coordinates at all pixels}).
"""

import json
import sys
import warnings

import astropy.units as u
import numpy as np
from astropy import log
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.nddata import Cutout2D
from astropy.wcs import WCS

warnings.simplefilter("ignore")
log.setLevel("ERROR")


def plane(hdu):
    data = np.asarray(hdu.data)
    return data.reshape(data.shape[-2:]).astype(np.float32)


def bits(array):
    array = np.ascontiguousarray(array, dtype=np.float32)
    array[np.isnan(array)] = np.nan
    return array.view(np.uint32)


def alternates(header):
    return sorted({key[6:] for key in header if key[:6] in ("CTYPE1", "CRVAL1")} or {""})


answers = []
for job in json.load(sys.stdin):
    with fits.open(job["image"]) as image, fits.open(job["cut"]) as cut:
        source, piece = image[job["hdu"]], cut[0]
        sky = WCS(source.header, image, naxis=2)
        pixel = sky.world_to_pixel(SkyCoord(job["ra"] * u.deg, job["dec"] * u.deg))
        pixel = [float(value) for value in pixel]
        expected = Cutout2D(plane(source), pixel, job["size"], mode="partial", fill_value=np.nan)
        x0, y0 = expected.origin_original
        # the origin is cut at the image's edge; the piece is not
        x0, y0 = x0 - expected.origin_cutout[0], y0 - expected.origin_cutout[1]
        equal = expected.shape == piece.data.shape and bool(np.all(bits(expected.data) == bits(piece.data)))
        rows, columns = np.indices(piece.data.shape)
        worst = {}
        for key in alternates(source.header):
            ours = WCS(piece.header, cut, key=key or " ", naxis=2)
            theirs = WCS(source.header, image, key=key or " ", naxis=2)
            a = ours.all_pix2world(columns.ravel(), rows.ravel(), 0)
            b = theirs.all_pix2world(columns.ravel() + x0, rows.ravel() + y0, 0)
            worst[key] = float(max(np.nanmax(np.abs(np.subtract(p, q))) for p, q in zip(a, b)))
        answers.append({"equal": equal, "first": [int(x0), int(y0)], "worst": worst})
print(json.dumps(answers))
