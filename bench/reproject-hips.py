"""
One image to FITS tiles of a HiPS by reproject_to_hips, bilinear, 2 threads.

python3 bench/reproject-hips.py IMAGE.fits OUT ORDER
"""

import sys

from reproject import reproject_interp
from reproject.hips import reproject_to_hips

image, out, order = sys.argv[1:]
reproject_to_hips(
    image,
    coord_system_out="equatorial",
    reproject_function=reproject_interp,
    output_directory=out,
    level=int(order),
    threads=2,
    order="bilinear",
)
