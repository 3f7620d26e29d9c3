#!/usr/bin/python3
"""Background, detections and photometry of real images by SExtractor and by SEP.

    make.py [DATA_DIR]

Writes beside itself
    maps.json.gz        background and rms map of each image on a coarse grid of its pixels, by SEP; the script fails
                        where SExtractor's check images are not the same
    catalogues.json.gz  the catalogues of both, with the same parameters, columns as lists
of the images of DATA_DIR (default ../../../../shared/data) that are listed in IMAGES.
Needs Debian's python3-sep, python3-astropy and source-extractor.
"""
import gzip
import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import sep
from astropy.io import fits
from astropy.utils.exceptions import AstropyWarning

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGES = [
    ("hst/HST-HDFS.fits", 1),
    ("hst/HST_NICMOS.fits", 1),
    ("hst/HST_NICMOS.fits", 2),
    ("hst/HST_NICMOS.fits", 3),
    ("hst/HST_NICMOS.fits", 4),
    ("hst/HST_NICMOS.fits", 5),
    ("hst/Hubble_M51_Green_lowerRes.FITS", 0),
    ("hst/abell_2744_cd_galaxy_f105w.fits.gz", 0),
    ("hst/f814w_bin24.fits.gz", 0),
    ("hst/j94f05bgq_flt.fits.gz", 1),
    ("hst/ubai2502m_c0m_aligned.fits", 1),
    ("hst/xdf_hst_wfc3ir_60mas_f105w_rms.fits", 0),
    ("hst/xdf_hst_wfc3ir_60mas_f105w_sci.fits", 0),
    ("emmi/galaxies.fits", 0),
    ("emmi/image.fits", 0),
    ("atlas/H.fits", 1),
]
CONV = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
SETTINGS = {
    "DETECT_MINAREA": 5, "DETECT_THRESH": 1.5, "ANALYSIS_THRESH": 1.5, "FILTER": "Y",
    "DEBLEND_NTHRESH": 32, "DEBLEND_MINCONT": 0.005, "CLEAN": "Y", "CLEAN_PARAM": 1.0, "MASK_TYPE": "NONE",
    "PHOT_APERTURES": 6, "PHOT_AUTOPARAMS": "2.5,3.5", "PHOT_AUTOAPERS": "0,0", "PHOT_FLUXFRAC": 0.5,
    "SATUR_LEVEL": 1e9, "SATUR_KEY": "NOSATUR", "MAG_ZEROPOINT": 25, "GAIN": 1, "GAIN_KEY": "NOGAIN",
    "PIXEL_SCALE": 1, "BACK_SIZE": 64, "BACK_FILTERSIZE": 3, "BACKPHOTO_TYPE": "GLOBAL",
    "MEMORY_PIXSTACK": 3000000, "VERBOSE_TYPE": "QUIET", "WRITE_XML": "N", "CATALOG_TYPE": "FITS_1.0",
}
COLUMNS = {
    "X_IMAGE": "x", "Y_IMAGE": "y", "XWIN_IMAGE": "xwin", "YWIN_IMAGE": "ywin", "FLUX_APER": "flux_aper",
    "FLUX_AUTO": "flux_auto", "KRON_RADIUS": "kron_radius", "FLUX_RADIUS": "flux_radius", "FLAGS": "flags",
}


def sextractor(data, folder):
    """SExtractor's table, 0-based positions, and its background and rms maps."""
    def path(name):
        return os.path.join(folder, name)
    fits.writeto(path("image.fits"), data, overwrite=True)
    with open(path("columns"), "w") as out:
        out.write("\n".join(name + ("(1)" if name == "FLUX_APER" else "") for name in COLUMNS) + "\n")
    with open(path("kernel.conv"), "w") as out:
        out.write("CONV NORM\n" + "\n".join(" ".join(map(str, row)) for row in CONV) + "\n")
    open(path("empty.sex"), "w").close()
    options = {
        **SETTINGS, "PARAMETERS_NAME": path("columns"), "FILTER_NAME": path("kernel.conv"),
        "CATALOG_NAME": path("out.cat"), "CHECKIMAGE_TYPE": "BACKGROUND,BACKGROUND_RMS",
        "CHECKIMAGE_NAME": f"{path('back.fits')},{path('rms.fits')}",
    }
    command = ["source-extractor", path("image.fits"), "-c", path("empty.sex")]
    for key, value in options.items():
        command += [f"-{key}", str(value)]
    subprocess.run(command, check=True, cwd=folder, stderr=subprocess.DEVNULL)
    table = fits.getdata(path("out.cat"), 1)
    columns = {ours: np.asarray(table[theirs], float) for theirs, ours in COLUMNS.items()}
    for name in ("x", "y", "xwin", "ywin"):
        columns[name] -= 1
    return columns, fits.getdata(path("back.fits")), fits.getdata(path("rms.fits"))


def numbers(values, digits):
    """A JSON list with so many significant digits; whole numbers as such."""
    if values.dtype.kind in "iu":
        return [int(v) for v in values]
    return [float(f"%.{digits}g" % v) for v in values]


def positions(values):
    return [round(float(v), 5) for v in values]


def main():
    data_dir = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../../../shared/data")
    warnings.simplefilter("ignore", AstropyWarning)
    sep.set_extract_pixstack(3000000)
    maps, catalogues = [], []
    for name, hdu in IMAGES:
        data = np.ascontiguousarray(fits.getdata(os.path.join(data_dir, name), hdu), dtype=np.float32)
        with tempfile.TemporaryDirectory() as folder:
            theirs, back_map, rms_map = sextractor(data, folder)
        background = sep.Background(data)
        back, rms = background.back(), background.rms()
        if not (np.array_equal(back, back_map) and np.array_equal(rms, rms_map)):
            raise SystemExit(f"{name}[{hdu}]: SEP's and SExtractor's maps differ")
        found = sep.extract(data - back, 1.5, err=background.globalrms, minarea=5,
                            filter_kernel=np.array(CONV, np.float32), filter_type="conv")
        height, width = data.shape
        xs = sorted(set(np.linspace(0, width - 1, 17).astype(int).tolist()))
        ys = sorted(set(np.linspace(0, height - 1, 17).astype(int).tolist()))
        grid = np.ix_(ys, xs)
        maps.append({
            "path": name, "hdu": hdu, "xs": xs, "ys": ys,
            "globalback": float(background.globalback), "globalrms": float(background.globalrms),
            "back": numbers(back[grid].ravel(), 9), "rms": numbers(rms[grid].ravel(), 9),
        })
        catalogue = {key: numbers(values, 7) for key, values in theirs.items()}
        for key in ("x", "y", "xwin", "ywin"):
            catalogue[key] = positions(theirs[key])
        catalogue["flags"] = [int(v) for v in theirs["flags"]]
        catalogues.append({
            "path": name, "hdu": hdu, "sextractor": catalogue,
            "sep": {"x": positions(found["x"]), "y": positions(found["y"]), "flag": numbers(found["flag"], 0)},
        })
        print(f"{name}[{hdu}]: SExtractor {len(theirs['x'])}, SEP {len(found)}")
    for name, value in (("maps", maps), ("catalogues", catalogues)):
        with open(os.path.join(HERE, f"{name}.json.gz"), "wb") as out:
            # no name and no time in the header: the same answers give the same bytes
            with gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
                packed.write(json.dumps(value, separators=(",", ":")).encode())


if __name__ == "__main__":
    main()
