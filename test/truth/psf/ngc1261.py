"""The core of NGC 1261 by PSF photometry: Starfan beside PSFEx with Source Extractor, and photutils.

    python3 test/truth/psf/ngc1261.py IMAGE CATALOGUE      (photutils 3.0, astropy, numpy)

IMAGE is hst/ubai2502m_c0m_aligned.fits of the folder of real images, CATALOGUE the catalogue.fits of
`starfan detect IMAGE --psf`. Source Extractor 2.25 and PSFEx 3.21 search and fit the same pixels by
the commands below; photutils has an effective PSF of the isolated bright stars, and Starfan's places
to begin with. Prints the CPU seconds of each, and by brightness and crowding how many stars both
have within half a pixel, and by how much Starfan's are brighter than the bright ones that stand
alone: median, and 1.4826 times the median deviation. Nobody knows the truth of this field; dense.py makes one like it whose truth is known.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from astropy.io import fits
from astropy.nddata import NDData
from astropy.table import QTable
from photutils.background import Background2D, MedianBackground
from photutils.psf import EPSFBuilder, PSFPhotometry, SourceGrouper, extract_stars

warnings.filterwarnings("ignore")
GAIN, FWHM = 15.0, 1.6
SEARCH = "-DETECT_MINAREA 5 -DETECT_THRESH 1.5 -ANALYSIS_THRESH 1.5 -FILTER N -WEIGHT_TYPE NONE -GAIN 15"
FIRST = ["X_IMAGE", "Y_IMAGE", "FLUX_RADIUS", "SNR_WIN", "FLAGS", "ELONGATION",
         "FLUX_APER(1)", "FLUXERR_APER(1)", "FLUX_MAX", "VIGNET(21,21)"]
SECOND = ["X_IMAGE", "Y_IMAGE", "XPSF_IMAGE", "YPSF_IMAGE", "FLUX_PSF", "FLUXERR_PSF", "FLAGS"]


def cpu():
    """Seconds of the processor of this process and of those that it waited for."""
    return sum(os.times()[:4])


def psfex(image, folder):
    """Places and fluxes by Source Extractor with PSFEx's PSF of the same image."""
    def extract(columns, kind, *more):
        (folder / "x.param").write_text("\n".join(columns))
        subprocess.run(
            ["source-extractor", image, "-c", "none.sex", "-PARAMETERS_NAME", "x.param",
             "-CATALOG_NAME", "x.cat", "-CATALOG_TYPE", kind, *SEARCH.split(), *more],
            cwd=folder, check=True, stderr=subprocess.DEVNULL)
    (folder / "none.sex").write_text("")
    extract(FIRST, "FITS_LDAC", "-PHOT_APERTURES", "6")
    subprocess.run(
        ["psfex", "x.cat", "-PSFVAR_DEGREES", "2", "-SAMPLE_FWHMRANGE", "0.8,5.0", "-SAMPLE_MINSN", "50",
         "-PSF_SIZE", "41,41", "-CHECKPLOT_TYPE", "NONE", "-CHECKIMAGE_TYPE", "NONE", "-WRITE_XML", "N"],
        cwd=folder, check=True, stderr=subprocess.DEVNULL)
    extract(SECOND, "FITS_1.0", "-PSF_NAME", "x.psf")
    table = fits.getdata(folder / "x.cat", 1)
    return table["XPSF_IMAGE"] - 1, table["YPSF_IMAGE"] - 1, table["FLUX_PSF"]


def flattened(data):
    """The image without its background."""
    return data - Background2D(data, 64, bkg_estimator=MedianBackground()).background


def photutils(data, stars):
    """Fluxes by an effective PSF, oversampled twice, of the 60 brightest isolated unsaturated stars."""
    x, y, flux = stars
    alone = [i for i in np.argsort(-flux)[20:600]
             if np.sum((np.hypot(x - x[i], y - y[i]) < 8) & (flux > 0.05 * flux[i])) == 1
             and 15 < x[i] < data.shape[1] - 15 and 15 < y[i] < data.shape[0] - 15][:60]
    cut = extract_stars(NDData(data), QTable({"x": x[alone], "y": y[alone]}), size=15)
    begin = cpu()
    model, _ = EPSFBuilder(oversampling=2, maxiters=10, progress_bar=False)(cut)
    built = cpu() - begin
    error = np.sqrt(2.0 ** 2 + np.maximum(data, 0) / GAIN)
    fit = PSFPhotometry(model, (5, 5), grouper=SourceGrouper(1.25 * FWHM), aperture_radius=2, progress_bar=False)
    begin = cpu()
    found = fit(data, error=error, init_params=QTable({"x": x, "y": y, "flux": flux}))
    found.sort("id")
    return len(alone), built, cpu() - begin, [np.array(found[k]) for k in ("x_fit", "y_fit", "flux_fit")]


def compare(own, crowding, other):
    """Rows of the table: own stars that have another's within half a pixel, by flux and crowding."""
    x, y, flux = own
    ox, oy, oflux = other
    near = np.full(len(x), -1)
    for i in range(len(x)):
        distance = np.hypot(ox - x[i], oy - y[i])
        best = np.nanargmin(distance)
        if distance[best] < 0.5:
            near[i] = best
    isolated = crowding < 0.1
    bright = (near >= 0) & isolated & (flux > 1000)
    zero = np.median(2.5 * np.log10(flux[bright] / oflux[near[bright]]))
    for low, high in ((1000, 1e9), (300, 1000), (100, 300), (30, 100)):
        for name, part in (("alone", isolated), ("crowded", ~isolated)):
            chosen = (near >= 0) & part & (flux > low) & (flux <= high)
            other_flux = oflux[near[chosen]]
            good = other_flux > 0
            excess = 2.5 * np.log10(flux[chosen][good] / other_flux[good]) - zero
            if len(excess) == 0:
                continue
            median = np.median(excess)
            spread = 1.4826 * np.median(np.abs(excess - median))
            print(f"  flux {low:5.0f} to {high:6.0f} {name:8s} {len(excess):5d} of"
                  f" {np.sum(part & (flux > low) & (flux <= high)):5d}: {median:+.3f} mag, scatter {spread:.3f}")


def main():
    image, catalogue = sys.argv[1:]
    table = fits.getdata(catalogue, 1)
    star = np.isfinite(table["psf_flux"])
    own = [np.array(table[k][star], float) for k in ("psf_x", "psf_y", "psf_flux")]
    crowding = np.nan_to_num(table["crowding"][star])
    data = flattened(fits.getdata(image, 1).astype(float))
    with tempfile.TemporaryDirectory() as name:
        begin = cpu()
        theirs = psfex(str(pathlib.Path(image).resolve()) + "[1]", pathlib.Path(name))
        print(f"PSFEx and Source Extractor: {cpu() - begin:.1f} s of CPU, {len(theirs[0])} sources")
    compare(own, crowding, theirs)
    used, built, fitted, theirs = photutils(data, own)
    print(f"photutils: PSF of {used} stars {built:.1f} s, fit {1e3 * fitted / len(own[0]):.2f} ms a star")
    compare(own, crowding, theirs)


if __name__ == "__main__":
    main()
