"""The power of three bands together, as astropy has it.

    python3 test/truth/light-curve/multiband.py      (astropy 5.3 or newer, numpy)

Writes multiband.json: measurements of a star in three bands at times of their own, and the power of
astropy's LombScargleMultiband, method `flexible` without a base term and without regularisation
(VanderPlas & Ivezic 2015), at some frequencies. Its `fast` weighs the bands by the sum of their
squared powers, not by their chi2.
"""

import json
import pathlib

import numpy as np
from astropy.timeseries import LombScargleMultiband

rng = np.random.default_rng(15)
rows = []
for band, count, amplitude, error in (("g", 31, 0.4, 0.01), ("i", 12, 0.2, 0.03), ("r", 22, 0.3, 0.02)):
    times = np.sort(55_000 + rng.uniform(0, 70, count))
    errors = error * rng.uniform(0.7, 1.4, count)
    mags = 15 + amplitude * np.sin(2 * np.pi * times / 0.731 + len(rows)) + errors * rng.normal(size=count)
    rows += [[float(t), band, float(m), float(e)] for t, m, e in zip(times, mags, errors)]
t, b, m, e = (np.array(column) for column in zip(*rows))
frequencies = np.array([0.05, 0.4, 1.0, 1 / 0.731, 2.2, 7.3])
power = LombScargleMultiband(
    t, m, b, e, nterms_base=0, nterms_band=1, reg_base=None, reg_band=None
).power(frequencies, method="flexible")
out = {"rows": rows, "frequencies": frequencies.tolist(), "power": power.tolist()}
pathlib.Path(__file__).with_name("multiband.json").write_text(json.dumps(out) + "\n")
print(power)
