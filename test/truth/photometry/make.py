#!/usr/bin/python3
"""SEP's answers for the photometry of sep-wasm.

    make.py [DATA_DIR]

Writes beside itself
    synthetic.json.gz   apertures on one small image that Python and TypeScript make by the same integer formula
                        (see `pixels` here and sep-wasm/test/photometry/synthetic.ts)
    real.json.gz        sources of real images in DATA_DIR (default ../../../../shared/data): positions and forms found by
                        SEP, and their photometry on the image minus one constant
    windowed.json.gz    SExtractor's own detections on the synthetic image and on NGC 1261 minus a constant, with the
                        windowed positions it made of them
Needs Debian's python3-sep, python3-astropy and source-extractor.
"""
import gzip
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import sep
from astropy.io import fits

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 160, 120
KERNEL = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float32)


def draws(seed, n):
    """n 32-bit numbers of a linear congruential generator."""
    out = np.empty(n, np.int64)
    for k in range(n):
        seed = (seed * 1664525 + 1013904223) % 2**32
        out[k] = seed
    return out


def sources():
    """Centres in 1/16 pixel, amplitudes, and the forms of the profiles, all integers. The first ones sit on pixel
    centres and corners, where sub-pixels fall on the rims of apertures; the last ones hang over the edges."""
    d = draws(20240607, 40 * 4).reshape(40, 4)
    x16 = 16 * 8 + (d[:, 0] >> 8) % (16 * (WIDTH - 16))
    y16 = 16 * 8 + (d[:, 1] >> 8) % (16 * (HEIGHT - 16))
    x16[:6] = x16[:6] // 16 * 16 + np.array([0, 0, 8, 8, 0, 0])
    y16[:6] = y16[:6] // 16 * 16 + np.array([0, 0, 0, 8, 8, 0])
    x16[36:] = np.array([5, 16 * (WIDTH - 1) - 3, 16 * 70, -20])
    y16[36:] = np.array([16 * 60, 16 * 20 + 5, 16 * (HEIGHT - 1) + 4, 16 * 30])
    amplitude = 2000 + (d[:, 2] >> 8) % 60000
    form = (d[:, 3] >> 8) % 4
    return x16, y16, amplitude, form


# integer quadratic forms xx dx^2 + xy dx dy + yy dy^2 and their ellipses (semi-axes in pixels, radians)
FORMS = [(4, 0, 4), (2, 0, 6), (5, 4, 3), (1, 0, 1)]

# of ellipses: no simple number, for whether a sub-pixel on an ellipse's rim counts hangs on the last bit of a cosine
SCALE = 0.5123


def ellipses(form):
    shape = []
    for xx, xy, yy in FORMS:
        values, vectors = np.linalg.eigh(np.array([[xx, xy / 2], [xy / 2, yy]], float))
        a, b = 3 / np.sqrt(values)
        theta = np.arctan2(vectors[1, 0], vectors[0, 0])
        theta = (theta + np.pi / 2) % np.pi - np.pi / 2
        shape.append((a, b, theta))
    return np.array(shape)[form].T


