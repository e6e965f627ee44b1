"""Writes test/golden/soma/data: a small experiment made by tiledbsoma, and what tiledbsoma answers about it.

The obs data frame and X/raw are written in two pieces each, so that they have two fragments whose rows interleave.
Run with the oracle's Python: test/oracle/golden/soma.py
"""

import base64
import hashlib
import json
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import scipy.sparse as sp
import tiledbsoma as soma

OUT = Path(__file__).resolve().parents[2] / "golden" / "soma" / "data"
N_OBS, N_VARS = 300, 200

OBS_FILTERS = """
cell_type == "T cell"
cell_type != "T cell"
cell_type == "no such cell"
cell_type != "no such cell"
cell_type in ["T cell", "B cell", "no such cell"]
cell_type not in ["T cell", "B cell"]
cell_type not in ["no such cell"]
donor_id == None
donor_id != None
donor_id != "d1"
not donor_id == "d1"
donor_id not in ["d1"]
stage < "adult"
stage <= "adult"
stage > "embryo"
stage >= "zzz"
stage != "adult"
stage == None
lane == 20
lane in [10, 30, 99]
lane > 10
is_primary_data == True
is_primary_data == False
is_primary_data != True
is_primary_data == 1
is_primary_data > False
doublet == True
doublet != True
doublet == None
not doublet == False
raw_sum > 50
raw_sum >= 50.5 and raw_sum < 120
20 < raw_sum <= 60
60 >= raw_sum > 20
100 > raw_sum
score == 0.25
score != 0.25
score > -0.5
score == None
nnz == 20
nnz in [18, 19, 20]
nnz == 20.0
nnz == 0x14
nnz == 2_0
small == 255
small == 256
small == -1
delta == -5
delta < -5
delta == --5
delta == None
not delta > 0
barcode == "AC-7"
barcode < "AC-2"
barcode in ["AC-1", "AC-2", "zz"]
note == ""
note == "naïve α"
note != "x"
note == None
note >= "n"
soma_joinid >= 290
soma_joinid in [3, 5, 299]
attr("orig.ident") == "b"
attr("orig.ident") != val("b")
orig.ident == "b"
cell_type == "T cell" and is_primary_data == True
cell_type == "T cell" or cell_type == "B cell" and raw_sum > 60
(cell_type == "T cell" or cell_type == "B cell") and raw_sum > 60
(cell_type == "T cell") & (raw_sum > 60)
(cell_type == "T cell") | (nnz == 20)
cell_type == "T cell" & raw_sum > 60
nnz == 20 | nnz == 21
not cell_type == "T cell" and nnz == 20
cell_type == 'T' ' cell'
cell_type == r"T cell"
cell_type == "T\\x20cell"
nnz == "20"
cell_type == 5
cell_type > "T cell"
cell_type == T
celltype == "T cell"
cell_type is "T cell"
cell_type
not is_primary_data
is_primary_data and nnz == 20
nnz == 1 == 1
1 == 1
nnz in ()
nnz in []
nnz in (20,)
nnz in 20
"T cell" in cell_type
nnz == 10 + 10
nnz == 9999999999999999999
nnz == 1e300
nnz = 20
nnz == 
nnz == 20 and
(nnz == 20
nnz == 20)
nnz == 020
cell_type == "T cell
nnz < None
nnz == float("20")
upper("x") == "X"
cell_type["x"] == 1
lambda: nnz
f"{nnz}" == 1
nnz == 20; nnz == 21
""".strip("\n").split("\n")

VAR_FILTERS = """
biotype == "lncRNA"
feature_length > 1000 and biotype != "protein_coding"
feature_name in ["G1", "G5", "none"]
soma_joinid < 10
feature_lenght > 1
""".strip("\n").split("\n")


def obs_frame(rng: np.random.Generator) -> pd.DataFrame:
    pick = lambda values, nulls=0.0: [  # noqa: E731
        None if rng.random() < nulls else values[rng.integers(len(values))] for _ in range(N_OBS)
    ]
    return pd.DataFrame(
        {
            "soma_joinid": np.arange(N_OBS, dtype="i8"),
            "cell_type": pd.Categorical(
                pick(["T cell", "B cell", "monocyte"]), categories=["B cell", "T cell", "monocyte", "unused"]
            ),
            "stage": pd.Categorical(
                pick(["embryo", "child", "adult"], 0.1), categories=["embryo", "child", "adult", "old"], ordered=True
            ),
            "donor_id": pd.Categorical(pick(["d1", "d2", "d10"], 0.2), categories=["d1", "d2", "d10"]),
            "lane": pd.Categorical(pick([10, 20, 30]), categories=[10, 20, 30]),
            "is_primary_data": rng.random(N_OBS) < 0.6,
            "doublet": pd.array(pick([True, False], 0.2), dtype="boolean"),
            "raw_sum": np.round(rng.gamma(4, 15, N_OBS) * 2) / 2,
            "score": np.where(rng.random(N_OBS) < 0.1, np.nan, rng.integers(-4, 4, N_OBS) / 4).astype("f4"),
            "nnz": rng.integers(15, 25, N_OBS).astype("i8"),
            "small": rng.integers(250, 256, N_OBS).astype("u1"),
            "delta": pd.array(pick(list(range(-8, 8)), 0.15), dtype="Int32"),
            "barcode": [f"AC-{i % 13}" for i in range(N_OBS)],
            "note": pick(["", "x", "naïve α", "note"], 0.15),
            "orig.ident": pd.Categorical(pick(["a", "b"])),
        }
    )


