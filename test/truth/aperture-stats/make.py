#!/usr/bin/python3
"""Statistics of apertures by numpy, on the image of ../photometry/make.py.

    make.py

Writes stats.json beside itself: for circles and annuli, with and without bad pixels and other sources' pixels, the
number of pixels whose centres are inside, their mean, median, standard deviation, least and largest value.
Needs Debian's python3-numpy.
"""
import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "photometry"))
from make import HEIGHT, WIDTH, maps, pixels, sources  # noqa: E402


def row(values):
    if len(values) == 0:
        return [0] + [None] * 5
    values = values.astype(float)
    return [len(values), values.mean(), float(np.median(values)), values.std(), values.min(), values.max()]


x16, y16, _, _ = sources()
image = pixels()
_, mask, segments = maps()
j, i = np.mgrid[0:HEIGHT, 0:WIDTH]
answers = []
for name, radii in (("circle", (0, 4.3)), ("annulus", (6, 9.25))):
    for masked in (False, True):
        for sign in (0, 1, -1):
            rows = []
            for k, (x, y) in enumerate(zip(x16 / 16, y16 / 16)):
                distance = np.hypot(i - x, j - y)
                good = (distance >= radii[0]) & (distance < radii[1])
                number = 1 + k % 2
                if masked:
                    good &= ~mask
                if sign > 0:
                    good &= (segments == 0) | (segments == number)
                if sign < 0:
                    good &= segments == number
                rows.append(row(image[good]))
            answers.append({"name": name, "radii": radii, "masked": masked, "ids": sign, "rows": rows})
with open(os.path.join(HERE, "stats.json"), "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(answer) for answer in answers) + "\n]\n")