def pixels():
    """The image: profiles (1 + q)^-2 in integer arithmetic on integer noise, in units of 1/16."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.int64)
    total = np.zeros((HEIGHT, WIDTH), np.int64)
    for x16, y16, amplitude, form in zip(*sources()):
        xx, xy, yy = FORMS[form]
        dx, dy = 16 * x - x16, 16 * y - y16
        q = xx * dx * dx + xy * dx * dy + yy * dy * dy
        t = 65536 * 2304 // (2304 + q)
        total += amplitude * t * t // 2**32
    noise = draws(7, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH)
    total += (noise >> 24) + ((noise >> 16) & 255) + ((noise >> 8) & 255) - 382
    return (total / 16).astype(np.float32)


def maps():
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    error = (1 + ((7 * x + 13 * y) % 16) / 16).astype(np.float32)
    mask = (31 * x + 17 * y) % 23 == 0
    mask |= (x > 100) & (x < 108) & (y > 50) & (y < 90)
    segments = ((x >> 3) + (y >> 3)) % 3
    return error, mask, segments.astype(np.int32)


def numbers(values):
    """JSON has no NaN."""
    return [None if v != v else v for v in np.asarray(values, float).ravel().tolist()]


def synthetic():
    x16, y16, _, form = sources()
    x, y = x16 / 16, y16 / 16
    a, b, theta = ellipses(form)
    image = pixels()
    error, mask, segments = maps()
    ids = 1 + np.arange(len(x)) % 2
    answers = []

    def add(call, args, options, result):
        answers.append({"call": call, "args": args, "options": options, "result": [numbers(r) for r in result]})

    fields = [
        ({}, {}),
        ({"err": 2.0, "gain": 1.5}, {"err": 2.0, "gain": 1.5}),
        ({"var": 3.0}, {"var": 3.0}),
        ({"err": "map", "gain": 1.5}, {"err": error, "gain": 1.5}),
        ({"var": "map"}, {"var": error}),
        ({"err": 2.0, "gain": 1.5, "mask": True}, {"err": 2.0, "gain": 1.5, "mask": mask}),
        ({"err": "map", "mask": True}, {"err": error, "mask": mask}),
        ({"err": 2.0, "ids": 1}, {"err": 2.0, "segmap": segments, "seg_id": ids}),
        ({"err": 2.0, "ids": -1}, {"err": 2.0, "segmap": segments, "seg_id": -ids}),
        ({"err": "map", "ids": 1, "mask": True}, {"err": error, "segmap": segments, "seg_id": ids, "mask": mask}),
    ]
    for named, given in fields:
        for subpix, r in ((5, 3.0), (1, 4.0), (0, 3.3), (11, 2.5)):
            add("sumCircle", [r], {**named, "subpix": subpix}, sep.sum_circle(image, x, y, r, subpix=subpix, **given))
            add("sumEllipse", [r * SCALE], {**named, "subpix": subpix},
                sep.sum_ellipse(image, x, y, a, b, theta, r * SCALE, subpix=subpix, **given))
        for subpix in (5, 0):
            add("sumCircann", [3.0, 6.5], {**named, "subpix": subpix},
                sep.sum_circann(image, x, y, 3.0, 6.5, subpix=subpix, **given))
            add("sumEllipann", [3 * SCALE, 5 * SCALE], {**named, "subpix": subpix},
                sep.sum_ellipann(image, x, y, a, b, theta, 3 * SCALE, 5 * SCALE, subpix=subpix, **given))
        if "ids" not in named:
            add("sumCircle", [3.0], {**named, "bkgann": [6, 8.5]},
                sep.sum_circle(image, x, y, 3.0, bkgann=(6, 8.5), **given))
            add("sumEllipse", [2 * SCALE], {**named, "bkgann": [4 * SCALE, 6 * SCALE]},
                sep.sum_ellipse(image, x, y, a, b, theta, 2 * SCALE, bkgann=(4 * SCALE, 6 * SCALE), **given))
        where = {k: v for k, v in named.items() if k in ("mask", "ids")}
        given = {k: v for k, v in given.items() if k in ("mask", "segmap", "seg_id")}
        for r in (6.0, 2.5):
            add("kronRadius", [r], where, sep.kron_radius(image, x, y, a, b, theta, r, **given))
        if "ids" in named and "mask" in named:
            continue
        for subpix, rmax in ((5, 9.0), (1, 6.4)):
            add("fluxRadius", [rmax, [0.1, 0.5, 0.9]], {**where, "subpix": subpix},
                sep.flux_radius(image, x, y, np.full(len(x), rmax), [0.1, 0.5, 0.9], subpix=subpix, **given))
        add("fluxRadius", [12.0, [0.5]], {**where, "normflux": 20000.0},
            sep.flux_radius(image, x, y, np.full(len(x), 12.0), [0.5], normflux=np.full(len(x), 20000.0), **given))
        if "ids" not in named:
            for subpix, sigma in ((11, 1.6), (0, 2.3), (1, 0.1)):
                add("winpos", [sigma], {**where, "subpix": subpix},
                    sep.winpos(image, x, y, sigma, subpix=subpix, **given))
    return {"x": numbers(x), "y": numbers(y), "a": numbers(a), "b": numbers(b), "theta": numbers(theta),
            "sum": float(image.astype(float).sum()), "answers": answers}


REAL = [
    ("hst/ubai2502m_c0m_aligned.fits", 1),
    ("hst/Hubble_M51_Green_lowerRes.FITS", 0),
    ("hst/HST-HDFS.fits", 1),
    ("emmi/galaxies.fits", 0),
    ("2mass/aK_asky_990502s1350080.fits.gz", 0),
]


def real(data_dir):
    """At most 250 sources per image; a NaN pixel is a masked one."""
    images = []
    for path, hdu in REAL:
        data = np.ascontiguousarray(fits.getdata(os.path.join(data_dir, path), hdu), np.float32)
        missing = ~np.isfinite(data)
        mask = missing if missing.any() else None
        data[missing] = 0
        background = sep.Background(data, mask=mask)
        level, rms = np.float32(background.globalback), float(np.float32(background.globalrms))
        found = sep.extract(data - background.back(), 1.5, err=rms, mask=mask, filter_kernel=KERNEL, filter_type="conv")
        found = found[:: max(1, -(-len(found) // 250))]
        image = data - level
        x, y = found["x"], found["y"]
        a, b = np.maximum(found["a"], 1e-3), np.maximum(found["b"], 1e-3)
        theta = np.clip(found["theta"], -np.pi / 2, np.pi / 2)
        aper = sep.sum_circle(image, x, y, 3.0, err=rms, gain=1.0, mask=mask, subpix=5)
        kron = sep.kron_radius(image, x, y, a, b, theta, 6.0, mask=mask)
        scale = np.maximum(2.5 * np.nan_to_num(kron[0]), 3.5)
        auto = sep.sum_ellipse(image, x, y, a, b, theta, scale, err=rms, gain=1.0, mask=mask, subpix=1)
        radius = sep.flux_radius(image, x, y, 6 * a, 0.5, normflux=auto[0], mask=mask, subpix=5)
        sigma = 2 / 2.35 * np.maximum(np.nan_to_num(radius[0]), 0.5)
        window = sep.winpos(image, x, y, sigma, mask=mask)
        images.append({
            "path": path, "hdu": hdu, "level": float(level), "rms": rms,
            **{name: numbers(values) for name, values in {
                "x": x, "y": y, "a": a, "b": b, "theta": theta,
                "aperFlux": aper[0], "aperError": aper[1], "aperFlag": aper[2],
                "kron": kron[0], "kronFlag": kron[1],
                "autoFlux": auto[0], "autoError": auto[1], "autoFlag": auto[2],
                "radius": radius[0], "radiusFlag": radius[1],
                "xwin": window[0], "ywin": window[1], "windowFlag": window[2]}.items()},
        })
    return images


WINDOWED = {
    "x": "X_IMAGE", "y": "Y_IMAGE", "a": "A_IMAGE", "b": "B_IMAGE", "theta": "THETA_IMAGE", "radius": "FLUX_RADIUS",
    "xwin": "XWIN_IMAGE", "ywin": "YWIN_IMAGE", "errx2": "ERRX2WIN_IMAGE", "erry2": "ERRY2WIN_IMAGE",
    "errxy": "ERRXYWIN_IMAGE", "lost": "FLAGS_WIN",
}


def sextractor(image):
    """SExtractor's catalogue of an image without a background: its own default settings, but for those given here."""
    with tempfile.TemporaryDirectory() as scratch:
        def path(name):
            return os.path.join(scratch, name)
        fits.writeto(path("image.fits"), image)
        with open(path("columns"), "w") as columns:
            columns.write("\n".join(WINDOWED.values()) + "\n")
        subprocess.run(
            ["source-extractor", path("image.fits"), "-c", "/dev/null", "-PARAMETERS_NAME", path("columns"),
             "-CATALOG_NAME", path("out.fits"), "-CATALOG_TYPE", "FITS_1.0", "-BACK_TYPE", "MANUAL", "-BACK_VALUE", "0",
             "-FILTER", "N", "-DETECT_THRESH", "2", "-MASK_TYPE", "NONE", "-GAIN", "1", "-GAIN_KEY", "NONE",
             "-SATUR_KEY", "NONE", "-PIXEL_SCALE", "1", "-VERBOSE_TYPE", "QUIET"],
            check=True, cwd=scratch)
        return fits.getdata(path("out.fits"), 1)


