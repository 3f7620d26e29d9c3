"""Quantiles, levels and colours of numpy, scipy and astropy for the tests of histogram, stretch and pictures.

/usr/bin/python3 test/truth/stretch/make.py [DATA]     DATA: folder of real FITS files, ../shared/data unless said

The synthetic pixels come from a linear congruence that the tests repeat, so that only answers are stored.
"""

import json
import os
import sys

import numpy as np
from astropy.io import fits
from astropy.visualization import AsinhStretch, LinearStretch, LogStretch, SqrtStretch, make_lupton_rgb
from scipy.optimize import brentq
from scipy.stats import norm

here = os.path.dirname(os.path.abspath(__file__))
data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "../../../../shared/data")

SHARES = [0, 0.0001, 0.001, 0.01, 0.1587, 0.5, 0.8413, 0.99, 0.998, 0.9999, 1]
LEVELS = 255


def seeded(seed):
    """Numbers in [0, 1), as `seeded` of test/core/pictures/slow-twins.ts."""
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) % 2**32
        yield state / 2**32


def sky(seed, n, mean, sigma):
    """Nearly normal noise (the sum of twelve uniform numbers) and a star in every tenth pixel."""
    random = seeded(seed)
    out = np.empty(n)
    for i in range(n):
        noise = 0.0
        for _ in range(12):
            noise += next(random)
        star = next(random)
        flux = 0.05 / (star + 1e-4) if i % 10 == 0 else 0.0
        out[i] = mean + sigma * (noise - 6 + flux)
    return out.astype(np.float32)


def bracket(ordered, share):
    """Order statistics two places below and above a share of the pixels: any definition of a quantile lies between."""
    rank = share * len(ordered)
    last = len(ordered) - 1
    low = int(np.clip(np.floor(rank) - 2, 0, last))
    high = int(np.clip(np.ceil(rank) + 1, 0, last))
    return [float(ordered[low]), float(ordered[high])]


def share_below(ordered, value):
    n = len(ordered)
    return float(np.clip(np.searchsorted(ordered, value) / n, 0.5 / n, 1 - 0.5 / n))


def gaussian(ordered, low, high, log):
    gmin, gmax = norm.ppf(share_below(ordered, low)), norm.ppf(share_below(ordered, high))
    t = np.arange(LEVELS) / (LEVELS - 1)
    # Montage: gmax - 10^(log10(gmax - gmin)/255 (256 - j)) for j = 1 to 256; here for 255 levels
    deviates = gmax - 10 ** (np.log10(gmax - gmin) * (1 - t)) if log else gmin + (gmax - gmin) * t
    return [bracket(ordered, p) for p in norm.cdf(deviates)]


def asinh_bend(x):
    """That shows the median, x of the way from low to high, at 0.12 of the brightness; 1 where that would be too little."""
    miss = lambda b: np.arcsinh(b * x) - 0.12 * np.arcsinh(b)
    return brentq(miss, 1, 10000, xtol=1e-12) if miss(1) < 0 else 1


def case(name, pixels):
    ordered = np.sort(pixels.astype(np.float64))
    p16, p50, p84 = np.percentile(ordered, [15.865525393145708, 50, 84.1344746068543])
    sigma = (p84 - p16) / 2
    low, high = p50 - 2 * sigma, float(np.percentile(ordered, 99.9))
    sample = ordered[:: max(1, len(ordered) // 400)]
    ends = {kind: (low, high) for kind in ["linear", "sqrt", "log"]}
    # up to the brightest star, so that there is something to bend
    ends["asinh"] = (float(np.percentile(ordered, 7)), float(ordered[-1]))
    share = lambda kind, v: np.clip((v - ends[kind][0]) / (ends[kind][1] - ends[kind][0]), 0, 1)
    stretches = {
        "linear": LinearStretch(),
        "sqrt": SqrtStretch(),
        "log": LogStretch(1000),
        "asinh": AsinhStretch(1 / asinh_bend(share("asinh", p50))),
    }
    return {
        "name": name,
        "count": len(ordered),
        "quantiles": [bracket(ordered, share) for share in SHARES],
        "median": p50,
        "sigma": sigma,
        "low": low,
        "high": high,
        "sample": [float(v) for v in sample],
        # the level before it is cut to a whole number, as Hipsgen's for linear: floor((v - low)/(high - low) 254 + 1)
        "levels": {kind: [float(v) for v in stretch(share(kind, sample)) * 254 + 1] for kind, stretch in stretches.items()},
        "ends": ends,
        "gaussian": gaussian(ordered, low, high, False),
        "gaussian-log": gaussian(ordered, low, high, True),
    }


def lupton():
    """astropy's AsinhMapping is ours when slope and softening are matched: 25.5/asinh(Q/10) = 255/sqrt(q), Q/stretch = q."""
    random = seeded(5)
    rgb = np.array([next(random) for _ in range(3 * 1024)]).reshape(3, 32, 32) ** 4 * 3 - 0.05
    rgb = rgb.astype(np.float32).astype(np.float64)
    out = {}
    for q in [3, 8, 20, 60]:
        big = 10 * np.sinh(np.sqrt(q) / 10)
        picture = make_lupton_rgb(rgb[0], rgb[1], rgb[2], minimum=0, stretch=big / q, Q=big)
        out[str(q)] = picture.reshape(-1).tolist()
    return out


def real():
    out = {}
    for name in ["2mass/gc_2mass_j.fits", "2mass/gc_2mass_k.fits", "2mass/aK_asky_990502s1430092.fits.gz"]:
        pixels = fits.getdata(os.path.join(data, name)).astype(np.float32)
        ordered = np.sort(pixels[np.isfinite(pixels)].astype(np.float64))
        out[name] = {"count": len(ordered), "quantiles": [bracket(ordered, share) for share in SHARES]}
    return out


z = np.concatenate([np.linspace(-8, 8, 65), [-30, -20]])
p = np.concatenate([10.0 ** np.arange(-300, 0, 20), np.linspace(0.001, 0.999, 41), 1 - 10.0 ** np.arange(-12, -2)])
truth = {
    "shares": SHARES,
    "normal": {
        "z": z.tolist(),
        "share": norm.cdf(z).tolist(),
        "p": p.tolist(),
        "deviate": norm.ppf(p).tolist(),
    },
    "cases": [
        case("sky 1000, noise 4", sky(1, 20000, 1000, 4)),
        case("sky 0, noise 1", sky(2, 20000, 0, 1)),
        case("sky 600, noise 1.2", sky(3, 20000, 600, 1.2)),
        case("sky -20, noise 0.001", sky(4, 20000, -20, 0.001)),
    ],
    "lupton": lupton(),
    "real": real(),
}


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(one) for one in value]
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    return value


exact = truth["normal"]
truth = rounded(truth)
truth["normal"] = exact
with open(os.path.join(here, "levels.json"), "w") as out:
    json.dump(truth, out, separators=(",", ":"))
    out.write("\n")
