#!/usr/bin/python3
"""What SEP finds in files whose planes are told by hand: which HDU is the sky, which pixels are bad, what tells the noise.

    make.py [DATA_DIR]

Writes planes.json beside itself: of each file in DATA_DIR/../cases the masked pixels and the sources, brightest first, with
Starfan's default parameters. Needs Debian's python3-sep and python3-astropy.
"""
import json
import os
import sys

import numpy as np
import sep
from astropy.io import fits

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../../../shared/data")
CASES = os.path.join(DATA, "..", "cases")

# a Gaussian of FWHM 2 pixels, 7 × 7, sum 1
at = np.arange(-3, 4)
KERNEL = np.exp(-(at[:, None] ** 2 + at[None, :] ** 2) * np.log(2))
KERNEL /= KERNEL.sum()
# sources of a file that are written down
KEPT = 20


def plane(hdus, index):
    return np.ascontiguousarray(hdus[index].data.astype(hdus[index].data.dtype.newbyteorder("=")))


def jwst(hdus):
    """DO_NOT_USE is the first bit; ERR is the rms of each pixel."""
    return plane(hdus, 1), plane(hdus, 2), (plane(hdus, 3) & 1) != 0


def des(hdus):
    """WGT is an inverse variance: pixels without are bad. Bits of MSK: BPM 1, SATURATE 2, … (Morganson et al. 2018, table 9)."""
    weight = plane(hdus, 3)
    bad = weight <= 0
    return plane(hdus, 1), 1 / np.sqrt(np.where(bad, 1, weight)), bad | ((plane(hdus, 2) & 1) != 0)


def lsst(hdus):
    """The bits of the mask are named in its header, MP_BAD = 0; HDU 3 is the variance."""
    header = hdus[2].header
    names = ("BAD", "NO_DATA", "CR", "EDGE", "UNMASKEDNAN")
    bits = sum(1 << header["MP_" + name] for name in names)
    return plane(hdus, 1), np.sqrt(plane(hdus, 3)), (plane(hdus, 2).astype(int) & bits) != 0


def spherex(hdus):
    return plane(hdus, 1), np.sqrt(plane(hdus, 3)), plane(hdus, 2) != 0


FILES = {
    "jwst-dq/jw02_nrca1_cal.fits.gz": jwst,
    "des-weights/DES0219-0541_g.fits.fz": des,
    "lsst-exttype/HSC-0908120-056-small.fits": lsst,
    "companions-unknown/level2_2025W18_2B_0001_1D2_spx_l2b.fits.gz": spherex,
}


def sources(science, error, bad):
    pixels = science.astype(np.float32)
    bad = bad | ~np.isfinite(pixels) | ~(error > 0) | ~np.isfinite(error)
    pixels[~np.isfinite(pixels)] = 0
    error = np.where(bad, 1, error).astype(np.float32)
    background = sep.Background(pixels, mask=bad, bw=32, bh=32, fw=3, fh=3)
    pixels = pixels - background.back()
    # a plain convolution, as Source Extractor's
    found = sep.extract(pixels, 2.0, err=error, mask=bad, minarea=8, filter_kernel=KERNEL, filter_type="conv", clean_param=1.0)
    flux, _, _ = sep.sum_circle(pixels, found["x"], found["y"], 3.0, mask=bad)
    order = np.argsort(-flux)[:KEPT]
    return {
        "masked": int(bad.sum()),
        "median": float(np.median(science[~bad])),
        "count": len(flux),
        "sources": [[round(float(v), 4) for v in row] for row in zip(found["x"][order], found["y"][order], flux[order])],
    }


answers = {}
for name, planes_of in FILES.items():
    with fits.open(os.path.join(CASES, name)) as hdus:
        answers[name] = sources(*planes_of(hdus))
    print(name, answers[name]["masked"], answers[name]["median"], answers[name]["count"])
with open(os.path.join(HERE, "planes.json"), "w") as out:
    json.dump(answers, out, indent=1)
    out.write("\n")
