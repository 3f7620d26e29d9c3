"""What astropy and fitsio (cfitsio) read from the tile-compressed files that Starfan writes: compressed.json.

Needs astropy and fitsio of PyPI (written with 8.0.2 and 1.4.2, cfitsio 4.6): Debian 12's cfitsio has a fault with NaN in tiles
narrower than their image. Run from the project's folder: python test/truth/fits/compressed.py
"""

import hashlib
import json
import subprocess
import tempfile
import warnings
from pathlib import Path

import fitsio
import numpy as np
from astropy.io import fits

HERE = Path(__file__).parent


def digest(array):
    array = np.ascontiguousarray(array)
    array = array.astype(array.dtype.newbyteorder("<"))
    if array.dtype.kind == "f":
        array[np.isnan(array)] = np.nan
    return hashlib.sha256(array.tobytes()).hexdigest()[:24]


answers = {}
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["npx", "tsx", str(HERE / "write-compressed.ts"), folder], check=True)
    for path in sorted(Path(folder).glob("*.fits")):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with fits.open(path, checksum=path.stem != "wide") as hdus:
                hdus.verify("warn")
                pixels = hdus["SKY"].data
                cards = [hdus["SKY"].header[key] for key in ("BUNIT", "CRPIX1", "EXTNAME")]
        answers[path.stem] = {
            **({} if path.stem == "wide" else {"file": hashlib.sha256(path.read_bytes()).hexdigest()[:24]}),
            "astropy": digest(pixels),
            "fitsio": digest(fitsio.read(str(path), ext="SKY")),
            "cards": cards,
            "warnings": [str(entry.message) for entry in caught],
        }
(HERE / "compressed.json").write_text(json.dumps(answers, indent=2) + "\n")