def windowed(data_dir):
    answers = []
    path, hdu = REAL[0]
    data = np.ascontiguousarray(fits.getdata(os.path.join(data_dir, path), hdu), np.float32)
    level = np.float32(sep.Background(data).globalback)
    for name, image, step in (("synthetic", pixels(), 1), (path, data - level, 9)):
        found = sextractor(image)[::step]
        columns = {ours: np.asarray(found[theirs], float) for ours, theirs in WINDOWED.items()}
        for name_1 in ("x", "y", "xwin", "ywin"):
            columns[name_1] -= 1
        columns["theta"] = np.radians(columns["theta"])
        rms = float(sep.Background(image).globalrms)
        answers.append({"path": name, "hdu": hdu, "level": float(level), "rms": rms,
                        **{name_1: numbers(values) for name_1, values in columns.items()}})
    return answers


def write(name, value):
    with open(os.path.join(HERE, name), "wb") as raw:
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as out:
            out.write(json.dumps(value, separators=(",", ":")).encode())


def main():
    data_dir = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../../../shared/data")
    sep.set_extract_pixstack(3000000)
    write("synthetic.json.gz", synthetic())
    write("real.json.gz", real(data_dir))
    write("windowed.json.gz", windowed(data_dir))


if __name__ == "__main__":
    main()
