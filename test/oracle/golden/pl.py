"""Writes test/golden/pl/scanpy.json: what scanpy 1.11.0 draws for small data sets (colours, legends, limits, places).

Run with the oracle environment: .oracle/venv/bin/python test/oracle/golden/pl.py
"""

import json
import warnings
from pathlib import Path

import anndata as ad
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import scanpy as sc
from matplotlib.colors import to_hex

warnings.simplefilter("ignore")
OUT = Path(__file__).parents[2] / "golden" / "pl"
N = 48
LIVER = ["T cell", "erythrocyte", "hepatoblast", "hepatocyte", "macrophage", "malignant cell", "monocyte",
         "natural killer cell", "neoplastic cell", "periportal region hepatocyte"]
TUTORIAL_PALETTE = ["red", "blue", "green", "yellow", "grey", "purple", "orange", "teal", "pink", "black"]


def make(categories, seed, *, n=N, missing=False):
    """Random points with a categorical, a text, a boolean and a number column and two genes."""
    rng = np.random.default_rng(seed)
    codes = np.concatenate([np.arange(len(categories)), rng.integers(0, len(categories), max(0, n - len(categories)))])
    n = len(codes)
    names = pd.Categorical.from_codes(codes, categories=categories)
    score = np.round(rng.normal(0, 20, n), 3).astype(np.float32)
    if missing:
        names = names.set_categories(categories)
        names = pd.Categorical([None if rng.random() < 0.25 else v for v in names], categories=categories)
        score[rng.random(n) < 0.2] = np.nan
    obs = pd.DataFrame({"kind": names, "score": score}, index=[f"c{i}" for i in range(n)])
    obs["flag"] = rng.random(n) < 0.4
    obs["batch"] = [f"b{i}" for i in rng.integers(0, 12, n)]
    x = np.log1p(rng.poisson(1.0, (n, 2))).astype(np.float32)
    adata = ad.AnnData(x, obs=obs, var=pd.DataFrame(index=["ALB", "LYZ"]))
    adata.obsm["X_pca"] = np.round(rng.normal(0, 5, (n, 3)), 3).astype(np.float32)
    adata.uns["pca"] = {"variance_ratio": np.array([0.1234, 0.0525, 0.01])}
    return adata


def numbers(values, digits=4):
    return [None if not np.isfinite(v) else round(float(v), digits) for v in np.ravel(values)]


def data_of(adata, used):
    """The columns that the case colours by, and the stored colours."""
    kind = adata.obs["kind"].cat
    columns = {
        "kind": {"categories": list(kind.categories), "codes": kind.codes.tolist()},
        "score": numbers(adata.obs["score"], 3),
        "flag": adata.obs["flag"].astype(int).tolist(),
        "batch": list(adata.obs["batch"].astype(str)),
        "ALB": numbers(adata.X[:, 0], 6),
    }
    return {
        "pca": numbers(adata.obsm["X_pca"], 3),
        **{key: columns[key] for key in used},
        "uns": {k: list(v) for k, v in adata.uns.items() if k.endswith("_colors")},
    }


def describe(adata, **options):
    """Draws and measures: boxes are [left, top, right, bottom] in pixels at 100 dpi, y downwards."""
    data = data_of(adata, list(np.ravel(options["color"])) if "color" in options else [])
    plt.close("all")
    sc.pl.pca(adata, show=False, **options)
    fig = plt.gcf()
    fig.canvas.draw()
    renderer = fig.canvas.get_renderer()
    height = fig.get_size_inches()[1] * 100

    def box(artist):
        x0, y0, x1, y1 = artist.get_window_extent(renderer).extents
        return numbers([x0, height - y1, x1, height - y0], 2)

    panels = []
    for ax in fig.axes:
        if ax.get_label() == "<colorbar>":
            low, high = ax.get_ylim()
            marks = [t.get_text() for t, v in zip(ax.get_yticklabels(), ax.get_yticks()) if low <= v <= high]
            panels[-1]["colorbar"] = {"box": box(ax), "labels": marks, "range": numbers([low, high], 5)}
            continue
        points = ax.collections[0]
        legend = ax.get_legend()
        panel = {
            "title": ax.get_title(),
            "labels": [ax.get_xlabel(), ax.get_ylabel()],
            "axes": box(ax),
            "xlim": numbers(ax.get_xlim(), 6),
            "ylim": numbers(ax.get_ylim(), 6),
            "size": round(float(points.get_sizes()[0]), 6),
            "colors": [to_hex(c) for c in points.get_facecolors()],
        }
        if len(panel["colors"]) == 1:
            panel["colors"] = panel["colors"] * len(points.get_offsets())
        # Bottom to top, if not in row order.
        offsets = np.ma.getdata(points.get_offsets())
        if not np.allclose(offsets, adata.obsm["X_pca"][:, :2]):
            panel["offsets"] = numbers(offsets, 3)
        if legend is not None:
            handles = legend.legend_handles
            panel["legend"] = {
                "nColumns": legend._ncols,
                "box": box(legend),
                "labels": [t.get_text() for t in legend.get_texts()],
                "colors": [to_hex(h.get_facecolor()[0]) for h in handles],
                "dots": [numbers([h.get_offset_transform().transform(h.get_offsets())[0][0],
                                  height - h.get_offset_transform().transform(h.get_offsets())[0][1]], 2)
                         for h in handles],
                "texts": [numbers([t.get_transform().transform(t.get_position())[0],
                                   height - t.get_transform().transform(t.get_position())[1]], 2)
                          for t in legend.get_texts()],
            }
        if options.get("legend_loc") == "on data":
            panel["onData"] = [[t.get_text(), *numbers(t.get_position(), 4)] for t in ax.texts]
        panels.append(panel)
    tight = fig.get_tightbbox(renderer).extents * 100
    return {
        "options": options,
        "data": data,
        "figure": numbers(fig.get_size_inches() * 100, 2),
        "ink": numbers([tight[0], height - tight[3], tight[2], height - tight[1]], 2),
        "panels": panels,
        "uns": {k: [str(c) for c in v] for k, v in adata.uns.items() if k.endswith("_colors")},
    }