def var_frame(rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "soma_joinid": np.arange(N_VARS, dtype="i8"),
            "feature_id": [f"ENSG{i:05d}" for i in range(N_VARS)],
            "feature_name": [f"G{i}" for i in range(N_VARS)],
            "feature_length": rng.integers(200, 5000, N_VARS).astype("i8"),
            "biotype": pd.Categorical([["protein_coding", "lncRNA", "miRNA"][i % 3] for i in range(N_VARS)]),
        }
    )


def write_frame(uri: str, frame: pd.DataFrame, pieces: list[np.ndarray]) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    options = {"index_column_names": ["soma_joinid"], "domain": [[0, len(frame) - 1]]}
    soma.DataFrame.create(uri, schema=table.schema, **options).close()
    for rows in pieces:
        # Fragments sort by milliseconds: a pause keeps their order the same in every run.
        time.sleep(0.02)
        with soma.DataFrame.open(uri, "w") as data_frame:
            data_frame.write(table.take(rows))


def write_sparse(uri: str, shape: tuple[int, int], kind: pa.DataType, pieces: list[sp.coo_matrix]) -> None:
    soma.SparseNDArray.create(uri, type=kind, shape=shape).close()
    for piece in pieces:
        time.sleep(0.02)
        with soma.SparseNDArray.open(uri, "w") as array:
            array.write(pa.SparseCOOTensor.from_scipy(piece))


def write_experiment(root: str) -> None:
    rng = np.random.default_rng(20250130)
    obs, var = obs_frame(rng), var_frame(rng)
    with soma.Experiment.create(root) as exp:
        ms = exp.add_new_collection("ms")
        rna = ms.add_new_collection("RNA", soma.Measurement)
        for name in ("X", "obsm"):
            rna.add_new_collection(name)
    # The second half first: rows come in another order than their ids.
    write_frame(f"{root}/obs", obs, [np.arange(150, 300), np.arange(150)])
    write_frame(f"{root}/ms/RNA/var", var, [np.arange(N_VARS)])
    counts = sp.random(N_OBS, N_VARS, 0.1, "csr", dtype="f4", random_state=7).tocoo()
    counts.data = np.ceil(counts.data * 9).astype("f4")
    counts.data[:20] = 0  # explicit zeros stay
    pieces = [sp.coo_matrix((counts.data[k], (counts.row[k], counts.col[k])), counts.shape)
              for k in (counts.row % 2 == 0, counts.row % 2 == 1)]
    write_sparse(f"{root}/ms/RNA/X/raw", counts.shape, pa.float32(), pieces)
    umap = sp.coo_matrix(np.round(rng.normal(size=(N_OBS, 2)), 3))
    write_sparse(f"{root}/ms/RNA/obsm/X_umap", (N_OBS, 2), pa.float64(), [umap])
    pca = np.round(rng.normal(size=(N_OBS, 3)), 3).astype("f4")
    with soma.DenseNDArray.create(f"{root}/ms/RNA/obsm/X_pca", type=pa.float32(), shape=pca.shape) as array:
        array.write((slice(None), slice(None)), pa.Tensor.from_numpy(pca))
    with soma.Experiment.open(root, "w") as exp:
        exp.set("obs", soma.DataFrame.open(f"{root}/obs"), use_relative_uri=True)
    with soma.Measurement.open(f"{root}/ms/RNA", "w") as rna:
        rna.set("var", soma.DataFrame.open(f"{root}/ms/RNA/var"), use_relative_uri=True)
        rna.metadata["note"] = "made by tiledbsoma"
    with soma.Collection.open(f"{root}/ms/RNA/X", "w") as x:
        x.set("raw", soma.SparseNDArray.open(f"{root}/ms/RNA/X/raw"), use_relative_uri=True)
    with soma.Collection.open(f"{root}/ms/RNA/obsm", "w") as obsm:
        obsm.set("X_umap", soma.SparseNDArray.open(f"{root}/ms/RNA/obsm/X_umap"), use_relative_uri=True)
        obsm.set("X_pca", soma.DenseNDArray.open(f"{root}/ms/RNA/obsm/X_pca"), use_relative_uri=True)


def digest(array: np.ndarray, dtype: str) -> str:
    return hashlib.sha256(np.ascontiguousarray(array.astype(dtype)).tobytes()).hexdigest()


