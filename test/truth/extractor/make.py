#!/usr/bin/python3
"""Ask source-extractor for what weights, gain, saturation and interpolation do to a catalogue: answers.json.gz.

The image is 128 x 128 whole numbers: a sky with a slope, noise of 10, stars of several widths, one pair. The weights vary along x and
leave a strip, a block and a row without data, over stars too. Needs Debian's source-extractor and python3-astropy.
"""
import gzip
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from astropy.io import fits

HERE = Path(__file__).parent
N = 128
BASE = {
    "DETECT_MINAREA": "5", "DETECT_THRESH": "1.5", "ANALYSIS_THRESH": "1.5", "FILTER": "Y", "DEBLEND_MINCONT": "0.005",
    "CLEAN": "Y", "CLEAN_PARAM": "1.0", "MASK_TYPE": "NONE", "PHOT_APERTURES": "6", "PHOT_FLUXFRAC": "0.5",
    "SATUR_LEVEL": "1e9", "SATUR_KEY": "NONE", "MAG_ZEROPOINT": "25", "GAIN": "2", "GAIN_KEY": "NONE",
    "BACK_SIZE": "32", "BACK_FILTERSIZE": "3", "WEIGHT_TYPE": "NONE",
}
CASES = {
    "gain": {}, "saturation": {"SATUR_LEVEL": "1100"}, "fluxfrac": {"PHOT_FLUXFRAC": "0.9"},
    "rms": {"WEIGHT_TYPE": "MAP_RMS"}, "weight": {"WEIGHT_TYPE": "MAP_WEIGHT"},
    "weight-gain": {"WEIGHT_TYPE": "MAP_WEIGHT", "WEIGHT_GAIN": "N"},
    "weight-unscaled": {"WEIGHT_TYPE": "MAP_WEIGHT", "RESCALE_WEIGHTS": "N"},
    "lags": {"WEIGHT_TYPE": "MAP_WEIGHT", "INTERP_MAXXLAG": "2", "INTERP_MAXYLAG": "3"},
    "no-interpolation": {"WEIGHT_TYPE": "MAP_WEIGHT", "INTERP_TYPE": "NONE"},
    "unsigned": {"FITS_UNSIGNED": "Y"},
}
COLUMNS = [
    "X_IMAGE", "Y_IMAGE", "XWIN_IMAGE", "YWIN_IMAGE", "XPEAK_IMAGE", "YPEAK_IMAGE", "X2_IMAGE", "ERRX2_IMAGE", "ERRY2_IMAGE",
    "ERRXY_IMAGE", "XMIN_IMAGE", "ISOAREA_IMAGE", "ISOAREAF_IMAGE", "FLUX_ISO", "FLUX_APER(1)", "FLUXERR_APER(1)", "FLUX_AUTO",
    "FLUXERR_AUTO", "FLUX_RADIUS", "FLUX_MAX", "THRESHOLD", "FLAGS", "FLAGS_WEIGHT",
]


def sky():
    """The image (int16) and its weights."""
    random = np.random.default_rng(20)
    y, x = np.mgrid[:N, :N]
    image = 1000 + 0.3 * x + 10 * random.standard_normal((N, N))
    stars = [(30, 30, 9000, 2), (60, 25, 4000, 3), (97, 40, 20000, 2.5), (101.5, 46, 5000, 2), (25, 90, 2500, 1.5), (64, 70, 40000, 5),
             (64.4, 110.3, 1200, 1.5), (104, 100, 3000, 2), (12, 60, 1500, 2)]
    for sx, sy, flux, sigma in stars:
        image += flux / (2 * np.pi * sigma**2) * np.exp(-((x - sx) ** 2 + (y - sy) ** 2) / 2 / sigma**2)
    weight = (1 + 0.4 * np.sin(x / 20)) / 80 * np.ones((N, N))
    weight[20:40, 62:66] = 0
    weight[84:100, 98:122] = 0
    weight[29] = 0
    return np.round(image).astype(np.int16), weight.astype(np.float32)


def ask(folder, name, settings, image, weight):
    """Columns of source-extractor's catalogue."""
    folder = Path(folder)
    data = image
    if name == "unsigned":  # without BZERO, as some cameras write
        data = (image.astype(np.int32) * 40).astype(np.uint16).view(np.int16)
    plane = weight
    if settings.get("WEIGHT_TYPE") == "MAP_RMS":
        plane = np.where(weight > 0, 1 / np.sqrt(np.maximum(weight, 1e-30)), 1e20).astype(np.float32)
    fits.PrimaryHDU(data).writeto(folder / "image.fits", overwrite=True)
    fits.PrimaryHDU(plane).writeto(folder / "weight.fits", overwrite=True)
    (folder / "ask.param").write_text("\n".join(COLUMNS))
    arguments = [word for key, value in {**BASE, **settings}.items() for word in ("-" + key, value)]
    subprocess.run([
        "source-extractor", "image.fits", "-c", "/dev/null", *arguments, "-WEIGHT_IMAGE", "weight.fits",
        "-FILTER_NAME", "/usr/share/source-extractor/default.conv", "-PARAMETERS_NAME", "ask.param", "-CATALOG_NAME", "ask.cat",
        "-CATALOG_TYPE", "FITS_1.0", "-VERBOSE_TYPE", "QUIET",
    ], check=True, cwd=folder)
    table = fits.getdata(folder / "ask.cat", 1)
    columns = {c.split("(")[0]: [float(f"{v:.8g}") for v in np.ravel(table[c.split("(")[0]])] for c in COLUMNS}
    return {"settings": {**BASE, **settings}, "columns": columns}


def main():
    image, weight = sky()
    with tempfile.TemporaryDirectory() as folder:
        cases = {name: ask(folder, name, settings, image, weight) for name, settings in CASES.items()}
    answers = {"size": N, "image": image.ravel().tolist(), "weight": [float(f"{v:.8g}") for v in weight.ravel()], "cases": cases}
    text = json.dumps(answers).encode()
    (HERE / "answers.json.gz").write_bytes(gzip.compress(text, mtime=0))


if __name__ == "__main__":
    main()
