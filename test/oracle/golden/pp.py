"""Writes test/golden/pp/counts.json and scanpy.json: a small count matrix and what Scanpy 1.11.0 computes for it."""
import json
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sp

sys.path.insert(0, str(Path(__file__).parents[1]))
from scanpy_cases import cases, pack  # noqa: E402

TARGET = Path(__file__).parents[2] / "golden" / "pp"


def counts(n_obs=500, n_vars=300, seed=20250130):
    """Four cell types with marker genes, some genes never seen, some cells empty, a few counts above 255."""
    random = np.random.default_rng(seed)
    level = random.gamma(0.5, 0.5, n_vars)
    level[random.random(n_vars) < 0.05] = 0
    level[:3] *= 60
    types = random.integers(0, 4, n_obs)
    fold = np.exp(random.normal(0, 0.15, (4, n_vars)))
    for cell_type in range(4):
        fold[cell_type, random.choice(n_vars, 20, replace=False)] *= random.uniform(3, 12)
    depth = random.lognormal(0, 0.4, n_obs)
    depth[[17, 410]] = 0
    rate = depth[:, None] * level[None, :] * fold[types] * random.gamma(4, 0.25, (n_obs, n_vars))
    matrix = sp.csr_matrix(random.poisson(rate).astype(np.float32))
    matrix.sort_indices()
    return matrix


def main():
    matrix = counts()
    TARGET.mkdir(parents=True, exist_ok=True)
    stored = {
        "shape": list(matrix.shape),
        "indptr": pack(matrix.indptr, "<i4"),
        "indices": pack(matrix.indices, "<u2"),
        "data": pack(matrix.data, "<u2"),
    }
    (TARGET / "counts.json").write_text(json.dumps(stored, indent=1) + "\n")
    results = cases(matrix, rows_of_scores=120)
    (TARGET / "scanpy.json").write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
