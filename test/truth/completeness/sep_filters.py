"""Which artificial stars sep recovers in the field of the completeness case, by its two filters.

    python3 test/truth/completeness/sep_filters.py FIELD.fits.gz > test/truth/completeness/sep.json

numpy, astropy, scipy, sep. Stars are Moffats of the width and slope that least squares gives the
field's own brightest isolated stars, four at a time and 100 pixels apart, with the photon noise of
their own light (100 electrons a unit). sep searches as `starfan detect` does by default: a mesh of
32 pixels, 2 sigma of its rms, 8 pixels, a Gaussian of 2 pixels. filter_type 'conv' is a plain
convolution, Source Extractor's and Starfan's; 'matched', sep's own default, weighs pixels by the
noise. A star is recovered within 1.5 pixels and 0.75 mag, by the light within 3 pixels.
"""

import json
import sys

import numpy as np
import sep
from astropy.io import fits
from scipy.optimize import least_squares

MAGNITUDES, STARS, ELECTRONS, SIZE = (17.0, 18.0, 18.5, 19.0, 19.5, 19.75, 20.0), 600, 100, 200
KERNEL = np.exp(-(np.hypot(*np.mgrid[-3:4, -3:4]) ** 2) / 2 / (2 / 2.3548) ** 2)


def moffat(x, y, x0, y0, a, beta):
    return (1 + ((x - x0) ** 2 + (y - y0) ** 2) / a**2) ** -beta


def star_shape(sky_free):
    """Median a and beta of the eight brightest stars with no other within 12 pixels."""
    found = sep.extract(sky_free, 3, err=sep.Background(sky_free).globalrms)
    found = found[found["flag"] == 0]
    found = found[np.argsort(-found["flux"])]
    yy, xx = np.mgrid[0:SIZE, 0:SIZE]
    shapes = []
    for one in found:
        x0, y0 = one["x"], one["y"]
        far = np.hypot(found["x"] - x0, found["y"] - y0)
        if not (12 < x0 < SIZE - 12 and 12 < y0 < SIZE - 12) or np.sum(far < 12) > 1:
            continue
        near = np.hypot(xx - x0, yy - y0) < 8
        left = lambda p: p[0] * moffat(xx[near], yy[near], *p[1:5]) + p[5] - sky_free[near]
        low, high = [0, x0 - 2, y0 - 2, 0.3, 1.1, -50], [1e6, x0 + 2, y0 + 2, 8, 20, 50]
        fit = least_squares(left, [one["peak"], x0, y0, 2, 2.5, 0], bounds=(low, high))
        shapes.append(fit.x[3:5])
        if len(shapes) == 8:
            break
    return np.median(shapes, axis=0)


def star(x, y, flux, a, beta):
    """A star's light in the pixels, 5 by 5 points in each."""
    points = (np.arange(SIZE)[:, None] + (np.arange(5) - 2) / 5).ravel()
    near = lambda at: np.abs(points - at) < 20
    light = np.zeros((SIZE * 5, SIZE * 5))
    ys, xs = near(y), near(x)
    light[np.ix_(ys, xs)] = moffat(points[xs][None], points[ys][:, None], x, y, a, beta)
    return flux * (beta - 1) / np.pi / a**2 * light.reshape(SIZE, 5, SIZE, 5).mean((1, 3))


def recovered(pixels, places, magnitude, share, kind):
    sky = sep.Background(pixels, bw=32, bh=32)
    free = pixels - sky.back()
    found = sep.extract(
        free, 2, err=sky.rms(), minarea=8, filter_kernel=KERNEL, filter_type=kind
    )
    flux = sep.sum_circle(free, found["x"], found["y"], 3)[0] / share
    count = 0
    for x, y in places:
        far = np.hypot(found["x"] - x, found["y"] - y)
        i = np.argmin(far)
        if far[i] <= 1.5 and flux[i] > 0:
            count += abs(25 - 2.5 * np.log10(flux[i]) - magnitude) <= 0.75
    return int(count)


def main(path):
    field = fits.getdata(path).astype(float)
    a, beta = star_shape(field - sep.Background(field, bw=32, bh=32).back())
    share = sep.sum_circle(star(100, 100, 1, a, beta), [100], [100], 3)[0][0]
    random = np.random.default_rng(7)
    rows = []
    for magnitude in MAGNITUDES:
        row = {"magnitude": magnitude, "stars": STARS, "conv": 0, "matched": 0}
        for _ in range(STARS // 4):
            origin = random.uniform(-0.5, 99.5, 2)
            places = [(origin[0] + 100 * i, origin[1] + 100 * j) for i in (0, 1) for j in (0, 1)]
            light = sum(star(x, y, 10 ** (0.4 * (25 - magnitude)), a, beta) for x, y in places)
            pixels = field + random.poisson(light * ELECTRONS) / ELECTRONS
            for kind in ("conv", "matched"):
                row[kind] += recovered(pixels, places, magnitude, share, kind)
        rows.append(row)
    json.dump({"fwhm": 2 * a * np.sqrt(2 ** (1 / beta) - 1), "beta": beta, "rows": rows}, sys.stdout)
    print()


main(sys.argv[1])
