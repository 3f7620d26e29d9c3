#!/usr/bin/env python3
"""What pyarrow and astropy read of a Parquet file: rows, and of each column its unit, description, how many values are missing,
and the first one.

    read.py FILE.parquet

Writes JSON to the standard output. Needs pyarrow and astropy of PyPI: 26.0.1 and 8.0.2 were used.
"""
import json
import math
import sys

import pyarrow.parquet
from astropy.table import Table
from astropy.units import Unit, UnrecognizedUnit

path = sys.argv[1]


def column(name, unit, description, values):
    isMissing = [value is None or (isinstance(value, float) and math.isnan(value)) for value in values]
    first = None if isMissing[0] else values[0]
    return {"name": name, "unit": unit, "description": description, "missing": sum(isMissing), "first": first}


def by_pyarrow():
    table = pyarrow.parquet.read_table(path)
    told = [
        (field, {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}) for field in table.schema
    ]
    columns = [
        column(field.name, meta.get("unit", ""), meta.get("description", ""), table[field.name].to_pylist()) for field, meta in told
    ]
    return {"rows": table.num_rows, "columns": columns}


def spelt(unit, written):
    """As it is written, where astropy understands that as the same unit."""
    if unit is None:
        return ""
    isSame = not isinstance(unit, UnrecognizedUnit) and Unit(written) == unit
    return written if isSame else f"{unit}, not {written}"


def by_astropy():
    table = Table.read(path, format="parquet")
    written = {field.name: (field.metadata or {}).get(b"unit", b"").decode() for field in pyarrow.parquet.read_schema(path)}
    columns = [
        column(name, spelt(one.unit, written[name]), one.description or "", one.tolist()) for name, one in table.columns.items()
    ]
    return {"rows": len(table), "columns": columns}


print(json.dumps({"pyarrow": by_pyarrow(), "astropy": by_astropy()}))
