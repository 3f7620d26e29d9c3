"""Seconds of python sep's calls on an image, by the settings of starfield.sex: sep-calls.py IMAGE.fits"""
import sys
import time

import numpy as np
import sep
from astropy.io import fits

sep.set_extract_pixstack(3_000_000)
sep.set_sub_object_limit(8192)
data = np.ascontiguousarray(fits.getdata(sys.argv[1]), dtype=np.float32)  # native byte order
kernel = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], dtype=np.float32)

begin = time.perf_counter()
background = sep.Background(data, bw=64, bh=64, fw=3, fh=3)
image = data - background.back()
rms = background.globalrms
found = sep.extract(image, 1.5, err=rms, minarea=5, filter_kernel=kernel, filter_type="conv",
                    deblend_nthresh=32, deblend_cont=0.005, clean=True, clean_param=1.0)
x, y, a, b = found["x"], found["y"], np.maximum(found["a"], 1e-3), np.maximum(found["b"], 1e-3)
theta = np.clip(found["theta"], -np.pi / 2, np.pi / 2)
sep.sum_circle(image, x, y, 3.0, err=rms, gain=1.0, subpix=5)
radius, _ = sep.kron_radius(image, x, y, a, b, theta, 6.0)
scale = np.maximum(2.5 * np.nan_to_num(radius), 3.5)
flux, _, _ = sep.sum_ellipse(image, x, y, a, b, theta, scale, err=rms, gain=1.0, subpix=1)
half, _ = sep.flux_radius(image, x, y, 6.0 * a, 0.5, normflux=flux, subpix=5)
sep.winpos(image, x, y, 2.0 / 2.35 * np.maximum(np.nan_to_num(half), 0.1))
print(time.perf_counter() - begin)
