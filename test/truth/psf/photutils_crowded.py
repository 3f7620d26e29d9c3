"""A crowded field of known stars, and what photutils measures in it.

    python3 test/truth/psf/photutils_crowded.py      (photutils 3.0, astropy, numpy, scipy)

Writes crowded.json.gz: the pixels (whole numbers), the stars that were put into them, and the
fluxes that photutils' PSF photometry gives: an effective PSF of the twelve bright stars
(Anderson & King 2000), groups of two widths, 7 x 7 pixels, places given to begin with. One process
an image: photutils 3.0 keeps the PSF of the first (photutils#2384).
"""

import gzip
import json
import pathlib

import numpy as np
from astropy.nddata import NDData
from astropy.table import QTable
from photutils.psf import EPSFBuilder, PSFPhotometry, SourceGrouper, extract_stars

SIZE, SKY, GAIN, READ, FWHM, BETA = 192, 120.0, 1.5, 5.0, 3.2, 3.0
rng = np.random.default_rng(23)


def psf(dx, dy):
    """An elliptical Moffat of beta 3, axes 1.08 to 0.93, whose light is 1."""
    alpha = FWHM / (2 * np.sqrt(2 ** (1 / BETA) - 1))
    c, s = np.cos(0.5), np.sin(0.5)
    u, v = (c * dx + s * dy) / (1.08 * alpha), (-s * dx + c * dy) / (0.93 * alpha)
    return (BETA - 1) / (np.pi * alpha**2 * 1.08 * 0.93) * (1 + u * u + v * v) ** -BETA


def light(x, y):
    """The part of a star's light that falls on each pixel: 5 x 5 points in it."""
    rows, columns = np.mgrid[:SIZE, :SIZE]
    steps = (np.arange(5) - 2) / 5
    return sum(psf(columns + a - x, rows + b - y) for a in steps for b in steps) / 25


def places():
    """Twelve bright isolated stars on a grid, fainter ones anywhere else, two pairs."""
    bright = [
        (28 + 45 * i + rng.uniform(-3, 3), 35 + 60 * j + rng.uniform(-3, 3), rng.uniform(4e4, 9e4))
        for i in range(4)
        for j in range(3)
    ]
    stars = [(x, y, f, "bright") for x, y, f in bright]
    for kind, part, ratio, x, y in (("pair07", 0.7, 0.6, 95.3, 64.7), ("pair10", 1.0, 0.6, 50.8, 125.2)):
        angle = 0.8
        stars.append((x, y, 2e4, kind))
        stars.append((x + part * FWHM * np.cos(angle), y + part * FWHM * np.sin(angle), 2e4 * ratio, kind))
    while len(stars) < 48:
        x, y = rng.uniform(8, SIZE - 8, 2)
        near = [np.hypot(x - s[0], y - s[1]) for s in stars]
        if all(d > (22 if s[3] == "bright" else 3.5) for d, s in zip(near, stars)):
            stars.append((x, y, 10 ** rng.uniform(3.0, 4.5), "field"))
    return stars


stars = places()
image = SKY + sum(flux * light(x, y) for x, y, flux, _ in stars)
image = rng.poisson(image * GAIN) / GAIN + rng.normal(0, READ, image.shape)
image = np.rint(image)
data = image - SKY
error = np.sqrt(READ**2 + np.maximum(image, 1) / GAIN)

bright = QTable({"x": [s[0] for s in stars[:12]], "y": [s[1] for s in stars[:12]]})
cut = extract_stars(NDData(data), bright, size=25)
model, _ = EPSFBuilder(oversampling=2, maxiters=10, progress_bar=False)(cut)
photometry = PSFPhotometry(
    model, (7, 7), grouper=SourceGrouper(2 * FWHM), aperture_radius=4, progress_bar=False
)
begin = QTable({"x": [s[0] for s in stars], "y": [s[1] for s in stars], "flux": [s[2] for s in stars]})
found = photometry(data, error=error, init_params=begin)
found.sort("id")

out = {
    "size": SIZE,
    "gain": GAIN,
    "pixels": image.astype(int).ravel().tolist(),
    "stars": [dict(zip(("x", "y", "flux", "kind"), s)) for s in stars],
    "photutils": [float(f) for f in found["flux_fit"]],
}
path = pathlib.Path(__file__).with_name("crowded.json.gz")
path.write_bytes(gzip.compress(json.dumps(out).encode(), 9, mtime=0))
truth = np.array([s[2] for s in stars])
part = np.array(out["photutils"]) / truth - 1
for kind in ("bright", "field", "pair07", "pair10"):
    own = part[[s[3] == kind for s in stars]]
    print(kind, len(own), f"median {100 * np.median(own):+.2f} % scatter {100 * own.std():.2f} %")
