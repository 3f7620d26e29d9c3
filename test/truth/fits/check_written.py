"""Prints as JSON what astropy reads from the file of test/core/fits/write.test.ts, and every warning it gives."""

import hashlib
import json
import sys
import warnings

import numpy as np
from astropy.io import fits


def digest(array):
    array = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    if array.dtype.kind == "f":
        array[np.isnan(array)] = np.nan
    return hashlib.sha256(array.tobytes()).hexdigest()[:24]


def plain(value):
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, np.int64):
        return str(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.floating):
        return float(value) if np.isfinite(value) else str(value)
    return str(value)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with fits.open(sys.argv[1], checksum=True) as hdus:
        hdus.verify("warn")
        table = hdus["CATALOGUE"]
        result = {
            "images": [digest(hdu.data) for hdu in hdus[:6]],
            "cards": {key: table.header[key] for key in ("STORY", "EXPTIME", "TINY", "ESO DET CHIP1 NAME")},
            "ra": {"unit": table.columns["ra"].unit, "disp": table.columns["ra"].disp},
            "columns": {name: [plain(value) for value in table.data[name]] for name in table.columns.names},
        }
    result["warnings"] = [str(entry.message) for entry in caught]
print(json.dumps(result))