def stored(adata, colors):
    adata.uns["kind_colors"] = colors
    return adata


def ticks(low, high):
    plt.close("all")
    fig = plt.figure()
    mappable = fig.add_subplot(111).scatter([0, 1], [0, 1], c=[low, high])
    bar = plt.colorbar(mappable, pad=0.01, fraction=0.08, aspect=30)
    fig.canvas.draw()
    return {"low": low, "high": high,
            "labels": [t.get_text() for t, v in zip(bar.ax.get_yticklabels(), bar.ax.get_yticks()) if low <= v <= high],
            "offset": bar.ax.yaxis.get_offset_text().get_text()}


def types(n):
    return [f"type {i}" for i in range(n)]


CASES = {
    "the tutorial's palette over ten cell types": (make(LIVER, 1), dict(color="kind", palette=TUTORIAL_PALETTE)),
    "a palette shorter than the categories": (make(types(5), 2), dict(color="kind", palette=["#f00", "teal", "0.5"])),
    "default colours and missing categories": (make(types(5), 3, missing=True), dict(color="kind")),
    "fifteen categories, two columns": (make(types(15), 4), dict(color="kind")),
    "twenty-five categories": (make(types(25), 5), dict(color="kind")),
    "forty categories, three columns": (make(types(40), 6), dict(color="kind")),
    "more categories than colours": (make(types(110), 7), dict(color="kind")),
    "stored colours, more than needed": (
        stored(make(types(3), 8), ["tomato", "#00ff00", "b", "gold"]), dict(color="kind")),
    "too few stored colours": (stored(make(types(3), 9), ["tomato", "#00ff00"]), dict(color="kind")),
    "a gene": (make(types(3), 10), dict(color="ALB")),
    "a number column with gaps": (make(types(3), 11, missing=True), dict(color="score")),
    "limits of the colour scale": (make(types(3), 12), dict(color="score", vmin=-10, vmax="p90")),
    "no colour": (make(types(3), 13), dict()),
    "a boolean column": (make(types(3), 14), dict(color="flag")),
    "a text column in natural order": (make(types(3), 15), dict(color="batch")),
    "two panels": (make(types(4), 16), dict(color=["kind", "ALB"])),
    "five panels in two rows": (make(types(4), 17), dict(color=["kind", "ALB", "flag", "batch", "score"])),
    "names on the data": (make(types(4), 18), dict(color="kind", legend_loc="on data")),
    "other components and a title": (make(types(4), 19), dict(color="kind", components="2,3", title="Cells")),
    "variance in the axis labels": (make(types(4), 20), dict(color="kind", annotate_var_explained=True)),
    "a sampled colour map as palette": (make(types(4), 21), dict(color="kind", palette="tab20")),
    "groups": (make(types(4), 22), dict(color="kind", groups=["type 1", "type 2"])),
}
RANGES = [(0, 1), (0, 2.1972246), (-35.9, 18.96), (0, 5), (0, 0.0321), (100, 104000), (0, 2.5e6), (1e-7, 9e-7),
          (-1, 1), (3, 3.7), (0, 12), (0, 130), (-0.004, 0.0031), (17, 61888)]

OUT.mkdir(parents=True, exist_ok=True)
answers = {
    "scanpy": sc.__version__,
    "cases": {name: describe(adata, **options) for name, (adata, options) in CASES.items()},
    "ticks": [ticks(low, high) for low, high in RANGES],
}
(OUT / "scanpy.json").write_text(json.dumps(answers, separators=(",", ":")) + "\n")
print(f"{OUT / 'scanpy.json'}: {(OUT / 'scanpy.json').stat().st_size} bytes, {len(CASES)} cases")
