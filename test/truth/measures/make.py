#!/usr/bin/python3
"""Ask source-extractor for one rule of measuring at a time: rules.json.gz.

Each rule is an image of whole numbers, settings, and the columns that show it. Needs Debian's source-extractor and
python3-astropy.
"""
import gzip
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from astropy.io import fits

HERE = Path(__file__).parent
BASE = {
    "DETECT_MINAREA": "5", "THRESH_TYPE": "ABSOLUTE", "DETECT_THRESH": "60", "ANALYSIS_THRESH": "60", "FILTER": "N",
    "DEBLEND_MINCONT": "1", "CLEAN": "N", "MASK_TYPE": "CORRECT", "BACK_TYPE": "MANUAL", "BACK_VALUE": "0.0,0.0", "BACK_SIZE": "64",
    "GAIN": "2", "GAIN_KEY": "NONE", "SATUR_KEY": "NONE", "SATUR_LEVEL": "1e6", "PIXEL_SCALE": "1", "SEEING_FWHM": "2.5",
    "PHOT_APERTURES": "12",
}
RING = {"BACKPHOTO_TYPE": "LOCAL", "BACKPHOTO_THICK": "8"}
CLEANED = {
    "CLEAN": "Y", "DETECT_MINAREA": "3", "MASK_TYPE": "BLANK", "PHOT_APERTURES": "40,90", "DETECT_THRESH": "59.5", "ANALYSIS_THRESH": "59.5",
}
LIGHT = ["FLUX_ISO", "FLUX_APER(1)", "FLUXERR_APER(1)", "FLUX_AUTO", "FLUXERR_AUTO", "KRON_RADIUS", "FLUX_MAX"]
ELLIPSES = [
    "FLUX_AUTO", "FLUXERR_AUTO", "KRON_RADIUS", "FLUX_PETRO", "PETRO_RADIUS", "FLUX_RADIUS", "FLUX_GROWTH(4)", "FLUX_GROWTHSTEP",
    "FLUX_BEST", "XWIN_IMAGE",
]
AREAS = ["FWHM_IMAGE", "ISOAREA_IMAGE", "ISO0", "ISO3", "ISO7"]
WINDOW = ["XWIN_IMAGE", "YWIN_IMAGE", "X2WIN_IMAGE", "FLUX_WIN", "FLUXERR_WIN", "SNR_WIN", "ERRAWIN_IMAGE", "ERRBWIN_IMAGE"]
KERNEL = "CONV NONORM\n0 1 0\n1 2 1\n0 1 1\n"


def grid(height, width):
    return np.mgrid[:height, :width]


def gaussian(shape, x, y, height, sigma, ratio=1.0):
    rows, columns = grid(*shape)
    return height * np.exp(-((columns - x) ** 2 + ((rows - y) / ratio) ** 2) / 2 / sigma**2)


def blocks():
    """Blocks of one value, slopes that rise and fall slowly, columns of pixels, single cores."""
    image = np.zeros((80, 160))
    rows, columns = grid(5, 5)
    patterns = [np.full((5, 5), 100), np.full((3, 3), 100), 100 + 10 * columns, 100 + 2 * rows + columns, np.full((2, 7), 90)]
    core = np.full((3, 3), 70)
    core[1, 1] = 5000
    patterns += [core, 150 - 3 * ((rows - 2) ** 2 + (columns - 2) ** 2)]
    for k, pattern in enumerate(patterns):
        y, x = 10 + 30 * (k % 2), 10 + 20 * k
        image[y:y + pattern.shape[0], x:x + pattern.shape[1]] = pattern
    return image


def flat_tops():
    """Stars that end at 4000."""
    shape = (60, 200)
    stars = [(25.3, 30.2, 3000, 2), (65.4, 28.1, 4500, 2.2), (105.2, 31.7, 8000, 2), (145.1, 30.4, 30000, 1.8), (175.5, 29.3, 90000, 1.5)]
    return np.minimum(sum(gaussian(shape, *star) for star in stars), 4000)


