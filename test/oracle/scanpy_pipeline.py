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


def exact_moments(counts):
    """Means and dispersions of flavor seurat in float64 throughout, where Scanpy rounds values and squares to float32."""
    x = counts.astype("float64")
    n = x.shape[0]
    totals = np.asarray(x.sum(axis=1)).ravel()
    scale = np.median(totals[totals > 0]) / np.where(totals > 0, totals, 1)
    x.data *= np.repeat(scale, np.diff(x.indptr))
    mean = np.asarray(x.sum(axis=0)).ravel() / n
    x.data **= 2
    variance = (np.asarray(x.sum(axis=0)).ravel() / n - mean**2) * n / (n - 1)
    mean[mean == 0] = 1e-12
    dispersion = variance / mean
    dispersion[dispersion == 0] = np.nan
    return np.log1p(mean), np.log(dispersion)


def main(store, value_filter):
    # One thread: Scanpy's blocks are summed in a fixed order.
    dask.config.set(scheduler="synchronous")
    experiment = tiledbsoma.Experiment.open(store)
    query = experiment.axis_query("RNA", obs_query=AxisQuery(value_filter=value_filter))
    adata = query.to_anndata("raw", dask={"chunk_size": 1000, "tiledb_config": {}})
    exact_means, exact_dispersions = exact_moments(adata.X.compute())
    sc.pp.normalize_total(adata)
    sc.pp.log1p(adata)
    sc.pp.highly_variable_genes(adata)
    sc.pp.pca(adata)
    scores = np.asarray(adata.obsm["X_pca"].compute())
    json.dump(
        {
            "nObs": int(query.n_obs),
            "means": pack(adata.var["means"]),
            "dispersions": pack(adata.var["dispersions"]),
            "exactMeans": pack(exact_means),
            "exactDispersions": pack(exact_dispersions),
            "highlyVariable": np.flatnonzero(adata.var["highly_variable"]).tolist(),
            "variance": pack(adata.uns["pca"]["variance"]),
            "PCs": pack(adata.varm["PCs"]),
            "XPca": pack(scores),
            "valueCounts": {str(k): int(v) for k, v in adata.obs["cell_type"].value_counts().items()},
        },
        sys.stdout,
    )


main(*sys.argv[1:])
