"""Values of all-sky and half-sky maps at random pixels of HEALPix order 12, for test/core/tiles/skies.test.ts.

    /usr/bin/python3 test/truth/skies/make.py      (Debian: aladin, python3-astropy, python3-healpy)

Each map is smooth, value = 100 + 10 x + 5 z + 3 x y of the direction (x, y, z), NaN where a pixel is off the sky.
Hipsgen (Aladin 12.001) reads only maps whose corners are on the sky ("No coordinates"); the values of the others are bilinear
ones at the places that astropy and healpy give. null: beyond the map, or beside one of its missing pixels.
"""

import json
import os
import subprocess
import sys
import tempfile

import healpy
import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from scipy.ndimage import map_coordinates

JAR = "/usr/share/java/aladin.jar"
ORDER = 3
WIDTH = 512
NSIDE = 2**ORDER * WIDTH
PLACES = 120
OF_HIPSGEN = ("CAR", "CAR-from-180")

# name: projection, pixels, degrees a pixel, cards besides
MAPS = {
    "AIT": ("AIT", 330, 166, 1.0, {"CRVAL1": 0.0}),
    "AIT-galactic": ("AIT", 330, 166, 1.0, {"CTYPE1": "GLON-AIT", "CTYPE2": "GLAT-AIT"}),
    "MOL": ("MOL", 328, 166, 1.0, {"CRVAL1": 120.0}),
    "SFL": ("SFL", 362, 182, 1.0, {}),
    "CAR": ("CAR", 360, 180, 1.0, {"CRVAL1": 180.0}),
    "CAR-from-180": ("CAR", 361, 41, 1.0, {"CRVAL1": 180.0, "CRPIX1": 1.0}),
    "ZEA-north": ("ZEA", 170, 170, 1.0, {"CRVAL2": 90.0}),
    "ZEA-half": ("ZEA", 164, 164, 1.0, {"CRVAL1": 200.0, "CRVAL2": -30.0}),
    "SIN": ("SIN", 116, 116, 1.0, {"CRVAL1": 80.0, "CRVAL2": 20.0}),
    "ARC-whole": ("ARC", 362, 362, 1.0, {"CRVAL1": 45.0, "CRVAL2": 45.0}),
    "HPX": ("HPX", 360, 270, 1.0, {"PV2_1": 4.0, "PV2_2": 3.0}),
    "TSC": ("TSC", 362, 272, 1.0, {}),
}


def header_of(projection, width, height, step, more):
    header = fits.Header()
    header["CTYPE1"], header["CTYPE2"] = f"RA---{projection}", f"DEC--{projection}"
    header["CRPIX1"], header["CRPIX2"] = (width + 1) / 2, (height + 1) / 2
    header["CDELT1"], header["CDELT2"] = -step, step
    header["CRVAL1"], header["CRVAL2"] = 0.0, 0.0
    header["CUNIT1"], header["CUNIT2"] = "deg", "deg"
    for keyword, value in more.items():
        header[keyword] = value
    return header


def sky(x, y, z):
    return 100 + 10 * x + 5 * z + 3 * x * y


def image_of(header, width, height):
    """The direction of each pixel in the frame of the header, so that frames do not matter."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    wcs = WCS(header)
    if header["OBJECT"] == "CAR-from-180":
        wcs.wcs.bounds_check(False, False)  # wcslib would give NaN beyond 180 degrees
    lon, lat = np.radians(wcs.all_pix2world(x, y, 0))
    return sky(np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)).astype("f4")


def tile_value(folder, pixel):
    tile, rest = divmod(pixel, WIDTH**2)
    x = sum(((rest >> (2 * bit + 1)) & 1) << bit for bit in range(9))
    y = sum(((rest >> (2 * bit)) & 1) << bit for bit in range(9))
    path = f"{folder}/Norder{ORDER}/Dir0/Npix{tile}.fits"
    value = float(fits.getdata(path)[WIDTH - 1 - y, x]) if os.path.exists(path) else np.nan
    return None if np.isnan(value) else value


def hipsgen_values(header, data, pixels):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/in")
        fits.writeto(f"{folder}/in/map.fits", data, header)
        command = ["java", "-Djava.awt.headless=true", "-jar", JAR, "-hipsgen", "maxthread=1", f"in={folder}/in",
                   f"out={folder}/hips", "creator_did=STARFAN/P/test", f"order={ORDER}", "-f", "INDEX", "TILES"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return [tile_value(f"{folder}/hips", int(pixel)) for pixel in pixels]


def bilinear_values(header, data, pixels):
    lon, lat = healpy.pix2ang(NSIDE, pixels, nest=True, lonlat=True)
    if header["CTYPE1"].startswith("GLON"):
        galactic = SkyCoord(lon, lat, unit="deg").galactic
        lon, lat = galactic.l.deg, galactic.b.deg
    x, y = WCS(header).all_world2pix(lon, lat, 0)
    x, y = np.where(np.isfinite(x), x, -9), np.where(np.isfinite(y), y, -9)
    values = map_coordinates(data.astype("f8"), [y, x], order=1, cval=np.nan)
    return [None if np.isnan(value) else float(value) for value in values]


def main():
    random = np.random.default_rng(7)
    answers = []
    for name, (projection, width, height, step, more) in MAPS.items():
        header = header_of(projection, width, height, step, more)
        header["OBJECT"] = name
        data = image_of(header, width, height)
        pixels = random.integers(0, 12 * NSIDE**2, PLACES)
        make = hipsgen_values if name in OF_HIPSGEN else bilinear_values
        values = [None if value is None else round(value, 6) for value in make(header, data, pixels)]
        cards = {key: header[key] for key in header if key != "OBJECT"}
        answers.append({"name": name, "width": width, "height": height, "cards": cards,
                        "pixels": pixels.tolist(), "values": values})
        print(name, sum(value is not None for value in values), "of", PLACES, file=sys.stderr)
    with open(os.path.join(os.path.dirname(__file__), "skies.json"), "w") as out:
        json.dump(answers, out, separators=(",", ":"))


main()
