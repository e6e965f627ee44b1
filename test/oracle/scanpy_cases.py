"""What Scanpy computes for one count matrix: shared by the golden generator and the live oracle test.

    python scanpy_cases.py MATRIX.json     prints the cases of that matrix as JSON

A matrix is {"shape", "indptr", "indices", "data"} (base64 of little-endian int32, int32, float32).
"""
import base64
import json
import sys
import warnings

import anndata as ad
import dask
import dask.array as da
import numpy as np
import pandas as pd
import scanpy as sc
import scipy.sparse as sp

warnings.filterwarnings("ignore")
sc.settings.verbosity = 0
# One thread: Dask's blocks are summed in a fixed order.
dask.config.set(scheduler="synchronous")

BATCHES = 3

# Options in Scanpy's words; the tests translate them.
HVG_CASES = {
    "default": {},
    "top40": {"n_top_genes": 40},
    "bounds": {"min_mean": 0.05, "max_mean": 2.0, "min_disp": 0.1, "max_disp": 2.5, "n_bins": 12},
    "batch": {"batch_key": "batch"},
    "batch_top40": {"batch_key": "batch", "n_top_genes": 40},
    "cell_ranger_top40": {"flavor": "cell_ranger", "n_top_genes": 40},
}
NORMALIZE_CASES = {
    "default": {},
    "target1e4": {"target_sum": 1e4},
    "exclude": {"exclude_highly_expressed": True, "max_fraction": 0.2},
    "exclude_target": {"exclude_highly_expressed": True, "max_fraction": 0.1, "target_sum": 100},
}


def pack(values, dtype):
    return base64.b64encode(np.ascontiguousarray(values, dtype=dtype).tobytes()).decode()


def unpack(text, dtype):
    return np.frombuffer(base64.b64decode(text), dtype=dtype).copy()


def make_adata(counts):
    n_obs, n_vars = counts.shape
    codes = np.minimum(BATCHES - 1, np.arange(n_obs) * BATCHES // n_obs)
    obs = pd.DataFrame({"batch": pd.Categorical([f"b{c}" for c in codes])}, index=[str(i) for i in range(n_obs)])
    var = pd.DataFrame(index=[f"g{i}" for i in range(n_vars)])
    return ad.AnnData(X=counts.copy(), obs=obs, var=var)


def logged(counts, base=None):
    adata = make_adata(counts)
    sc.pp.normalize_total(adata)
    sc.pp.log1p(adata, base=base)
    return adata


def hvg_table(adata, options):
    try:
        table = sc.pp.highly_variable_genes(adata, inplace=False, **options)
    except ValueError as error:
        return {"error": str(error)}
    # The reference sorts the rows of a merged table by name.
    table = table.loc[adata.var_names] if "batch_key" in options else table.set_index(adata.var_names)
    out = {name: pack(table[name], "<f8") for name in ("means", "dispersions", "dispersions_norm")}
    out["highly_variable"] = pack(table["highly_variable"], "u1")
    if "mean_bin" in table:
        out["mean_bins"] = [str(bin) for bin in table["mean_bin"].cat.categories]
        out["mean_bin_codes"] = pack(table["mean_bin"].cat.codes, "i1")
    if "highly_variable_nbatches" in table:
        out["nbatches"] = pack(table["highly_variable_nbatches"], "u1")
        out["intersection"] = pack(table["highly_variable_intersection"], "u1")
    return out


def normalized(counts, options):
    adata = make_adata(counts)
    sc.pp.normalize_total(adata, key_added="totals", **options)
    X = sp.csr_matrix(adata.X)
    return {
        "totals": pack(adata.obs["totals"], "<f8"),
        "column_sums": pack(X.astype(np.float64).sum(axis=0), "<f8"),
        "row_sums": pack(X.astype(np.float64).sum(axis=1), "<f8"),
    }


def pca_dask(counts):
    adata = make_adata(counts)
    blocks = [da.from_array(counts[i : i + 128], chunks=counts[i : i + 128].shape, asarray=False) for i in range(0, counts.shape[0], 128)]
    adata.X = da.concatenate(blocks, axis=0)
    sc.pp.normalize_total(adata)
    sc.pp.log1p(adata)
    sc.pp.highly_variable_genes(adata)
    sc.pp.pca(adata)
    return adata


def pca_exact(counts, genes, n_comps):
    """The definition in float64: eigenvectors of the covariance (ddof 0) of the logged, normalised counts."""
    totals = np.asarray(counts.astype(np.float64).sum(axis=1)).ravel()
    target = np.median(totals[totals > 0])
    X = counts.astype(np.float64).toarray() / np.where(totals == 0, 1, totals / target)[:, None]
    X = np.log1p(X)[:, genes]
    mean = X.mean(axis=0)
    values, vectors = np.linalg.eigh(X.T @ X / X.shape[0] - np.outer(mean, mean))
    values, vectors = values[::-1], vectors[:, ::-1][:, :n_comps]
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(vectors.shape[1])])
    return values, vectors, (X - mean) @ vectors


def cases(counts, rows_of_scores):
    out = {"normalize": {}, "hvg": {}, "hvg_base2": hvg_table(logged(counts, base=2), {})}
    for name, options in NORMALIZE_CASES.items():
        out["normalize"][name] = {"options": options, **normalized(counts, options)}
    for name, options in HVG_CASES.items():
        out["hvg"][name] = {"options": options, **hvg_table(logged(counts), options)}
    adata = pca_dask(counts)
    genes = np.flatnonzero(adata.var["highly_variable"].to_numpy())
    n_comps = len(adata.uns["pca"]["variance"])
    values, vectors, scores = pca_exact(counts, genes, n_comps)
    out["pca"] = {
        "genes": [int(g) for g in genes],
        "dask_variance": pack(adata.uns["pca"]["variance"], "<f8"),
        "dask_variance_ratio": pack(adata.uns["pca"]["variance_ratio"], "<f8"),
        "dask_pcs": pack(np.asarray(adata.varm["PCs"])[genes], "<f4"),
        "params": adata.uns["pca"]["params"],
        "eigenvalues": pack(values, "<f8"),
        "pcs": pack(vectors, "<f4"),
        "scores": pack(scores[:rows_of_scores], "<f4"),
    }
    return out


def read_matrix(matrix):
    parts = (unpack(matrix["data"], "<f4"), unpack(matrix["indices"], "<i4"), unpack(matrix["indptr"], "<i4"))
    return sp.csr_matrix(parts, shape=tuple(matrix["shape"]))


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        counts = read_matrix(json.load(file))
    json.dump(cases(counts, rows_of_scores=counts.shape[0]), sys.stdout)
