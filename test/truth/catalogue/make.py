#!/usr/bin/python3
"""Ask source-extractor and sep for the catalogues of real images: answers.json.gz.

    make.py [DATA]      DATA is the folder of real FITS files, ../shared/data unless said

Needs Debian's source-extractor, python3-sep, python3-astropy and libcfitsio-bin (funpack). The starfield is made by
make_starfield.py in the folder `peers` beside DATA. Both programs measure with parity.sex.
"""
import gzip
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import sep
from astropy.io import fits

HERE = Path(__file__).parent
IMAGES = [  # name, file, HDU
    ("HST-HDFS", "hst/HST-HDFS.fits", 1),
    ("HST_NICMOS", "hst/HST_NICMOS.fits", 1),
    ("M51", "hst/Hubble_M51_Green_lowerRes.FITS", 0),
    ("Abell-2744", "hst/abell_2744_cd_galaxy_f105w.fits.gz", 0),
    ("f814w_bin24", "hst/f814w_bin24.fits.gz", 0),
    ("NGC-1261", "hst/ubai2502m_c0m_aligned.fits", 1),
    ("XDF", "hst/xdf_hst_wfc3ir_60mas_f105w_sci.fits", 0),
    ("XDF-rms", "hst/xdf_hst_wfc3ir_60mas_f105w_rms.fits", 0),
    ("EMMI-galaxies", "emmi/galaxies.fits", 0),
    ("EMMI-image", "emmi/image.fits", 0),
    ("VIKING-H", "atlas/H.fits", 1),
    ("starfield", None, 0),
]
PARAMS = ["X_IMAGE", "Y_IMAGE", "FLUX_AUTO", "FLUX_APER(1)", "FLAGS"]


def digits(values, n):
    """Numbers with n significant digits: enough for the tolerances, and small."""
    return [float(f"{v:.{n}g}") for v in values]


def sextractor(image, scratch):
    """Columns of source-extractor's catalogue."""
    (scratch / "parity.param").write_text("\n".join(PARAMS) + "\n")
    subprocess.run([
        "source-extractor", str(image), "-c", str(HERE / "parity.sex"), "-FILTER_NAME", str(HERE / "parity.conv"),
        "-PARAMETERS_NAME", str(scratch / "parity.param"), "-CATALOG_NAME", str(scratch / "cat.fits"),
        "-CATALOG_TYPE", "FITS_1.0", "-VERBOSE_TYPE", "QUIET",
    ], check=True)
    with fits.open(scratch / "cat.fits") as hdus:
        table = hdus[1].data
        return {
            "x": digits(table["X_IMAGE"] - 1, 9), "y": digits(table["Y_IMAGE"] - 1, 9),
            "flux_auto": digits(table["FLUX_AUTO"], 8), "flux_aper": digits(np.ravel(table["FLUX_APER"]), 8),
            "blended": (table["FLAGS"] & 2 > 0).astype(int).tolist(),
        }


def sep_catalogue(data):
    """The same columns from sep."""
    data = np.ascontiguousarray(data, dtype=np.float32)
    mask = ~np.isfinite(data)
    mask = mask if mask.any() else None
    if mask is not None:
        data[mask] = 0
    sep.set_extract_pixstack(3000000)
    sep.set_sub_object_limit(8192)
    background = sep.Background(data, mask=mask, bw=64, bh=64, fw=3, fh=3)
    image = data - background.back()
    rms = background.globalrms
    kernel = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], dtype=np.float32)
    found = sep.extract(image, 1.5, err=rms, mask=mask, minarea=5, filter_kernel=kernel, filter_type="conv",
                        deblend_nthresh=32, deblend_cont=0.005, clean=True, clean_param=1.0)
    x, y = found["x"], found["y"]
    a, b = np.maximum(found["a"], 1e-3), np.maximum(found["b"], 1e-3)
    theta = np.clip(found["theta"], -np.pi / 2, np.pi / 2)
    aper = sep.sum_circle(image, x, y, 3.0, err=rms, gain=1.0, mask=mask, subpix=5)[0]
    kron = sep.kron_radius(image, x, y, a, b, theta, 6.0, mask=mask)[0]
    scale = np.maximum(2.5 * np.nan_to_num(kron), 3.5)
    auto = sep.sum_ellipse(image, x, y, a, b, theta, scale, err=rms, gain=1.0, mask=mask, subpix=1)[0]
    return {
        "x": digits(x, 9), "y": digits(y, 9), "flux_auto": digits(auto, 8), "flux_aper": digits(aper, 8),
        "blended": (found["flag"] & 1 > 0).astype(int).tolist(),
    }


def main():
    data = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parents[3] / "shared" / "data").resolve()
    answers = {}
    for name, file, hdu in IMAGES:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            plain = scratch / "image.fits"
            if file is None:
                subprocess.run([str(data.parent / "peers" / "make_starfield.py"), str(plain)], check=True)
                pixels = fits.getdata(plain)
            else:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    pixels = fits.getdata(data / file, hdu)
                # source-extractor reads neither gzip nor tiles: it gets the same pixels plain
                fits.writeto(plain, pixels, overwrite=True)
            columns = sextractor(plain, scratch)
            answers[name] = {"file": file, "hdu": hdu, "sextractor": columns, "sep": sep_catalogue(pixels)}
            print(name, len(columns["x"]), len(answers[name]["sep"]["x"]))
    text = json.dumps(answers, separators=(",", ":"))
    with open(HERE / "answers.json.gz", "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write(text.encode())


if __name__ == "__main__":
    main()
