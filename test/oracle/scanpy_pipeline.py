"""The tutorial with the original tools: tiledbsoma, Dask, Scanpy.

    python scanpy_pipeline.py STORE VALUE_FILTER

Prints one JSON object; arrays are base64 of little-endian float64.
"""
import base64
import json
import sys
import warnings

import dask
import numpy as np
import scanpy as sc
import tiledbsoma
from somacore import AxisQuery

warnings.filterwarnings("ignore")


def pack(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f8").tobytes()).decode()


def main(store, value_filter):
    # One thread: Scanpy's blocks are summed in a fixed order.
    dask.config.set(scheduler="synchronous")
    experiment = tiledbsoma.Experiment.open(store)
    query = experiment.axis_query("RNA", obs_query=AxisQuery(value_filter=value_filter))
    adata = query.to_anndata("raw", dask={"chunk_size": 1000, "tiledb_config": {}})
    totals = np.asarray(adata.X.compute().sum(axis=1)).ravel()
    sc.pp.normalize_total(adata)
    sc.pp.log1p(adata)
    sc.pp.highly_variable_genes(adata)
    sc.pp.pca(adata)
    scores = np.asarray(adata.obsm["X_pca"].compute())
    json.dump(
        {
            "nObs": int(query.n_obs),
            "totals": pack(totals),
            "means": pack(adata.var["means"]),
            "dispersions": pack(adata.var["dispersions"]),
            "dispersionsNorm": pack(adata.var["dispersions_norm"]),
            "highlyVariable": np.flatnonzero(adata.var["highly_variable"]).tolist(),
            "variance": pack(adata.uns["pca"]["variance"]),
            "varianceRatio": pack(adata.uns["pca"]["variance_ratio"]),
            "PCs": pack(adata.varm["PCs"]),
            "XPca": pack(scores),
            "valueCounts": {str(k): int(v) for k, v in adata.obs["cell_type"].value_counts().items()},
        },
        sys.stdout,
    )


main(*sys.argv[1:])
