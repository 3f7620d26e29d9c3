"""What Hipsgen makes of two small images that overlap and have holes, for the tests of bilinear tiles.

    /usr/bin/python3 test/truth/tiles/hipsgen.py

Writes hipsgen.json.gz beside itself: the headers, and for some pixels of each tile of order 8 their values (null for NaN).
Pixel (x, y) of image i is (7919 x + 104729 y + 1000003 i) mod 1000 + 500, NaN where (31 x + 17 y) mod 10 < 3 (x < 150) and
where 60 <= x < 80, 40 <= y < 70. Made with Hipsgen of Aladin 12.001 (Debian's aladin).
"""

import glob
import gzip
import json
import os
import re
import subprocess
import tempfile

import numpy as np
from astropy.io import fits

HERE = os.path.dirname(os.path.abspath(__file__))
JAR = "/usr/share/java/aladin.jar"
WIDTH, HEIGHT = 300, 200
rng = np.random.default_rng(8)


def cards(ra, dec, rotation):
    c, s = np.cos(np.radians(rotation)) / 1200, np.sin(np.radians(rotation)) / 1200
    return {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": ra, "CRVAL2": dec, "CRPIX1": 150.5, "CRPIX2": 100.5,
            "CD1_1": -c, "CD1_2": s, "CD2_1": s, "CD2_2": c, "RADESYS": "ICRS"}


def pixels(i):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    values = ((7919 * x + 104729 * y + 1000003 * i) % 1000 + 500).astype("f4")
    values[((31 * x + 17 * y) % 10 < 3) & (x < 150)] = np.nan
    values[(x >= 60) & (x < 80) & (y >= 40) & (y < 70)] = np.nan
    return values


headers = [cards(100.0, 20.0, 17.0), cards(100.12, 20.05, -40.0)]
with tempfile.TemporaryDirectory() as folder:
    os.mkdir(f"{folder}/in")
    for i, header in enumerate(headers):
        fits.writeto(f"{folder}/in/{i}.fits", pixels(i), fits.Header(header))
    subprocess.run(["java", "-Djava.awt.headless=true", "-jar", JAR, "-hipsgen", "maxthread=1", f"in={folder}/in",
                    f"out={folder}/out", "creator_did=STARFAN/P/test", "order=8", "-f", "INDEX", "TILES"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    tiles = []
    for path in sorted(glob.glob(f"{folder}/out/Norder8/*/*.fits")):
        data = fits.getdata(path)
        finite = np.isfinite(data)
        # Half of the chosen pixels with a value, and as many without where there are any: most within two pixels of one with.
        near = np.zeros_like(finite)
        for dy in range(-2, 3):
            for dx in range(-2, 3):
                near |= np.roll(finite, (dy, dx), (0, 1))
        with_value, without = (np.flatnonzero(mask) for mask in (finite, near & ~finite))
        chosen = np.sort(np.concatenate([rng.permutation(with_value)[:600], rng.permutation(without)[:200]]))
        values = [None if np.isnan(v) else float(f"{v:.9g}") for v in data.ravel()[chosen]]
        tiles.append({"npix": int(re.search(r"Npix(\d+)", path)[1]), "count": int(finite.sum()),
                      "places": chosen.tolist(), "values": values})

with open(os.path.join(HERE, "hipsgen.json.gz"), "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed:
    packed.write(json.dumps({"headers": headers, "width": WIDTH, "height": HEIGHT, "order": 8, "tiles": tiles}).encode())