def neighbourhood(sky=0):
    """Two stars, groups of pixels too small for sources, and one too large, noise of 10."""
    shape = (120, 130)
    image = sky + 10 * np.random.default_rng(7).standard_normal(shape)
    for star in [(45.3, 50.6, 3000, 3, 0.8), (72.2, 66.4, 900, 2.5), (24.4, 92.1, 700, 2.2), (100.3, 30.2, 500, 1.8)]:
        image += gaussian(shape, *star)
    for y, x in [(50, 58), (50, 59), (43, 40), (62, 45), (75, 80), (75, 81), (74, 80), (95, 33), (37, 100), (60, 84)]:
        image[y, x] = 300
    return image


def winged():
    """A broad star with a faint one in its wing, that cleaning gives to it."""
    shape = (90, 110)
    rows, columns = grid(*shape)
    image = 6000 * (1 + ((columns - 50.2) ** 2 + (rows - 44.7) ** 2) / 30) ** -1.5
    return image + gaussian(shape, 69.4, 52.3, 90, 1.3) + gaussian(shape, 50.1, 64.2, 80, 1.3)


def crumbs():
    """The broad star, faint ones in its wing that end before it and behind it, and a narrow one that sees them."""
    image = winged() + gaussian((90, 110), 88.3, 67.4, 3000, 1.5)
    return image + gaussian(image.shape, 56.2, 76.8, 70, 1.3) + gaussian(image.shape, 78.6, 30.3, 75, 1.3)


def wings():
    """Far apart, a broad star with a faint one each, 14 to 42 pixels away."""
    image = np.zeros((640, 100))
    for k in range(8):
        y = 40 + 80 * k
        image += gaussian(image.shape, 30, y, 3600, 2) + gaussian(image.shape, 44 + 4 * k, y, 150, 1.3)
    return image