def selection(frame: soma.DataFrame, text: str) -> dict:
    try:
        table = frame.read(value_filter=text, column_names=["soma_joinid"]).concat()
        return {"filter": text, "joinids": sorted(table["soma_joinid"].to_pylist())}
    except Exception as error:  # noqa: BLE001: any refusal counts
        return {"filter": text, "error": str(error).split("\n")[0][:200]}


def plain(value: object) -> object:
    if value is None or value is pd.NA or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def query_answer(exp: soma.Experiment, obs: str | None, var: str | None) -> dict:
    query = exp.axis_query(
        "RNA",
        obs_query=soma.AxisQuery(value_filter=obs) if obs else None,
        var_query=soma.AxisQuery(value_filter=var) if var else None,
    )
    # Sorted ids make the answer independent of the order in which fragments are read.
    obs_ids, var_ids = (np.sort(ids.to_numpy()) for ids in (query.obs_joinids(), query.var_joinids()))
    table = exp.ms["RNA"].X["raw"].read((obs_ids, var_ids)).tables().concat().to_pandas()
    rows, cols = np.searchsorted(obs_ids, table.soma_dim_0), np.searchsorted(var_ids, table.soma_dim_1)
    order = np.lexsort((cols, rows))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(obs_ids)))])
    return {
        "obs": obs,
        "var": var,
        "shape": [query.n_obs, query.n_vars],
        "nnz": len(table),
        "sum": float(table.soma_data.sum()),
        "indptr": digest(indptr, "<i4"),
        "indices": digest(cols[order], "<i4"),
        "data": digest(table.soma_data.to_numpy()[order], "<f4"),
    }


def answers(root: str) -> dict:
    with soma.Experiment.open(root) as exp:
        rna = exp.ms["RNA"]
        obs = exp.obs.read().concat().to_pandas().sort_values("soma_joinid").reset_index(drop=True)
        adata = exp.axis_query("RNA", obs_query=soma.AxisQuery(value_filter='cell_type == "T cell"')).to_anndata("raw")
        raw = rna.X["raw"]
        coords = [(slice(2, 5), slice(0, 50)), ([7, 3, 250], slice(None)), (slice(290, None), [0, 199])]
        box = rna.obsm["X_pca"].read((slice(10, 12), slice(1, 2))).to_numpy()
        return {
            "repr": repr(soma.Experiment.open(root)).replace(f"file://{root}", "URI").replace(root, "URI"),
            "anndata": str(adata),
            "shapes": {"raw": list(raw.shape), "X_umap": list(rna.obsm["X_umap"].shape),
                       "X_pca": list(rna.obsm["X_pca"].shape)},
            "nnz": raw.nnz,
            "obsCount": exp.obs.count,
            "obsColumns": list(exp.obs.keys()),
            "dtypes": {name: str(kind) for name, kind in obs.dtypes.items()},
            "cellTypeCategories": list(adata.obs.cell_type.cat.categories),
            "cellTypeCounts": {k: int(v) for k, v in obs.cell_type.value_counts().items()},
            "obsRows": {str(row): {k: plain(v) for k, v in obs.iloc[row].items()} for row in (0, 1, 149, 150, 299)},
            "obsNulls": {name: int(obs[name].isna().sum()) for name in obs},
            "metadata": {k: v for k, v in rna.metadata.items() if k in ("note", "soma_object_type")},
            "sparseReads": [read_sparse(raw, where) for where in coords],
            "denseRead": {"shape": list(box.shape), "data": [float(v) for v in box.ravel()]},
            "obsFilters": [selection(exp.obs, text) for text in OBS_FILTERS],
            "varFilters": [selection(rna.var, text) for text in VAR_FILTERS],
            "queries": [
                query_answer(exp, None, None),
                query_answer(exp, 'cell_type == "T cell" and is_primary_data == True', None),
                query_answer(exp, "raw_sum > 50", 'biotype == "lncRNA"'),
                query_answer(exp, None, "soma_joinid < 10"),
                query_answer(exp, "raw_sum < 0", None),
            ],
        }


def read_sparse(array: soma.SparseNDArray, coords: tuple) -> dict:
    table = array.read(coords).tables().concat().to_pandas().sort_values(["soma_dim_0", "soma_dim_1"])
    plain_coords = [
        {"start": c.start, "stop": c.stop} if isinstance(c, slice) else list(c) for c in coords
    ]
    return {"coords": plain_coords, "cells": [[int(a), int(b), float(v)] for a, b, v in table.itertuples(index=False)]}


def main() -> None:
    folder = tempfile.mkdtemp()
    try:
        root = f"{folder}/experiment"
        write_experiment(root)
        files = {
            str(path.relative_to(root)): base64.b64encode(path.read_bytes()).decode()
            for path in sorted(Path(root).rglob("*"))
            if path.is_file()
        }
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / "experiment.json").write_text(json.dumps({"files": files}, indent=0) + "\n")
        (OUT / "answers.json").write_text(json.dumps(answers(root), indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
