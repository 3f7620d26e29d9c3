"""Answers of wcslib and astropy for the WCS tests.

    /usr/bin/python3 test/truth/wcs/make.py [DATA_DIR]

Writes, beside itself, headers.json.gz (every celestial header under DATA_DIR: file name, HDU, pixels, sky positions) and
synthetic.json.gz and lookups.json.gz (headers and tables
invented here, with the same). DATA_DIR is ../shared/data beside the checkout if not given.
Made with astropy 5.2.1 and the wcslib 7.12 inside it.
"""

import gzip
import json
import math
import os
import sys
import warnings

import numpy as np
from astropy.coordinates import BarycentricMeanEcliptic, FK4NoETerms, SkyCoord
from astropy.io import fits
from astropy.time import Time
from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, value):
    """The same bytes every time: no name and no time in the gzip header."""
    text = json.dumps(value, separators=(",", ":"))
    with open(os.path.join(HERE, name), "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as out:
            out.write(text.encode())


def numbers(array):
    """Doubles in full; null for NaN."""
    return [None if not math.isfinite(value) else float(value) for value in array]


def frame_of(w):
    """The frame of the WCS, None if astropy has no conversion to ICRS for it."""
    if w.wcs.lngtyp == "RA" and w.wcs.radesys == "FK4-NO-E":
        return FK4NoETerms(equinox=Time(w.wcs.equinox, format="byear"))
    if w.wcs.lngtyp == "ELON" and w.wcs.radesys in ("ICRS", "FK5"):
        # What wcs_to_celestial_frame takes for ICRS.
        equinox = w.wcs.equinox if math.isfinite(w.wcs.equinox) else 2000.0
        return BarycentricMeanEcliptic(equinox=Time(equinox, format="jyear"))
    if w.wcs.lngtyp not in ("RA", "GLON"):
        return None
    try:
        return wcs_to_celestial_frame(w)
    except Exception:
        return None


def answers(w, x, y):
    """Sky, ICRS and pixels again for 0-based pixels x, y."""
    distorted = w.sip is not None or w.cpdis1 is not None or w.cpdis2 is not None or w.det2im1 is not None or w.det2im2 is not None
    full = np.tile(w.wcs.crpix - 1, (len(x), 1))
    axes = sorted([w.wcs.lng, w.wcs.lat])
    full[:, axes[0]] = x
    full[:, axes[1]] = y
    world = w.all_pix2world(full, 0)
    good = np.isfinite(world[:, w.wcs.lng])
    lon, lat = world[:, w.wcs.lng], world[:, w.wcs.lat]
    back = np.full_like(full, np.nan)
    if good.any():
        if distorted:
            back[good] = w.all_world2pix(world[good], 0, tolerance=1e-12, maxiter=100, quiet=True)
        else:
            back[good] = w.wcs_world2pix(world[good], 0)
    result = {"lon": numbers(lon), "lat": numbers(lat), "x2": numbers(back[:, axes[0]]), "y2": numbers(back[:, axes[1]])}
    frame = frame_of(w)
    if frame is not None and good.any() and frame.name in ("icrs", "fk5", "fk4", "fk4noeterms", "galactic", "barycentricmeanecliptic"):
        icrs = SkyCoord(lon[good], lat[good], frame=frame, unit="deg").icrs
        ra, dec = np.full(len(x), np.nan), np.full(len(x), np.nan)
        ra[good], dec[good] = icrs.ra.deg, icrs.dec.deg
        result["ra"], result["dec"] = numbers(ra), numbers(dec)
    return result


def pixels(width, height, crpix):
    """Corners, edges, centre, the reference pixel, a lattice inside and points far outside."""
    points = [(crpix[0] - 1, crpix[1] - 1)]
    for fx in (-0.7, 0, 0.31, 0.5, 0.83, 1, 1.9):
        for fy in (-0.7, 0, 0.31, 0.5, 0.83, 1, 1.9):
            if (fx in (-0.7, 1.9)) == (fy in (-0.7, 1.9)):
                points.append((fx * width - 0.5, fy * height - 0.5))
    return np.array([p[0] for p in points]), np.array([p[1] for p in points])


def real_headers(data):
    """One entry for each celestial HDU of each file that astropy opens."""
    entries = []
    for folder, folders, names in os.walk(data):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            try:
                hdus = fits.open(path)
            except Exception:
                continue
            for index, hdu in enumerate(hdus):
                entry = real_header(hdus, index, hdu)
                if entry is not None:
                    entries.append({"file": os.path.relpath(path, data), "hdu": index, **entry})
            hdus.close()
    entries.sort(key=lambda entry: (entry["file"], entry["hdu"]))
    return entries


def real_header(hdus, index, hdu):
    try:
        header = hdu.header.copy()
    except Exception:
        return None
    ctype = str(header.get("CTYPE1", ""))
    if "A_ORDER" in header and not ctype.strip().endswith("-SIP"):
        # Left over from the images a mosaic was made of; astropy would apply them.
        for keyword in [k for k in header if k[:2] in ("A_", "B_") or k[:3] in ("AP_", "BP_")]:
            del header[keyword]
    try:
        w = WCS(header, hdus)
        if not w.has_celestial or w.wcs.ctype[w.wcs.lng][4:5] != "-":
            return None  # 'RA' without a projection is a linear axis
        if w.naxis > 2:
            w = w.celestial
    except Exception as error:
        return {"refused": type(error).__name__}
    width, height = (int(header.get(f"NAXIS{k}", 0)) for k in (1, 2))
    if width < 10 or height < 10:
        width, height = 1000, 800
    x, y = pixels(width, height, w.wcs.crpix)
    return {"x": numbers(x), "y": numbers(y), **answers(w, x, y)}


PLANES = {
    "turned": {"CROTA2": 33.3, "CDELT1": -1.9, "CDELT2": 2.1},
    "matrix": {"PC1_1": 0.8, "PC1_2": -0.55, "PC2_1": 0.61, "PC2_2": 0.77, "CDELT1": -2.0, "CDELT2": 1.8},
    "fine": {"CD1_1": -2.1e-5, "CD1_2": 1.3e-5, "CD2_1": 1.2e-5, "CD2_2": 2.2e-5},
    "mirror": {"CD1_1": 2.0, "CD1_2": 0.1, "CD2_1": -0.2, "CD2_2": 1.9},
}
PLACES = [(0, 0), (359.9, -0.1), (123.4, 56.7), (200, -66), (10, 90), (250, -90), (83.6, 89.9), (0, -45)]
POLES = [{"LONPOLE": -60.0, "LATPOLE": 80.0}, {"LONPOLE": 20.0}, {}, {"LONPOLE": 165.0, "LATPOLE": -20.0}, {"LONPOLE": 180.0, "LATPOLE": -90.0}]
PROJECTIONS = {
    "TAN": {}, "SIN": {}, "ARC": {}, "STG": {}, "ZEA": {}, "CAR": {}, "AIT": {}, "MOL": {}, "SFL": {}, "TSC": {}, "HPX": {},
    "SIN slant": {"PV2_1": 0.3, "PV2_2": -0.2},
    "ZPN": {"PV2_1": 1.0, "PV2_3": -0.05},
    "ZPN cubic": {"PV2_0": 0.01, "PV2_1": 0.975, "PV2_2": -0.1, "PV2_3": -0.03, "PV2_7": 1e-4},
    "AZP": {"PV2_1": 2.0}, "AZP slant": {"PV2_1": 2.2, "PV2_2": 30.0}, "AZP near": {"PV2_1": 0.5, "PV2_2": -20.0},
    "HPX 6 4": {"PV2_1": 6, "PV2_2": 4}, "HPX 5 2": {"PV2_1": 5, "PV2_2": 2}, "HPX 4 1": {"PV2_1": 4, "PV2_2": 1},
    "CEA": {}, "CEA half": {"PV2_1": 0.5}, "MER": {}, "PAR": {}, "COE": {"PV2_1": 45.0, "PV2_2": 20.0}, "COE south": {"PV2_1": -30.0},
    "COE far": {"PV2_1": 60.0, "PV2_2": 0.0},
}


def lattice(step):
    """Pixels over the whole map and beyond, around (0, 0); irregular, so that none stands on an edge by design."""
    x, y = np.meshgrid(np.arange(-7, 8), np.arange(-4, 5))
    x, y = (x * 13.1 + y * 0.37).ravel(), (y * 11.3 + x * 0.13).ravel()
    return np.concatenate([[0], x * step]), np.concatenate([[0], y * step])


def synthetic(title, cards, x, y):
    header = fits.Header()
    base = {"NAXIS": 2, "CRPIX1": 1.0, "CRPIX2": 1.0}
    for keyword, value in {**base, **cards}.items():
        header[keyword] = value
    entry = {"title": title, "cards": {k: v for k, v in {**base, **cards}.items() if k != "NAXIS"}}
    try:
        w = WCS(header)
        return {**entry, "x": numbers(x), "y": numbers(y), **answers(w, x, y)}
    except Exception:
        return {"title": f"{title}, refused", "cards": entry["cards"], "refused": True}


def sweep():
    """Every projection with a choice of planes, places and poles: all combinations would be 3200."""
    entries = []
    for p, (title, pv) in enumerate(PROJECTIONS.items()):
        code = title[:3]
        for k, (lon, lat) in enumerate(PLACES):
            plane = list(PLANES)[(p + k) % len(PLANES)]
            x, y = lattice(1.0 if plane != "fine" else 100.0)
            chosen = slice(k % 3, None, 3)
            # Not every pole is possible at every place: what wcslib refuses is kept too, and the next one tried.
            for turn in range(len(POLES)):
                pole = POLES[(p + 3 * k + turn) % len(POLES)]
                cards = {
                    "CTYPE1": f"RA---{code}", "CTYPE2": f"DEC--{code}", "CRVAL1": float(lon), "CRVAL2": float(lat),
                    **PLANES[plane], **pole, **pv,
                }
                entries.append(synthetic(f"{title}: {plane} at {lon} {lat} {pole}", cards, x[chosen], y[chosen]))
                if "refused" not in entries[-1]:
                    break
    return entries


def special():
    """Frames, units, orders of axes, fiducial points, distortions, old spellings."""
    plane = {"CRVAL1": 83.6, "CRVAL2": 22.0, "CD1_1": -0.01, "CD1_2": 0.002, "CD2_1": 0.001, "CD2_2": 0.011}
    equatorial = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", **plane}
    x, y = (np.array(a, dtype=float) for a in zip((0, 0), (100, 5), (-80, 40), (33.3, -71), (250, 250), (-400, 120), (900, -900)))
    cases = {
        "no frame": {}, "ICRS": {"RADESYS": "ICRS", "EQUINOX": 1975.0}, "FK5": {"RADESYS": "FK5"},
        "FK5 of 1975": {"RADESYS": "FK5", "EQUINOX": 1975.0}, "FK5 of 2015.5": {"RADESYS": "FK5", "EQUINOX": 2015.5},
        "RADECSYS": {"RADECSYS": "FK5", "EQUINOX": 1991.25}, "EQUINOX 2000": {"EQUINOX": 2000.0},
        "FK4 by equinox": {"EQUINOX": 1950.0}, "FK4 by epoch": {"EPOCH": 1950.0}, "FK4 of 1975": {"RADESYS": "FK4", "EQUINOX": 1975.0},
        "FK4 of 1900": {"RADESYS": "FK4", "EQUINOX": 1900.0}, "FK4-NO-E": {"RADESYS": "FK4-NO-E"},
        "galactic": {"CTYPE1": "GLON-TAN", "CTYPE2": "GLAT-TAN"}, "ecliptic": {"CTYPE1": "ELON-TAN", "CTYPE2": "ELAT-TAN"},
        "ecliptic of 1975": {"CTYPE1": "ELON-TAN", "CTYPE2": "ELAT-TAN", "RADESYS": "FK5", "EQUINOX": 1975.0},
        "ecliptic of 2035": {"CTYPE1": "ELON-CAR", "CTYPE2": "ELAT-CAR", "EQUINOX": 2035.0},
        "ecliptic of FK4": {"CTYPE1": "ELON-TAN", "CTYPE2": "ELAT-TAN", "EQUINOX": 1950.0},
        "solar": {"CTYPE1": "HPLN-TAN", "CTYPE2": "HPLT-TAN"}, "planet": {"CTYPE1": "MALN-TAN", "CTYPE2": "MALT-TAN"},
        "DEC first": {"CTYPE1": "DEC--TAN", "CTYPE2": "RA---TAN", "CRVAL1": 22.0, "CRVAL2": 83.6},
        "DEC first, turned": {"CTYPE1": "DEC--CAR", "CTYPE2": "RA---CAR", "CRVAL1": 22.0, "CRVAL2": 83.6, "CROTA1": 30.0,
                              "CDELT1": 0.02, "CDELT2": -0.01},
        "cube": {"WCSAXES": 3, "CTYPE1": "FREQ", "CTYPE2": "RA---SIN", "CTYPE3": "DEC--SIN", "CRVAL1": 1.4e9, "CRVAL2": 83.6,
                 "CRVAL3": 22.0, "CRPIX3": 2.0, "CDELT1": 1e6, "CDELT2": -0.01, "CDELT3": 0.012, "CROTA3": 12.0},
        "arcsec": {"CUNIT1": "arcsec", "CUNIT2": "arcsec", "CRVAL1": 3e5, "CRVAL2": 8e4, "CD1_1": -36.0, "CD1_2": 1.0, "CD2_1": 2.0,
                   "CD2_2": 36.0},
        "rad and mas": {"CUNIT1": "rad", "CUNIT2": "mas", "CRVAL1": 1.5, "CRVAL2": 8e7, "CD1_1": -1e-4, "CD1_2": 0.0, "CD2_1": 0.0,
                        "CD2_2": 36000.0},
        "PC before CD": {"PC1_1": 1.5, "PC2_2": 1.6, "PC1_2": 0.2, "CDELT1": -0.02, "CDELT2": 0.02},
        "CD before CROTA": {"CROTA2": 40.0, "CDELT1": -0.5, "CDELT2": 0.5},
        "PV poles": {"CTYPE1": "RA---SIN", "CTYPE2": "DEC--SIN", "PV1_3": 100.0, "LONPOLE": 50.0},
        "PV fiducial": {"CTYPE1": "RA---SIN", "CTYPE2": "DEC--SIN", "PV1_1": 10.0, "PV1_2": 80.0},
        "PV offset": {"CTYPE1": "RA---SIN", "CTYPE2": "DEC--SIN", "PV1_0": 1.0, "PV1_1": 10.0, "PV1_2": 80.0},
        "PV fiducial CAR": {"CTYPE1": "RA---CAR", "CTYPE2": "DEC--CAR", "PV1_1": 10.0, "PV1_2": 80.0},
        "PV offset CAR": {"CTYPE1": "RA---CAR", "CTYPE2": "DEC--CAR", "PV1_0": 1.0, "PV1_1": 10.0, "PV1_2": 60.0, "PV1_4": 30.0},
        "PV theta TAN": {"PV1_2": 60.0},
        "NCP": {"CTYPE1": "RA---NCP", "CTYPE2": "DEC--NCP"}, "GLS": {"CTYPE1": "RA---GLS", "CTYPE2": "DEC--GLS"},
        "TPV": {"CTYPE1": "RA---TPV", "CTYPE2": "DEC--TPV", "PV1_0": 1e-3, "PV1_1": 1.001, "PV1_2": 2e-3, "PV1_3": 3e-4, "PV1_4": 2e-4,
                "PV1_5": -3e-4, "PV1_7": 2e-5, "PV1_11": -3e-5, "PV2_1": 0.999, "PV2_2": -1e-3, "PV2_4": 1e-4, "PV2_6": 2e-4, "PV2_8": -1e-5},
        "TPV high": {"CTYPE1": "RA---TPV", "CTYPE2": "DEC--TPV", "PV1_1": 1.0, "PV2_1": 1.0, **{f"PV1_{j}": 1e-6 * (j % 5 - 2) for j in range(4, 40)},
                     **{f"PV2_{j}": 1e-6 * (j % 7 - 3) for j in range(4, 40)}},
        "SIP": {"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "A_ORDER": 3, "B_ORDER": 2, "A_2_0": 2e-5, "A_1_1": -1e-5, "A_0_3": 3e-9,
                "B_0_2": -2e-5, "B_1_1": 2e-5, "AP_ORDER": 2, "BP_ORDER": 2, "AP_2_0": -2e-5, "BP_0_2": 2e-5},
        "SIP on ARC": {"CTYPE1": "RA---ARC-SIP", "CTYPE2": "DEC--ARC-SIP", "A_ORDER": 2, "B_ORDER": 2, "A_2_0": 2e-5, "B_0_2": -2e-5},
        "suffix without SIP": {"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP"},
    }
    entries = []
    for title, cards in cases.items():
        merged = {**equatorial, **cards}
        if "CDELT1" in merged and title != "CD before CROTA":
            merged = {k: v for k, v in merged.items() if not k.startswith("CD1_") and not k.startswith("CD2_")}
        merged = {"WCSAXES": merged.pop("WCSAXES", 2), **merged}
        entries.append(synthetic(title, merged, x, y))
    return entries


def table(extname, extver, data, **cards):
    hdu = fits.ImageHDU(np.asarray(data, dtype=np.float32))
    hdu.header["EXTNAME"], hdu.header["EXTVER"] = extname, extver
    for keyword, value in cards.items():
        hdu.header[keyword] = value
    return hdu


def lookups():
    """HST's lookup distortions, in tables of our own: plain, with the axes exchanged, and in the form before 2012."""
    row, column = np.arange(6.0), np.arange(4.0)[:, None]
    wide = np.sin(row + 2 * column) * 0.5
    grid = {"CRPIX1": 0.0, "CRPIX2": 1.0, "CRVAL1": 3.0, "CRVAL2": -2.0, "CDELT1": 20.0, "CDELT2": 30.0}
    priors = [table("WCSDVARR", 1, wide, **grid), table("WCSDVARR", 2, wide.T * 0.7, CDELT1=30.0, CDELT2=20.0)]
    detector = table("D2IMARR", 1, np.cos(row)[None, :] * 0.1, CDELT1=25.0)
    old = table("D2IMARR", 1, np.cos(np.arange(130) / 9) * 0.3, CRPIX1=20.0, CRVAL1=25.0)
    base = {
        "CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "CRPIX1": 60.0, "CRPIX2": 50.0, "CRVAL1": 5.6, "CRVAL2": -72.0,
        "CD1_1": -1e-5, "CD1_2": 2e-6, "CD2_1": 1e-6, "CD2_2": 1.1e-5, "A_ORDER": 2, "B_ORDER": 2, "A_2_0": 2e-4, "B_1_1": -1e-4,
    }
    straight = {f"{kind}{i}.{field}": value for kind in ("DP",) for i in (1, 2)
                for field, value in {"EXTVER": i, "NAXES": 2, "AXIS.1": 1, "AXIS.2": 2}.items()}
    crossed = {**straight, "DP2.AXIS.1": 2, "DP2.AXIS.2": 1}
    d2im = {"D2IM2.EXTVER": 1, "D2IM2.NAXES": 2, "D2IM2.AXIS.1": 1, "D2IM2.AXIS.2": 2}
    x, y = (a.ravel() for a in np.meshgrid([-15.0, 0.0, 17.3, 61.0, 99.9, 140.0], [-20.0, 2.2, 40.0, 83.4, 130.0]))
    entries = []
    for title, cards, records, tables in (
        ("prior tables", {"CPDIS1": "Lookup", "CPDIS2": "LOOKUP"}, straight, priors),
        ("prior tables, axes exchanged", {"CPDIS1": "Lookup", "CPDIS2": "Lookup"}, crossed, priors),
        ("detector and prior tables", {"CPDIS1": "Lookup", "CPDIS2": "Lookup", "D2IMDIS2": "Lookup"}, {**straight, **d2im}, [*priors, detector]),
        ("detector's row, as before 2012", {"AXISCORR": 1}, {}, [old]),
    ):
        header = fits.Header()
        header["NAXIS"] = 2
        for keyword, value in {**base, **cards}.items():
            header[keyword] = value
        for keyword, value in records.items():
            name, field = keyword.split(".", 1)
            header.append(fits.Card.fromstring(f"{name:8s}= '{field}: {value}'"))
        w = WCS(header, fits.HDUList([fits.PrimaryHDU(), *tables]))
        entries.append({
            "title": title, "cards": {**base, **cards},
            "records": [[keyword.split(".", 1)[0], f"{keyword.split('.', 1)[1]}: {value}"] for keyword, value in records.items()],
            "tables": [{
                "extname": t.header["EXTNAME"], "extver": t.header["EXTVER"],
                "width": t.header["NAXIS1"], "height": t.header.get("NAXIS2", 1), "data": numbers(t.data.ravel().astype(float)),
                **{key.lower(): [t.header.get(f"{key}{i}", absent) for i in (1, 2)] for key, absent in (("CRPIX", 0), ("CRVAL", 0), ("CDELT", 1))},
            } for t in tables],
            "x": numbers(x), "y": numbers(y), **answers(w, x, y),
        })
    return entries


def main():
    data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../../../shared/data")
    write("headers.json.gz", real_headers(data))
    write("synthetic.json.gz", sweep() + special())
    write("lookups.json.gz", lookups())


main()
