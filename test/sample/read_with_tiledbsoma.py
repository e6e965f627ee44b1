"""Reads an experiment with the real tiledbsoma and scanpy: python read_with_tiledbsoma.py URI prints JSON."""
import hashlib
import json
import sys
import warnings

import numpy as np
import scanpy
import tiledb
import tiledbsoma

warnings.filterwarnings("ignore")


def hashed(values):
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()


def plain(frame):
    return {name: frame[name].astype(object).tolist() for name in frame}


def filters(filter_list):
    return [str(f) for f in filter_list]


def fragment(uri):
    info = tiledb.FragmentInfoList(uri, include_mbrs=True)
    assert len(info) == 1
    boxes = [[[int(x) for x in d] for d in box] for box in info[0].mbrs]
    return {"version": info[0].version, "cells": info[0].cell_num, "domain": info[0].nonempty_domain, "boxes": boxes}


def schema(uri):
    with tiledb.open(uri) as array:
        s = array.schema
        dims = [s.domain.dim(i) for i in range(s.domain.ndim)]
        attrs = [s.attr(i) for i in range(s.nattr)]
        return {
            "dims": {d.name: {"tile": int(d.tile), "filters": filters(d.filters)} for d in dims},
            "attrs": {a.name: {"type": str(a.dtype), "nullable": a.isnullable, "filters": filters(a.filters)} for a in attrs},
            "offsets": filters(s.offsets_filters),
            "validity": filters(s.validity_filters),
            "capacity": s.capacity,
            "duplicates": s.allows_duplicates,
            "order": [s.tile_order, s.cell_order],
        }


FILTERS = [
    'tissue_general == "liver" and is_primary_data == True',
    'cell_type in ["T cell", "B cell"] or raw_sum > 3000',
    'sex != "female" and nnz <= 500',
    'observation_joinid < "a" and disease == "normal"',
    'cell_type == "no such type"',
]

uri = sys.argv[1]
X = f"{uri}/ms/RNA/X/raw"
with tiledbsoma.Experiment.open(uri) as exp:
    rna = exp.ms["RNA"]
    obs = exp.obs.read().concat().to_pandas()
    cells = rna.X["raw"].read().tables().concat()
    queries = {}
    for text in FILTERS:
        with exp.axis_query("RNA", obs_query=tiledbsoma.AxisQuery(value_filter=text)) as query:
            queries[text] = {"n": query.n_obs, "joinids": int(query.obs_joinids().to_numpy().sum())}
    part = rna.X["raw"].read((slice(2040, 2060), [0, 1, 5, 2047, 2048, 2100])).tables().concat()
    with exp.axis_query("RNA", obs_query=tiledbsoma.AxisQuery(value_filter=FILTERS[0])) as query:
        adata = query.to_anndata("raw")
    presence = rna["feature_dataset_presence_matrix"].read().tables().concat()
    result = {
        "print": str(exp).splitlines()[1:],
        "types": [exp.soma_type, exp.ms.soma_type, rna.soma_type, rna.X.soma_type, exp.obs.soma_type, rna.X["raw"].soma_type],
        "shapes": {"X": rna.X["raw"].shape, "obs": exp.obs.domain, "var": rna.var.domain},
        "obs": plain(obs),
        "obsTypes": {f.name: str(f.type) for f in exp.obs.schema},
        "var": plain(rna.var.read().concat().to_pandas()),
        "X": {name: hashed(cells[name].to_numpy()) for name in cells.column_names},
        "queries": queries,
        "part": {name: part[name].to_pylist() for name in part.column_names},
        "presence": presence.num_rows,
        "schemas": {"obs": schema(f"{uri}/obs"), "var": schema(f"{uri}/ms/RNA/var"), "X": schema(X)},
        "fragments": {"obs": fragment(f"{uri}/obs"), "var": fragment(f"{uri}/ms/RNA/var"), "X": fragment(X)},
    }
sums = np.asarray(adata.X.sum(axis=1)).ravel()
result["anndata"] = {"shape": adata.shape, "sums_equal": bool((sums == adata.obs.raw_sum.to_numpy()).all())}
adata.var_names = adata.var.feature_name.astype(str)
scanpy.pp.normalize_total(adata)
scanpy.pp.log1p(adata)
scanpy.pp.highly_variable_genes(adata)
scanpy.pp.pca(adata, n_comps=10)
# How well the nearest centre in PC space names the cell type: the plot shows clusters if this is high.
types = adata.obs.cell_type.astype(str).to_numpy()
names = sorted(set(types))
centres = np.stack([adata.obsm["X_pca"][types == name].mean(axis=0) for name in names])
nearest = ((adata.obsm["X_pca"][:, None, :] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
result["scanpy"] = {
    "hvg": int(adata.var.highly_variable.sum()),
    "named_hvg": adata.var_names[adata.var.highly_variable & ~adata.var_names.str.startswith("ENSG")].tolist(),
    "agreement": float((np.array(names)[nearest] == types).mean()),
    "types": len(names),
}
print(json.dumps(result, default=lambda value: value.item()))
