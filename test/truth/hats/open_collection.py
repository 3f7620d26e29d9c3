"""Opens a collection that `starfan detect --match` made with hats and LSDB: prints what they say as JSON.

Usage: python open_collection.py RUN/photometry     (hats 0.11.1 and lsdb 0.11.1 of PyPI)
"""
import json, sys
from pathlib import Path
import hats, lsdb
from hats.io.validation import is_valid_catalog, is_valid_collection

folder = Path(sys.argv[1])
answer = {"hats": hats.__version__, "lsdb": lsdb.__version__}
answer["collection"] = bool(is_valid_collection(folder, strict=True))
tables = [p.name for p in sorted(folder.iterdir()) if p.is_dir()]
answer["strict"] = {name: bool(is_valid_catalog(folder / name, strict=True)) for name in tables}
catalog = lsdb.open_catalog(str(folder))
rows = catalog.compute()
answer["objects"] = len(rows)
answer["types"] = {name: str(rows[name].dtype) for name in ("objid", "ra", "pmRA", "nDet", "variable")}
first = rows.iloc[0]
cone = catalog.cone_search(float(first["ra"]), float(first["dec"]), 5.0).compute()
answer["cone"] = len(cone)
cross = catalog.crossmatch(catalog, radius_arcsec=0.5, n_neighbors=1, suffixes=("_a", "_b")).compute()
answer["crossmatch"] = {"rows": len(cross), "same": int((cross["objid_a"] == cross["objid_b"]).sum())}
found = catalog.id_search(values={"objid": int(first["objid"])}).compute()
answer["id_search"] = [str(one) for one in found["objid"]]
measurements = lsdb.open_catalog(str(folder / "measurements"))
answer["measurements"] = len(measurements.compute())
joined = catalog.join_nested(measurements, left_on="objid", right_on="objid", nested_column_name="lc").compute()
answer["light_curve"] = int(joined["lc.mjd"].shape[0]) if "lc.mjd" in joined else int(sum(len(x) for x in joined["lc"]))
print(json.dumps(answer, indent=1))