def gaussians():
    """Stars of all forms in noise, far apart."""
    image = 10 * np.random.default_rng(11).standard_normal((200, 200))
    random = np.random.default_rng(12)
    for k in range(16):
        x, y = 25 + 50 * (k % 4) + random.random(), 25 + 50 * (k // 4) + random.random()
        image += gaussian(image.shape, x, y, 10 ** random.uniform(2.3, 3.2), random.uniform(1.2, 3), random.uniform(0.6, 1))
    return image


def bars():
    """Bars of six rows at five heights."""
    image = np.zeros((200, 120))
    for k, y in enumerate([5, 15, 29, 30, 40]):
        image[y:y + 6, 10 + 20 * k:13 + 20 * k] = 100
    return image


def holes():
    """The stars of all forms; pixels without value beside them and in them, and a block of them."""
    image = gaussians()
    for y, x in [(26, 28), (24, 76), (126, 26), (178, 130), (75, 25)]:
        image[y, x] = np.nan
    image[80:95, 120:140] = np.nan
    return image


WCS = {
    "CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 150.1, "CRVAL2": 72.2, "CRPIX1": 60.0, "CRPIX2": 50.0,
    "CD1_1": -2e-4, "CD1_2": 1e-5, "CD2_1": 2e-5, "CD2_2": 2.1e-4, "RADESYS": "FK5", "EQUINOX": 2000.0,
}
HOLES = ["FLUX_ISO", "FLUXERR_ISO", "ISOAREA_IMAGE", "ISOAREAF_IMAGE", "XMIN_IMAGE", "XMAX_IMAGE", "A_IMAGE", "B_IMAGE", "FLUX_MAX"]
SKY = [f"{name}_{frame}" for frame in ("SKY", "J2000", "B1950") for name in ("ALPHA", "DELTA", "THETA", "ERRTHETA")]

IMAGES = {
    "blocks": blocks, "flat tops": flat_tops, "winged": winged, "crumbs": crumbs, "wings": wings, "gaussians": gaussians, "bars": bars,
    "holes": holes, "neighbourhood": neighbourhood, "neighbourhood on a sky": lambda: neighbourhood(30),
}
RULES = {
    "width of blocks and single cores": ("blocks", {}, AREAS),
    "width without saturated pixels": ("flat tops", {"SATUR_LEVEL": "4000"}, ["FWHM_IMAGE", "FLAGS"]),
    "what cleaning gives is light, not area": (
        "winged", {"CLEAN": "Y", "DETECT_MINAREA": "3", "DEBLEND_MINCONT": "1e-4"},
        ["FWHM_IMAGE", "FLUX_ISO", "ISOAREA_IMAGE", "ISOAREAF_IMAGE", "ISO0", "XMIN_IMAGE", "XMAX_IMAGE", "YMAX_IMAGE"]),
    "what is cleaned away is seen": ("crumbs", CLEANED, ["FLUX_APER(2)", "FLUX_AUTO", "FLUX_RADIUS", "XWIN_IMAGE", "VIGNET(61,61)"]),
    "but for its last rows where there is a filter": (
        "crumbs", {**CLEANED, "FILTER": "Y", "DETECT_THRESH": "40.5"},
        ["FLUX_APER(2)", "FLUX_AUTO", "FLUX_RADIUS", "XWIN_IMAGE", "VIGNET(61,61)"]),
    "steep wings end": ("wings", {"CLEAN": "Y", "CLEAN_PARAM": "0.2"}, ["FLUX_ISO", "XMAX_IMAGE"]),
    "radii are searched in a circle": ("gaussians", {"PHOT_AUTOAPERS": "24,0"}, ELLIPSES),
    "light is summed in a circle": ("gaussians", {"PHOT_AUTOAPERS": "0,16"}, ELLIPSES),
    "both in circles": ("neighbourhood", {"PHOT_AUTOAPERS": "40,30"}, ELLIPSES),
    "single pixels": (
        "blocks", {"DETECT_MINAREA": "1", "DETECT_THRESH": "4000", "ANALYSIS_THRESH": "4000"},
        ["THETA_IMAGE", "ERRX2_IMAGE", "ERRY2_IMAGE", "ERRXY_IMAGE", "X2WIN_IMAGE", "THETAWIN_IMAGE", "NITER_WIN"]),
    "below the analysis threshold": (
        "gaussians", {"ANALYSIS_THRESH": "400", "PIXEL_SCALE": "0.2"}, ["CLASS_STAR", "FWHM_IMAGE", "FWHM_WORLD", "ISO0", "MU_MAX"]),
    "light below a background": (
        "gaussians", {"BACK_VALUE": "30,30", "DETECT_THRESH": "30", "ANALYSIS_THRESH": "30"}, ["FLUX_AUTO", "FLUX_RADIUS", *WINDOW, "NITER_WIN", "FLAGS_WIN"]),
    "pixels of no source are hidden": ("neighbourhood", {}, LIGHT + WINDOW + ["FLUX_RADIUS", "VIGNET(21,21)"]),
    "they are replaced by nothing": ("neighbourhood", {"MASK_TYPE": "BLANK"}, LIGHT + WINDOW + ["FLUX_RADIUS"]),
    "they are seen without a mask": ("neighbourhood", {"MASK_TYPE": "NONE"}, LIGHT + ["FLUX_RADIUS", "VIGNET(21,21)"]),
    "sources that are too large are hidden, too": ("neighbourhood", {"DETECT_MAXAREA": "120"}, LIGHT),
    "local background": ("neighbourhood on a sky", RING, LIGHT + AREAS + WINDOW + ["BACKGROUND", "MU_THRESHOLD", "CLASS_STAR"]),
    "local background behind a filter": (
        "neighbourhood on a sky", {**RING, "FILTER": "Y", "DETECT_MINAREA": "8"}, LIGHT + AREAS + ["BACKGROUND"]),
    "local background with weights": (
        "neighbourhood on a sky", {**RING, "WEIGHT_TYPE": "BACKGROUND"}, LIGHT + AREAS + WINDOW + ["MU_THRESHOLD"]),
    "Petrosian radius": ("gaussians", {"PHOT_PETROPARAMS": "1.0,0.1"}, ["PETRO_RADIUS", "FLUX_PETRO", "FLUXERR_PETRO"]),
    "growth curve": ("gaussians", {}, ["FLUX_GROWTH(6)", "FLUX_GROWTHSTEP", "MAG_GROWTH(5)", "MAG_GROWTHSTEP"]),
    "growth curve between neighbours": ("neighbourhood on a sky", RING, ["FLUX_GROWTH(4)", "MAG_GROWTHSTEP"]),
    "numbers by apertures": ("bars", {"PHOT_APERTURES": "60"}, ["NUMBER", "FLUX_APER(1)"]),
    "numbers by vignettes": ("bars", {}, ["NUMBER", "VIGNET(3,61)"]),
    "filter that is not normed": ("neighbourhood", {"FILTER": "Y", "FILTER_NAME": "nonorm.conv", "DETECT_THRESH": "400"}, LIGHT),
    "pixels without value spread by the filter": ("holes", {"FILTER": "Y"}, HOLES),
    "pixels without value": ("holes", {}, HOLES),
    "places and angles in three frames": ("gaussians", {"PIXEL_SCALE": "0"}, SKY),
    "places in the focal plane": ("gaussians", {}, ["X_FOCAL", "Y_FOCAL", "XWIN_FOCAL", "YWIN_FOCAL", "XPEAK_FOCAL", "YPEAK_FOCAL"]),
}


def ask(folder, image, settings, columns):
    """The columns of source-extractor's catalogue, in the order of its rows."""
    folder = Path(folder)
    fits.PrimaryHDU(image.astype(np.float32), header=fits.Header(WCS)).writeto(folder / "image.fits", overwrite=True)
    (folder / "nonorm.conv").write_text(KERNEL)
    names = ["X_IMAGE", "Y_IMAGE", *columns]
    (folder / "ask.param").write_text("\n".join(names))
    keywords = {**BASE, **settings}
    if keywords["FILTER"] == "Y" and "FILTER_NAME" not in keywords:
        keywords["FILTER_NAME"] = "/usr/share/source-extractor/default.conv"
    arguments = [word for key, value in keywords.items() for word in ("-" + key, value)]
    subprocess.run([
        "source-extractor", "image.fits", "-c", "/dev/null", *arguments, "-PARAMETERS_NAME", "ask.param", "-CATALOG_NAME", "ask.cat",
        "-CATALOG_TYPE", "FITS_1.0", "-VERBOSE_TYPE", "QUIET", "-STARNNW_NAME", "/usr/share/source-extractor/default.nnw",
    ], check=True, cwd=folder)
    table = fits.getdata(folder / "ask.cat", 1)
    answers = {c: [float(f"{v:.8g}") for v in np.ravel(table[c.split("(")[0]])] for c in names}
    return {"settings": {**BASE, **settings}, "columns": answers}


def main():
    images = {name: np.round(make()) for name, make in IMAGES.items()}
    with tempfile.TemporaryDirectory() as folder:
        rules = {name: {"image": image, **ask(folder, images[image], *rest)} for name, (image, *rest) in RULES.items()}
    pixels = {name: {"shape": image.shape, "pixels": [None if v != v else int(v) for v in image.ravel()]} for name, image in images.items()}
    text = json.dumps({"wcs": WCS, "kernel": KERNEL, "images": pixels, "rules": rules}).encode()
    (HERE / "rules.json.gz").write_bytes(gzip.compress(text, mtime=0))


if __name__ == "__main__":
    main()
