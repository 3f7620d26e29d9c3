#!/usr/bin/python3
"""Montage's background match of the eight 2MASS tiles of M17, as planes of the original images.

    make.py [DATA_DIR]      default: ../shared/data beside the repository; needs Montage 6 and astropy

Runs Montage as its manual says (mProjExec, mOverlaps, mDiffExec, mFitExec, mBgModel) in a scratch folder. Its
corrections are planes a x + b y + c in pixels of the common header from CRPIX. They are looked up at nine points of every
original image through both headers and written, as least-squares planes, to m17.json: file and [a, b, c] of
a + b (x - xc) / width + c (y - yc) / height, to be subtracted, 0-based pixels, ADU.
"""
import glob
import gzip
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    """Montage's programs exit with 0 on error: their message tells."""
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if 'stat="ERROR"' in said:
        raise SystemExit(f"{command[0]}: {said.strip()}")


def read_table(path):
    """An IPAC table as a list of dicts: columns are cut where the header has its bars."""
    lines = open(path).read().splitlines()
    header = next(line for line in lines if line.startswith("|"))
    bars = [k for k, c in enumerate(header) if c == "|"]
    names = [header[i + 1:j].strip() for i, j in zip(bars, bars[1:])]
    rows = [line for line in lines if line and not line.startswith(("|", "\\"))]
    return [{n: row[i:j].strip() for n, i, j in zip(names, bars, bars[1:-1] + [len(row)])} for row in rows]


def montage(files, folder):
    """{file: (a, b, c)} in pixels from CRPIX of the common header, and that header."""
    os.chdir(folder)
    for name in ("raw", "projected", "diff"):
        os.mkdir(name)
    for path in files:
        with gzip.open(path) as packed, open(os.path.join("raw", os.path.basename(path)[:-3]), "wb") as plain:
            plain.write(packed.read())
    run("mImgtbl", "raw", "images.tbl")
    run("mMakeHdr", "images.tbl", "region.hdr")
    run("mProjExec", "-p", "raw", "images.tbl", "region.hdr", "projected", "stats.tbl")
    run("mImgtbl", "projected", "pimages.tbl")
    run("mOverlaps", "pimages.tbl", "diffs.tbl")
    run("mDiffExec", "-p", "projected", "diffs.tbl", "region.hdr", "diff")
    run("mFitExec", "diffs.tbl", "fits.tbl", "diff")
    run("mBgModel", "pimages.tbl", "fits.tbl", "corrections.tbl")
    found = {row["id"]: [float(row[k]) for k in "abc"] for row in read_table("corrections.tbl")}
    planes = {}
    for row in read_table("pimages.tbl"):
        name = os.path.basename(row["fname"])
        name = name[name.index("aK_asky"):]
        planes[name] = found.get(row["cntr"], [0.0, 0.0, 0.0])
    return planes, fits.Header.fromtextfile("region.hdr")


def main():
    data = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../../../shared/data"))
    files = sorted(glob.glob(os.path.join(data, "2mass", "aK_asky_*.fits.gz")))
    with tempfile.TemporaryDirectory() as folder:
        planes, region = montage(files, folder)
        os.chdir(HERE)
    common = WCS(region)
    result = []
    for path in files:
        header = fits.getheader(path)
        width, height = header["NAXIS1"], header["NAXIS2"]
        u, v = (k.ravel() for k in np.meshgrid([-0.5, 0, 0.5], [-0.5, 0, 0.5]))
        sky = WCS(header).wcs_pix2world(u * width + (width - 1) / 2, v * height + (height - 1) / 2, 0)
        x, y = common.wcs_world2pix(*sky, 1)
        a, b, c = planes[os.path.basename(path)[:-3]]
        value = a * (x - region["CRPIX1"]) + b * (y - region["CRPIX2"]) + c
        plane = np.linalg.lstsq(np.c_[np.ones(9), u, v], value, rcond=None)[0]
        result.append({"file": "2mass/" + os.path.basename(path), "plane": [round(float(p), 6) for p in plane]})
    with open(os.path.join(HERE, "m17.json"), "w") as out:
        json.dump(result, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
