#!/usr/bin/env bash
# Ask the outside oracles (Debian's astropy, sep, source-extractor, healpy) for their answers anew:
# test/truth/*/make.py.
#
#   npm run truth [-- DATA]      DATA is the folder of real FITS files, ../shared/data unless said
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-../shared/data}
for script in test/truth/*/make.py; do
  echo "$script"
  /usr/bin/python3 "$script" "$data"
done
