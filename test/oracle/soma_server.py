"""Answers questions about SOMA and AnnData with the real tools: one JSON object per line in, one per line out."""

import json
import sys
import warnings

import numpy as np
import tiledbsoma as soma

OPENED: dict[str, object] = {}


def opened(uri: str):
    if uri not in OPENED:
        OPENED[uri] = soma.open(uri)
    return OPENED[uri]


def plain_coords(coords: list) -> tuple:
    return tuple(slice(c.get("start"), c.get("stop")) if isinstance(c, dict) else c for c in coords)


def filtered(uri: str, filter: str) -> dict:
    table = opened(uri).read(value_filter=filter, column_names=["soma_joinid"]).concat()
    return {"joinids": sorted(table["soma_joinid"].to_pylist())}


def sparse(uri: str, coords: list) -> dict:
    table = opened(uri).read(plain_coords(coords)).tables().concat().to_pandas()
    table = table.sort_values(["soma_dim_0", "soma_dim_1"])
    return {"cells": [[int(a), int(b), float(v)] for a, b, v in table.itertuples(index=False)]}


def printed(uri: str, filter: str, layer: str) -> dict:
    query = opened(uri).axis_query("RNA", obs_query=soma.AxisQuery(value_filter=filter))
    return {"text": str(query.to_anndata(layer)), "nObs": query.n_obs, "nVars": query.n_vars}


def views(codes: list, categories: list, colors: list, steps: list) -> dict:
    """Takes rows step by step, then writes to the view; prints and states after each step."""
    import anndata
    import pandas as pd
    import scipy.sparse

    n = len(codes)
    obs = pd.DataFrame({"ct": pd.Categorical.from_codes(codes, categories)}, index=[f"c{i}" for i in range(n)])
    adata = anndata.AnnData(scipy.sparse.csr_matrix(np.arange(3 * n, dtype="f4").reshape(n, 3)), obs=obs)
    adata.uns["ct_colors"] = colors
    adata.obsm["X_pca"] = np.arange(2 * n, dtype="f4").reshape(n, 2)
    states = []

    def note(current) -> None:
        colors_now = current.uns.get("ct_colors")
        states.append(
            {
                "text": str(current),
                "isView": bool(current.is_view),
                "names": list(current.obs_names),
                "categories": list(current.obs.ct.cat.categories),
                "colors": None if colors_now is None else list(map(str, colors_now)),
                "x0": np.asarray(current.X[:, 0].todense()).ravel().tolist() if current.n_obs else [],
                "pca": np.asarray(current.obsm["X_pca"]).ravel().tolist(),
            }
        )

    current = adata
    note(current)
    for step in steps:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            if "rows" in step:
                current = current[np.array(step["rows"], dtype=int)]
            elif step.get("write") == "uns":
                current.uns["new"] = 1
            elif step.get("write") == "obsm":
                current.obsm["new"] = np.zeros((current.n_obs, 1), dtype="f4")
        note(current)
        states[-1]["warnings"] = [str(w.message) for w in caught if "view" in str(w.message)]
    return {"states": states}


QUESTIONS = {"filtered": filtered, "sparse": sparse, "printed": printed, "views": views}


def main() -> None:
    # Only answers go to the real stdout; whatever a library prints goes to stderr.
    answers, sys.stdout = sys.stdout, sys.stderr
    warnings.filterwarnings("ignore")
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = QUESTIONS[question.pop("ask")](**question)
        except Exception as error:  # noqa: BLE001: a refusal is an answer
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
