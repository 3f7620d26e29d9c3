"""Writes tile-compressed files of kinds that the shared data lack, and what cfitsio (through astropy) makes of them.

    /usr/bin/python3 test/truth/fits/codecs.py FOLDER

For each NAME: NAME.fits.fz and NAME.raw, the pixels as little-endian bytes of their type.
"""

import os
import subprocess
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")
folder = sys.argv[1]
rng = np.random.default_rng(42)


def field(height, width, noise=10.0):
    y, x = np.mgrid[:height, :width]
    return 100 + 5000 * np.exp(-((x - width / 3) ** 2 + (y - height / 2) ** 2) / 60) + rng.normal(0, noise, (height, width))


def decoded(name):
    with fits.open(os.path.join(folder, name + ".fits.fz")) as hdus:
        return np.array(hdus[1].data)


def save(name, array):
    array = np.ascontiguousarray(array)
    array.astype(array.dtype.newbyteorder("<")).tofile(os.path.join(folder, name + ".raw"))


def compress(name, array, truth=None, **how):
    if "tile_size" in how:
        how["tile_size"] = list(how["tile_size"])  # astropy changes it
    hdu = fits.CompImageHDU(array, **how)
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(os.path.join(folder, name + ".fits.fz"), overwrite=True)
    save(name, decoded(name) if truth is None else truth)


smooth = field(61, 83).astype("i4")
for scale in (4, 20):
    compress("hcomp_smooth%d" % scale, smooth, compression_type="HCOMPRESS_1", hcomp_scale=scale, hcomp_smooth=1, tile_size=(83, 61))
compress("hcomp_negative", (smooth - 3000), compression_type="HCOMPRESS_1", tile_size=(83, 30))
compress("hcomp_i16", smooth.astype("i2"), compression_type="HCOMPRESS_1", tile_size=(50, 61))
# coefficients beyond 31 bits
big = (field(64, 100, 1e8) * 2e5 - 1e9).clip(-(2**31), 2**31 - 1).astype("i4")
compress("hcomp_wide", big, big, compression_type="HCOMPRESS_1", tile_size=(100, 64))
bright = (field(64, 100) * 4e5).astype("i4")
compress("hcomp_wide_smooth", bright, compression_type="HCOMPRESS_1", hcomp_scale=2, hcomp_smooth=1, tile_size=(100, 64))
compress("hcomp_float_dither2", field(64, 100).astype("f4"), compression_type="HCOMPRESS_1", tile_size=(100, 16), quantize_method=2, dither_seed=7)
compress("rice_dither1_seed", field(50, 2100).astype("f4"), compression_type="RICE_1", tile_size=(2100, 50), quantize_method=1, dither_seed=10000)
compress("rice_extreme", rng.integers(-(2**31), 2**31, (20, 33)).astype("i4"), compression_type="RICE_1")
compress("rice_i16_extreme", rng.integers(-(2**15), 2**15, (20, 33)).astype("i2"), compression_type="RICE_1")
compress("rice_u8", rng.integers(0, 256, (20, 33)).astype("u1"), compression_type="RICE_1", tile_size=(7, 9))
compress("rice_cube", rng.integers(0, 99, (5, 20, 33)).astype("i2"), compression_type="RICE_1", tile_size=(10, 8, 2))
compress("rice_constant", np.full((40, 500), 77, "i4"), compression_type="RICE_1")
compress("gzip1_i32_tiles", smooth, compression_type="GZIP_1", tile_size=(17, 13))
compress("gzip2_i16_tiles", smooth.astype("i2"), compression_type="GZIP_2", tile_size=(17, 13))
mask = (field(70, 9000) > 105).astype("i2") * 5 + (field(70, 9000) > 130) * 4000
compress("plio_long", mask.astype("i2"), compression_type="PLIO_1", tile_size=(9000, 7))
compress("plio_i32", (mask.astype("i4") * 2000), compression_type="PLIO_1")

# fpack marks NaN by ZBLANK
if os.path.exists("/usr/bin/fpack"):
    array = field(64, 100).astype("f4")
    array[10:20, 30:50] = np.nan
    plain = os.path.join(folder, "plain.fits")
    for name, flags in (("fpack_rice_nan", ["-r", "-q", "16"]), ("fpack_gzip_nan", ["-g", "-q", "16"])):
        fits.PrimaryHDU(array).writeto(plain, overwrite=True)
        subprocess.run(["fpack", "-D", "-Y", *flags, plain], check=True)
        os.replace(plain + ".fz", os.path.join(folder, name + ".fits.fz"))
        subprocess.run(["funpack", "-O", plain, os.path.join(folder, name + ".fits.fz")], check=True)
        save(name, fits.getdata(plain))
        os.remove(plain)
