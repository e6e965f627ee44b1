"""Lets tiledbsoma go on writing into an experiment: python continue_with_tiledbsoma.py URI prints what it then reads."""
import json
import sys
import warnings

import pyarrow as pa
import tiledb
import tiledbsoma

warnings.filterwarnings("ignore")
uri = sys.argv[1]
X, obs = f"{uri}/ms/RNA/X/raw", f"{uri}/obs"

with tiledbsoma.Experiment.open(uri) as exp:
    rows, genes = exp.ms["RNA"].X["raw"].shape
    before = exp.ms["RNA"].X["raw"].nnz
    first = exp.obs.read((slice(0, 0),)).concat().to_pandas()
    schema = exp.obs.schema

with tiledbsoma.open(X, "w") as array:
    array.resize((rows + 10, genes))
with tiledbsoma.open(X, "w") as array:
    ids = [pa.array([value], pa.int64()) for value in (rows + 5, 3)]
    array.write(pa.table({"soma_dim_0": ids[0], "soma_dim_1": ids[1], "soma_data": pa.array([7], pa.float32())}))
for mode in ("fragment_meta", "array_meta", "commits", "fragments"):
    tiledb.consolidate(X, config=tiledb.Config({"sm.consolidation.mode": mode}))
    tiledb.vacuum(X, config=tiledb.Config({"sm.vacuum.mode": mode}))

with tiledbsoma.open(obs, "w") as frame:
    frame.tiledbsoma_resize_soma_joinid_shape(rows + 10)
with tiledbsoma.open(obs, "w") as frame:
    first["soma_joinid"] = rows + 5
    first["cell_type"] = first["cell_type"].cat.add_categories("a new type")
    first.loc[0, "cell_type"] = "a new type"
    frame.write(pa.Table.from_pandas(first, preserve_index=False, schema=schema))
with tiledbsoma.Experiment.open(uri, "w") as exp:
    exp.metadata["note"] = "added"
    exp.ms["RNA"].add_new_collection("obsm")

with tiledbsoma.Experiment.open(uri) as exp:
    array = exp.ms["RNA"].X["raw"]
    print(json.dumps({
        "added": array.nnz - before,
        "value": array.read((rows + 5, 3)).tables().concat()["soma_data"].to_pylist(),
        "fragments": len(tiledb.array_fragments(X)),
        "cell_type": exp.obs.read((slice(rows + 5, rows + 5),)).concat().to_pandas().cell_type.tolist(),
        "note": exp.metadata["note"],
        "members": sorted(exp.ms["RNA"]),
    }))
