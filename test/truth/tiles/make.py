"""Answers of healpy, wcslib and astropy for the tests of plans and tiles.

    /usr/bin/python3 test/truth/tiles/make.py

Writes beside itself
  pixels.json.gz   positions (ICRS) of pixels of some HiPS tiles: of the HEALPix cell that the HiPS rule gives them
  images.json.gz   for some images: the cells of an order that they reach, in each the number of tile pixels whose centres fall
                   into the image (from half a pixel below the first centre to one beyond the last), and for some of
                   these pixels the place in the image
Made with healpy 1.16.1 and astropy 5.2.1.
"""

import gzip
import json
import os

import healpy
import numpy as np
from astropy.coordinates import SkyCoord
from astropy.wcs import WCS

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20261122)


def spread(bits):
    """Bit i of an integer to bit 2i."""
    out = np.zeros_like(bits)
    for i in range(16):
        out |= ((bits >> i) & 1) << (2 * i)
    return out


def positions(order, npix, width, frame, columns, rows):
    """ICRS degrees of the centres of a tile's pixels; columns and rows as in the FITS file, from 0."""
    columns, rows = np.asarray(columns, dtype=np.int64), np.asarray(rows, dtype=np.int64)
    cell = npix * width**2 + (spread(width - 1 - rows) | spread(columns) << 1)
    lon, lat = healpy.pix2ang(2**order * width, cell, nest=True, lonlat=True)
    if frame == "galactic":
        sky = SkyCoord(lon, lat, unit="deg", frame="galactic").icrs
        return sky.ra.deg, sky.dec.deg
    return lon, lat


def some_pixels():
    tiles = [(0, face, 512, "equatorial") for face in range(12)]
    for order in (1, 3, 9, 13, 18):
        for npix in rng.integers(0, 12 * 4**order, 4):
            tiles.append((order, int(npix), 512, "equatorial"))
    tiles += [(2, 6 * 16 + k, 512, "equatorial") for k in (0, 3, 12, 15)]
    tiles += [(3, int(npix), 256, "galactic") for npix in rng.integers(0, 768, 6)]
    out = []
    for order, npix, width, frame in tiles:
        last = width - 1
        columns = [0, last, last, 0, *map(int, rng.integers(0, width, 6))]
        rows = [0, 0, last, last, *map(int, rng.integers(0, width, 6))]
        ra, dec = positions(order, npix, width, frame, columns, rows)
        out.append({"order": order, "npix": npix, "width": width, "frame": frame, "columns": columns, "rows": rows,
                    "ra": ra.tolist(), "dec": dec.tolist()})
    return out


# title, projection, RA, Dec, rotation, width, height, arcsec per pixel, order of the tiles, frame
IMAGES = [
    ("across RA 0", "TAN", 0.01, 10.0, 20.0, 300, 200, 10.0, 7, "equatorial"),
    ("below RA 360", "TAN", 359.9, -30.0, -70.0, 300, 200, 10.0, 8, "equatorial"),
    ("the north pole within", "TAN", 30.0, 89.9, 10.0, 300, 200, 10.0, 7, "equatorial"),
    ("near the south pole", "SIN", 200.0, -89.0, 0.0, 200, 300, 10.0, 7, "equatorial"),
    ("where three faces meet", "TAN", 45.0, 41.81, 45.0, 250, 250, 10.0, 7, "equatorial"),
    ("where four faces meet", "TAN", 0.0, 0.0, 5.0, 250, 250, 10.0, 7, "equatorial"),
    ("where a cap begins, within a face", "TAN", 70.0, 41.85, 0.0, 300, 100, 10.0, 7, "equatorial"),
    ("where face 6 is cut", "TAN", 180.0, 2.0, 0.0, 300, 200, 10.0, 7, "equatorial"),
    ("wide CAR", "CAR", 130.0, 0.0, 0.0, 300, 200, 800.0, 1, "equatorial"),
    ("wide ZEA about the pole", "ZEA", 10.0, 90.0, 0.0, 300, 300, 500.0, 2, "equatorial"),
    ("smaller than a tile", "TAN", 266.4, -28.9, 33.0, 20, 12, 10.0, 7, "equatorial"),
    ("one pixel", "TAN", 12.0, 34.0, 0.0, 1, 1, 20.0, 7, "equatorial"),
    ("long and narrow", "TAN", 100.0, 60.0, 30.0, 1000, 20, 10.0, 7, "equatorial"),
    ("galactic tiles", "TAN", 83.6, 22.0, 12.0, 300, 200, 10.0, 7, "galactic"),
    ("galactic pole", "TAN", 192.86, 27.13, 12.0, 200, 200, 10.0, 7, "galactic"),
    ("much finer tiles", "TAN", 150.0, 2.2, 3.0, 30, 40, 60.0, 8, "equatorial"),
]
WIDTH = 128


