#!/usr/bin/env python3
"""One made image on other grids, as reproject and SWarp resample it.

    python3 test/truth/mosaics/judges.py

Writes beside itself image.fits.gz (a tilted TAN image of stars on a sky), GRID.fits.gz (an empty image of each grid) and
answers.json.gz: of each grid the pixels by reproject_exact, reproject_interp (bilinear) and SWarp (LANCZOS3, OVERSAMPLING 1)
and, in `flux`, SWarp's with FSCALASTRO_TYPE VARIABLE; little-endian float32 in base64, NaN where the judge says nothing. Needs
PyPI's reproject (0.21) and Debian's swarp, so that `npm run truth` leaves it out.
"""
import base64
import gzip
import json
import os
import shutil
import subprocess
import tempfile

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
from reproject import reproject_exact, reproject_interp

HERE = os.path.dirname(os.path.abspath(__file__))
SIDE = 48
RA, DEC = 266.4168, -28.9362


def grid(kinds, centre, scale, angle, side):
    """A WCS of square pixels of `scale` arcsec, turned by `angle` degrees."""
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    header = fits.Header()
    header["CTYPE1"], header["CTYPE2"] = kinds
    header["CUNIT1"] = header["CUNIT2"] = "deg"
    header["CRVAL1"], header["CRVAL2"] = centre
    header["CRPIX1"] = header["CRPIX2"] = (side + 1) / 2
    step = scale / 3600
    header["CD1_1"], header["CD1_2"] = -step * cos, step * sin
    header["CD2_1"], header["CD2_2"] = step * sin, step * cos
    if kinds[0].startswith("RA"):
        header["RADESYS"] = "ICRS"
    return header


def plate(kinds, place, scale, side):
    """The grid of a tile of a plate carrée map: CRVAL2 = 0, CRPIX2 far outside of the tile."""
    header = grid(kinds, (0.0, 0.0), scale, 0, side)
    column, row = WCS(header).world_to_pixel_values(*place)
    header["CRPIX1"] -= round(float(column - (side - 1) / 2))
    header["CRPIX2"] -= round(float(row - (side - 1) / 2))
    return header


def made_image():
    random = np.random.default_rng(22)
    y, x = np.mgrid[:SIDE, :SIDE]
    pixels = 100 + random.normal(0, 1, (SIDE, SIDE))
    for _ in range(25):
        star_x, star_y = random.uniform(0, SIDE, 2)
        pixels += random.uniform(20, 2000) * np.exp(-((x - star_x) ** 2 + (y - star_y) ** 2) / (2 * 1.8**2))
    header = grid(("RA---TAN", "DEC--TAN"), (RA, DEC), 1.0, 12, SIDE)
    header["BUNIT"], header["FILTER"] = "MJy/sr", "K"
    return fits.PrimaryHDU(pixels.astype("f4"), header)


def swarp(image, header, side, scaling):
    with tempfile.TemporaryDirectory() as folder:
        image.writeto(os.path.join(folder, "image.fits"))
        with open(os.path.join(folder, "coadd.head"), "w") as head:
            told = header.copy()
            told.insert(0, ("NAXIS2", side))
            told.insert(0, ("NAXIS1", side))
            told.insert(0, ("NAXIS", 2))
            head.write("\n".join(str(card) for card in told.cards) + "\nEND     \n")
        options = {
            "SUBTRACT_BACK": "N",
            "RESAMPLING_TYPE": "LANCZOS3",
            "OVERSAMPLING": "1",
            "FSCALASTRO_TYPE": scaling,
            "PROJECTION_ERR": "0",
            "COMBINE_TYPE": "AVERAGE",
            "WRITE_XML": "N",
            "VERBOSE_TYPE": "QUIET",
        }
        flags = [word for key, value in options.items() for word in ("-" + key, value)]
        command = shutil.which("SWarp") or shutil.which("swarp")
        subprocess.run([command, "image.fits", *flags], cwd=folder, check=True)
        pixels = fits.getdata(os.path.join(folder, "coadd.fits")).astype("f8")
        weight = fits.getdata(os.path.join(folder, "coadd.weight.fits"))
        return np.where(weight > 0, pixels, np.nan)


def packed(pixels):
    return base64.b64encode(pixels.astype("<f4").tobytes()).decode()


def write(name, hdu):
    with open(os.path.join(HERE, name + ".fits.gz"), "wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as zipped:
        zipped.write(fits_bytes(hdu))


def fits_bytes(hdu):
    with tempfile.TemporaryFile() as stream:
        hdu.writeto(stream)
        stream.seek(0)
        return stream.read()


GALACTIC = WCS(grid(("RA---TAN", "DEC--TAN"), (RA, DEC), 1.0, 0, 1)).pixel_to_world(0, 0).galactic
GALACTIC = (GALACTIC.l.deg, GALACTIC.b.deg)
GRIDS = {
    "turned": (grid(("RA---TAN", "DEC--TAN"), (RA + 0.001, DEC), 0.83, -21, 48), 48),
    "coarse": (grid(("RA---SIN", "DEC--SIN"), (RA, DEC), 2.7, 40, 32), 32),
    "plate": (plate(("RA---CAR", "DEC--CAR"), (RA, DEC), 1.3, 48), 48),
    "galactic": (plate(("GLON-CAR", "GLAT-CAR"), GALACTIC, 1.1, 48), 48),
}

image = made_image()
write("image", image)
answers = {}
for name, (header, side) in GRIDS.items():
    write(name, fits.PrimaryHDU(np.zeros((side, side), "u1"), header))
    exact, covered = reproject_exact(image, header, shape_out=(side, side))
    exact[covered < 0.999] = np.nan
    bilinear, _ = reproject_interp(image, header, shape_out=(side, side), order="bilinear")
    answers[name] = {"area": packed(exact), "bilinear": packed(bilinear)}
    # SWarp's galactic frame is 0.03" from astropy's
    if name != "galactic":
        answers[name]["lanczos3"] = packed(swarp(image, header, side, "NONE"))
        answers[name]["flux"] = packed(swarp(image, header, side, "VARIABLE"))
    print(name, *(int(np.isfinite(np.frombuffer(base64.b64decode(one), "<f4")).sum()) for one in answers[name].values()))
with open(os.path.join(HERE, "answers.json.gz"), "wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as zipped:
    zipped.write(json.dumps(answers).encode())
