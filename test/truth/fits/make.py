"""What astropy reads from every FITS file of the shared data: hashes of pixels, columns and header values.

    /usr/bin/python3 test/truth/fits/make.py [DATA_DIR]

writes astropy.json.gz beside this script. Pixels are hashed as little-endian bytes of astropy's type, every NaN as the same one.
Where astropy 5.2.1 is known to be wrong (the data's README) the stated truth is hashed instead:
awkward/generated/*.fits.fz against truth/*, BLANK written as a float as its integer.
"""

import glob
import gzip
import hashlib
import json
import os
import struct
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "../../../../shared/data")


def sha(blob):
    return hashlib.sha256(blob).hexdigest()[:24]


def canonical(array):
    array = np.ascontiguousarray(array)
    array = array.astype(array.dtype.newbyteorder("<"))
    if array.dtype.kind in "fc":
        parts = array.view("<f4" if array.dtype in (np.dtype("<f4"), np.dtype("<c8")) else "<f8")
        parts[np.isnan(parts)] = np.nan
    return array.tobytes()


def header_values(header):
    """keyword -> typed text of its first value; cards that astropy cannot parse are left out and counted."""
    out, bad = {}, []
    for card in header.cards:
        try:
            key, value = card.keyword, card.value
            card.image
        except Exception:
            bad.append(str(card.image[:8]).strip())
            continue
        # cards without a value indicator and record-valued cards (DP1.NAXES) are astropy's own reading
        plain = card.image[8:9] == "=" or card.image.startswith("HIERARCH")
        if not plain or "." in key and not card.image.startswith("HIERARCH"):
            continue
        # astropy adds EXTEND to primary headers that lack it
        if key in ("EXTEND", "COMMENT", "HISTORY", "", "CONTINUE") or key in out:
            continue
        if isinstance(value, bool) or isinstance(value, np.bool_):
            out[key] = "L" + ("T" if value else "F")
        elif isinstance(value, (int, np.integer)):
            out[key] = "N" + struct.pack("<d", float(value)).hex() if abs(value) < 2**53 else "I%d" % value
        elif isinstance(value, float):
            out[key] = "N" + struct.pack("<d", value).hex()
        elif isinstance(value, str):
            out[key] = "S" + value.rstrip()
        else:
            bad.append(key)
    return out, bad


def column(col, table):
    """hash of one column, or the reason why it is left out"""
    values = table[col.name] if col.name else table.field(0)
    if values.dtype.kind == "O":
        return {"type": "variable", "sha": sha(b"|".join(canonical(np.asarray(v)) for v in values))}
    if values.dtype.kind in "SU":
        texts = [str(v).rstrip() for v in np.asarray(values).ravel()]
        return {"type": "string", "sha": sha("\n".join(texts).encode("utf-8", "replace"))}
    if values.dtype.kind == "b":
        return {"type": "bool", "sha": sha(np.asarray(values).astype("u1").tobytes())}
    # as float64: types of scaled columns are a matter of taste, values are not
    # (ASCII tables: what TNULLn marks, astropy gives as 0)
    if values.dtype.kind in "iuf" and values.dtype.itemsize <= 8:
        return {"type": "number", "sha": sha(canonical(np.asarray(values).astype("f8")))}
    return {"type": "number", "sha": sha(canonical(np.asarray(values).view("f%d" % (values.dtype.itemsize // 2)).astype("f8")))}


def pixels(name, index, hdu):
    stem = os.path.basename(name).replace(".fits.fz", "")
    truth = os.path.join(data, "awkward/generated/truth", stem + ".fits.gz")
    blank = hdu.header.get("BLANK")
    if index == 1 and "generated" in name and os.path.exists(truth):
        array = fits.getdata(truth)
    elif isinstance(blank, float) and hdu.header["BITPIX"] > 0:
        array = np.array(hdu.data)
        missing = array == int(blank)
        array = array.astype("f4" if hdu.header["BITPIX"] <= 16 else "f8")
        array[missing] = np.nan
    else:
        array = hdu.data
    return array


# of the table, not of the image, but astropy keeps them in the header of the image
OF_THE_TABLE = ("ZDITHER0", "ZBLANK", "CHECKSUM", "DATASUM")


def describe(name, index, hdu):
    values, bad = header_values(hdu.header)
    if isinstance(hdu, fits.CompImageHDU):
        values = {k: v for k, v in values.items() if k not in OF_THE_TABLE}
    checks = (hdu.verify_datasum(), hdu.verify_checksum()) if hdu._datasum is not None else (2, 2)
    out = {"sums": checks, "extname": hdu.header.get("EXTNAME", ""), "keys": len(values), "bad": sorted(set(bad))}
    out["header"] = {k: sha(v.encode("latin-1", "replace"))[:6] for k, v in values.items()}
    if isinstance(hdu, (fits.BinTableHDU, fits.TableHDU)) and not isinstance(hdu, fits.CompImageHDU):
        out["kind"] = "ascii" if isinstance(hdu, fits.TableHDU) else "table"
        out["rows"] = len(hdu.data) if hdu.data is not None else 0
        out["columns"] = {}
        for col in hdu.columns:
            try:
                out["columns"][col.name] = column(col, hdu.data)
            except Exception as error:
                out["columns"][col.name] = {"type": "skip", "why": type(error).__name__}
        return out
    if isinstance(hdu, fits.GroupsHDU):
        out["kind"] = "groups"
        out["rows"] = len(hdu.data)
        out["fields"] = [sha(canonical(np.asarray(hdu.data.field(i)).astype("f8"))) for i in range(len(hdu.data.names))]
        return out
    out["kind"] = "compressed" if isinstance(hdu, fits.CompImageHDU) else "image"
    array = pixels(name, index, hdu)
    if array is None or array.size == 0:
        out["shape"] = [hdu.header["NAXIS%d" % (i + 1)] for i in range(hdu.header["NAXIS"])]
        out["dtype"] = "none"
        return out
    out["shape"] = list(reversed(array.shape))
    out["dtype"] = array.dtype.newbyteorder("=").name
    out["sha"] = sha(canonical(array))
    return out


result = {}
for path in sorted(glob.glob(os.path.join(data, "**/*"), recursive=True)):
    name = os.path.relpath(path, data)
    if not os.path.isfile(path) or name.endswith((".tsv", ".md", ".cat", ".bz2", ".Z")):
        continue
    try:
        with fits.open(path, memmap=False, checksum=True) as hdus:
            entries = []
            for index in range(len(hdus)):
                entries.append(describe(path, index, hdus[index]))
            result[name] = entries
    except Exception as error:
        result[name] = {"error": type(error).__name__ + ": " + str(error)[:100].replace(data, "")}
        print(name, result[name]["error"], file=sys.stderr)

with open(os.path.join(here, "astropy.json.gz"), "wb") as out:
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="") as packed:
        packed.write(json.dumps(result, separators=(",", ":"), sort_keys=True).encode())
print(len(result), "files,", sum(len(v) for v in result.values() if isinstance(v, list)), "HDUs")
