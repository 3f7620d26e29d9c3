"""A field as dense as the core of a globular cluster, whose truth is known.

    python3 test/truth/psf/dense.py make IMAGE.fits                (numpy, astropy)
    python3 test/truth/psf/dense.py judge IMAGE.fits CATALOGUE     (photutils 3.0 as well)

`make` writes 640 x 640 pixels with 9,000 stars, and the table of their places and fluxes as the
second HDU. CATALOGUE is the catalogue.fits of `starfan detect IMAGE.fits --psf`. `judge` asks
Source Extractor with PSFEx, and photutils with Starfan's places, as ngc1261.py does, and prints of
each by brightness and crowding how many of the true stars have a source within half a pixel that is
no other's, and by how much it is too bright: median and 1.4826 times the median deviation,
magnitudes. Of Starfan no common zero point is taken off; PSFEx's light ends at another radius, so
of the others that of the bright stars that stand alone is.

Crowding is true here, too: light of other stars in the pixels of the fit that a star alone in them
would be given, in magnitudes (as DOLPHOT's and Starfan's column has it).
"""

import pathlib
import sys
import tempfile

import numpy as np
from astropy.io import fits
from astropy.table import Table

from ngc1261 import FWHM, GAIN, cpu, flattened, photutils, psfex

SIZE, STARS, READ, BETA, REACH = 640, 9000, 2.0, 3.0, 16
RADIUS = 1.8


def profile(dx, dy):
    alpha = FWHM / (2 * np.sqrt(2 ** (1 / BETA) - 1))
    return (BETA - 1) / (np.pi * alpha**2) * (1 + (dx * dx + dy * dy) / alpha**2) ** -BETA


def light(x, y):
    """First column and row of a star's pixels, and the part of its light that falls on each."""
    x0, y0 = int(round(x)) - REACH, int(round(y)) - REACH
    rows, columns = np.mgrid[y0 : y0 + 2 * REACH + 1, x0 : x0 + 2 * REACH + 1]
    steps = (np.arange(5) - 2) / 5
    return x0, y0, sum(profile(columns + a - x, rows + b - y) for a in steps for b in steps) / 25


def add(image, x, y, flux):
    x0, y0, part = light(x, y)
    left, low = max(0, -x0), max(0, -y0)
    right, high = min(2 * REACH + 1, SIZE - x0), min(2 * REACH + 1, SIZE - y0)
    image[y0 + low : y0 + high, x0 + left : x0 + right] += flux * part[low:high, left:right]


def make(path):
    rng = np.random.default_rng(1261)
    # three quarters towards the middle, fluxes by a power law from 20 on
    near = rng.normal(SIZE / 2, SIZE / 6, (int(1.3 * STARS), 2))
    near = near[np.all((near > 2) & (near < SIZE - 3), axis=1)][: 3 * STARS // 4]
    places = np.vstack([near, rng.uniform(2, SIZE - 3, (STARS - len(near), 2))])
    flux = np.minimum(20 * rng.uniform(size=STARS) ** (-1 / 0.75), 2e5)
    image = np.zeros((SIZE, SIZE))
    for (x, y), f in zip(places, flux):
        add(image, x, y, f)
    image += 5.0
    image = rng.poisson(image * GAIN) / GAIN + rng.normal(0, READ, image.shape)
    header = fits.Header({"GAIN": GAIN})
    truth = Table({"x": places[:, 0], "y": places[:, 1], "flux": flux})
    fits.HDUList(
        [fits.PrimaryHDU(image.astype("f4"), header), fits.BinTableHDU(truth)]
    ).writeto(path, overwrite=True)


def crowding_of(x, y, flux):
    """By how many magnitudes each star would be too bright, were it fitted alone."""
    image = np.zeros((SIZE, SIZE))
    for star in zip(x, y, flux):
        add(image, *star)
    result = np.empty(len(x))
    for i, (a, b, f) in enumerate(zip(x, y, flux)):
        x0, y0, part = light(a, b)
        rows, columns = np.mgrid[y0 : y0 + 2 * REACH + 1, x0 : x0 + 2 * REACH + 1]
        fitted = (np.hypot(columns - a, rows - b) < RADIUS) & (rows >= 0) & (columns >= 0)
        fitted &= (rows < SIZE) & (columns < SIZE)
        seen = image[rows[fitted], columns[fitted]]
        alone = np.sum(seen * part[fitted]) / np.sum(part[fitted] ** 2)
        result[i] = 2.5 * np.log10(alone / f)
    return result


def compare(truth, crowding, other, has_zero):
    """Rows of the table, of pairs that are each other's nearest and half a pixel apart at most."""
    x, y, flux = truth
    ox, oy, oflux = other
    good = np.isfinite(ox + oy + oflux) & (oflux > 0)
    ox, oy, oflux = ox[good], oy[good], oflux[good]
    distance = np.hypot(ox[:, None] - x[None, :], oy[:, None] - y[None, :])
    best, back = distance.argmin(axis=0), distance.argmin(axis=1)
    found = (distance[best, np.arange(len(x))] < 0.5) & (back[best] == np.arange(len(x)))
    excess = 2.5 * np.log10(oflux[best] / flux)
    zero = 0.0 if has_zero else np.median(excess[found & (crowding < 0.1) & (flux > 1000)])
    for low, high in ((1000, 1e9), (300, 1000), (100, 300), (50, 100)):
        for name, part in (("alone", crowding < 0.1), ("crowded", crowding >= 0.1)):
            of = part & (flux > low) & (flux <= high)
            own = excess[found & of] - zero
            if len(own) == 0:
                continue
            median = np.median(own)
            spread = 1.4826 * np.median(np.abs(own - median))
            print(f"  flux {low:5.0f} to {high:6.0f} {name:8s} {len(own):5d} of {np.sum(of):5d}:"
                  f" {median:+.3f} mag, scatter {spread:.3f}")


def judge(path, catalogue):
    data, table = fits.getdata(path).astype(float), fits.getdata(path, 1)
    truth = [np.array(table[k], float) for k in ("x", "y", "flux")]
    crowding = crowding_of(*truth)
    own = fits.getdata(catalogue, 1)
    own = own[np.isfinite(own["psf_flux"])]
    stars = [np.array(own[k], float) for k in ("psf_x", "psf_y", "psf_flux")]
    print(f"Starfan: {len(own)} stars")
    compare(truth, crowding, stars, True)
    with tempfile.TemporaryDirectory() as name:
        begin = cpu()
        theirs = psfex(str(pathlib.Path(path).resolve()) + "[0]", pathlib.Path(name))
        print(f"PSFEx and Source Extractor: {cpu() - begin:.1f} s of CPU, {len(theirs[0])} sources")
    compare(truth, crowding, theirs, False)
    used, built, fitted, theirs = photutils(flattened(data), stars)
    print(f"photutils: PSF of {used} stars {built:.1f} s, fit {1e3 * fitted / len(own):.2f} ms a star")
    compare(truth, crowding, theirs, False)


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
