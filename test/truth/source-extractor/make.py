#!/usr/bin/python3
"""Ask source-extractor for its keywords with their defaults, and its parameters with format, unit and UCD: names.json.

Needs Debian's source-extractor and python3-astropy.
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from astropy.io import fits

SEED = 19


def say(*arguments):
    return subprocess.run(['source-extractor', *arguments], capture_output=True, text=True)


def keywords():
    for line in say('-dd').stdout.splitlines():
        words = line.split('#')[0].split(maxsplit=1)
        if words and re.fullmatch(r'[A-Z][A-Z0-9_]+', words[0]):
            yield words[0], words[1].strip() if len(words) > 1 else ''


def listed():
    for line in say('-dp').stdout.splitlines():
        found = re.match(r'#(\S+)\s+.*?(?:\[(.*)\])?\s*$', line)
        if found:
            yield found.group(1), found.group(2) or ''


def described(folder, names):
    """Name, TFORM, TDISP, TUNIT of the parameters that a plain image can have, and their UCD."""
    pixels = np.random.default_rng(SEED).normal(0, 1, (64, 64)).astype('float32')
    pixels[30:33, 30:33] += 50
    fits.PrimaryHDU(pixels).writeto(f'{folder}/image.fits')
    fits.PrimaryHDU(np.zeros((64, 64), 'int16')).writeto(f'{folder}/flag.fits')
    open(f'{folder}/sky.list', 'w').write('1 30 30 12\n')
    open(f'{folder}/all.param', 'w').write('\n'.join(names) + '\n')
    options = ['-FILTER', 'N', '-PARAMETERS_NAME', 'all.param', '-ASSOCSELEC_TYPE', 'ALL', '-DETECT_THRESH', '5']
    options += ['-STARNNW_NAME', '/usr/share/source-extractor/default.nnw']
    for form, name in (('FITS_1.0', 'out.fits'), ('ASCII_VOTABLE', 'out.xml')):
        subprocess.run(
            ['source-extractor', 'image.fits', *options, '-CATALOG_TYPE', form, '-CATALOG_NAME', name],
            cwd=folder, check=True, capture_output=True,
        )
    ucds = dict(re.findall(r'<FIELD name="(\S+)" ucd="([^"]*)"', open(f'{folder}/out.xml').read()))
    for column in fits.open(f'{folder}/out.fits')['OBJECTS'].columns:
        yield column.name, [column.format, column.disp, column.unit or '', ucds[column.name].strip()]


parameters = dict(listed())
needing = re.compile(r'PSF|MODEL|SOM|HYBRID|DISK|SPHEROID|POINTSOURCE|BACKOFFSET|FOCAL_WORLD')
with tempfile.TemporaryDirectory() as folder:
    plain = dict(described(folder, [name for name in parameters if not needing.search(name)]))
names = {'keywords': dict(keywords()), 'parameters': list(parameters), 'described': plain}
(Path(__file__).parent / 'names.json').write_text(json.dumps(names, indent=1) + '\n')