def header(projection, ra, dec, rotation, width, height, scale):
    step = scale / 3600
    c, s = np.cos(np.radians(rotation)), np.sin(np.radians(rotation))
    cards = {
        "NAXIS": 2, "NAXIS1": width, "NAXIS2": height,
        "CTYPE1": f"RA---{projection}", "CTYPE2": f"DEC--{projection}", "CRVAL1": ra, "CRVAL2": dec,
        "CRPIX1": width / 2 + 3.25, "CRPIX2": height / 2 - 2.5,
        "CD1_1": -step * c, "CD1_2": step * s, "CD2_1": step * s, "CD2_2": step * c, "RADESYS": "ICRS",
    }
    return cards


def image_truth(title, projection, ra, dec, rotation, width, height, scale, order, frame):
    cards = header(projection, ra, dec, rotation, width, height, scale)
    wcs = WCS(cards)
    centre = wcs.wcs_pix2world([[(width - 1) / 2, (height - 1) / 2]], 0)[0]
    if frame == "galactic":
        sky = SkyCoord(*centre, unit="deg").galactic
        centre = (sky.l.deg, sky.b.deg)
    radius = np.radians(scale / 3600 * np.hypot(width, height) / 2 * 1.3 + 58.6 / 2**order)
    near = healpy.query_disc(2**order, healpy.ang2vec(*centre, lonlat=True), min(radius, np.pi), inclusive=True, nest=True)
    rows, columns = np.mgrid[0:WIDTH, 0:WIDTH]
    rows, columns = rows.ravel(), columns.ravel()
    tiles = []
    for npix in map(int, near):
        lon, lat = positions(order, npix, WIDTH, frame, columns, rows)
        x, y = wcs.wcs_world2pix(lon, lat, 0)
        if projection in ("TAN", "SIN"):
            # wcslib projects the far side too.
            u = healpy.ang2vec(lon, lat, lonlat=True) @ healpy.ang2vec(ra, dec, lonlat=True)
            x[u <= 0] = np.nan
        with np.errstate(invalid="ignore"):
            inside = (x >= -0.5) & (x < width) & (y >= -0.5) & (y < height)
            close = inside ^ ((x >= -0.499) & (x < width - 0.001) & (y >= -0.499) & (y < height - 0.001))
        count = int(inside.sum())
        if count == 0:
            continue
        # Between the centres of the outermost pixels a linear image is reproduced.
        whole = np.nonzero((x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1))[0]
        chosen = np.sort(rng.permutation(whole)[:12])
        tiles.append({"npix": npix, "count": count, "unsure": int(close.sum()), "columns": columns[chosen].tolist(),
                      "rows": rows[chosen].tolist(), "x": x[chosen].tolist(), "y": y[chosen].tolist()})
    return {"title": title, "cards": cards, "width": width, "height": height, "order": order, "frame": frame,
            "tileWidth": WIDTH, "tiles": tiles}


def write(name, value):
    with open(os.path.join(HERE, name), "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed:
        packed.write(json.dumps(value).encode())


if __name__ == "__main__":
    write("pixels.json.gz", some_pixels())
    write("images.json.gz", [image_truth(*image) for image in IMAGES])
