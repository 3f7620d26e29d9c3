"""Answers of healpy for the HEALPix tests.

    /usr/bin/python3 test/truth/healpix/make.py

Writes pixels.json.gz beside itself: positions, their nested pixels at all orders 0 to 29 (as text: they pass 2^53), and
centres, corners and neighbours of some pixels of each order. Made with healpy 1.16.1.
"""

import gzip
import json
import os

import healpy
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20261121)


def positions():
    """At random over the sphere, near the poles, and near (not on) the lines where faces and zones meet."""
    lon = list(rng.uniform(0, 360, 300))
    lat = list(np.degrees(np.arcsin(rng.uniform(-1, 1, 300))))
    for height in (90, -90):
        for step in (1e-1, 1e-3, 1e-5, 1e-7):
            for turn in rng.uniform(0, 360, 4):
                lon.append(turn)
                lat.append(height - np.sign(height) * step)
    edge = np.degrees(np.arcsin(2 / 3))
    for turn in range(0, 361, 45):
        for height in (-edge, 0, edge, 12.5, -60.5):
            for dx, dy in rng.uniform(-1e-6, 1e-6, (2, 2)):
                lon.append(turn + dx)
                lat.append(height + dy)
    lon += [0, 360, 359.9999999999, 1e-13, -1e-3, 720.5, -180.25]
    lat += [10.1, 10.1, 10.1, 10.1, 20.2, -30.3, 70.7]
    return np.array(lon), np.array(lat)


def marks():
    """Positions on the lines themselves. They belong to two pixels or more: at which, healpy says."""
    edges = [(float(lon), float(lat)) for lon in range(0, 360, 45) for lat in (-90, -45, 0, 30, 90)]
    return np.array([p[0] for p in edges]), np.array([p[1] for p in edges])


def pixels(order, lon, lat):
    return [str(p) for p in healpy.ang2pix(2**order, lon, lat, nest=True, lonlat=True)]


def some_pixels(order):
    """The corners of all faces, and a few at random."""
    cells = 4**order
    chosen = {face * cells + place for face in range(12) for place in (0, cells // 3, 2 * (cells // 3), cells - 1)}
    chosen |= {int(p) for p in rng.integers(0, 12 * cells, 12)}
    return np.array(sorted(chosen), dtype=np.int64)


def order_answers(order):
    nside = 2**order
    chosen = some_pixels(order)
    lon, lat = healpy.pix2ang(nside, chosen, nest=True, lonlat=True)
    entry = {"order": order, "ipix": [str(p) for p in chosen], "lon": lon.tolist(), "lat": lat.tolist()}
    few = chosen[::5]
    vectors = healpy.boundaries(nside, few, step=1, nest=True)
    entry["cornerOf"] = [str(p) for p in few]
    entry["corners"] = np.transpose(vectors, (0, 2, 1)).tolist()
    entry["neighbours"] = [[str(q) for q in row] for row in healpy.get_all_neighbours(nside, chosen, nest=True).T]
    return entry


def main():
    lon, lat = positions()
    mark_lon, mark_lat = marks()
    value = {
        "lon": lon.tolist(), "lat": lat.tolist(),
        "pixels": [pixels(order, lon, lat) for order in range(30)],
        "marks": {"lon": mark_lon.tolist(), "lat": mark_lat.tolist(), "pixels": [pixels(order, mark_lon, mark_lat) for order in range(30)]},
        "orders": [order_answers(order) for order in range(30)],
    }
    with open(os.path.join(HERE, "pixels.json.gz"), "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as out:
            out.write(json.dumps(value, separators=(",", ":")).encode())


main()
