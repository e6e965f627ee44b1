"""Executes a notebook with outputs of every kind that cellmill check compares, and writes it as a golden.

Run with the oracle's Python: numpy, pandas, matplotlib, plotly and ipykernel in their pinned versions. A path as argument
takes the place of the golden's.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

TARGET = Path(__file__).resolve().parents[2] / "golden" / "check" / "outputs.ipynb"

CELLS = [
    """import numpy as np, pandas as pd
rng = np.random.default_rng(7)
obs = pd.DataFrame({"n_genes": rng.integers(200, 4000, 8), "pct_mt": rng.random(8) * 10, "leiden": list("01201102")},
                   index=[f"AAAC-{i}" for i in range(8)])
obs""",
    "obs.describe()",
    "rng.normal(size=(6, 5))",
    "obs['pct_mt']",
    """import sys
print("cells: %d" % len(obs)); print("warning: 3 genes were dropped", file=sys.stderr)
for i in range(3): print(f"iteration {i}: loss {1 / (i + 2.5):.6f}")""",
    "{'n_obs': 8, 'variance_ratio': [0.31, 0.22, 0.105], 'params': {'zero_center': True, 'n_comps': 50}}",
    """import matplotlib.pyplot as plt
%config InlineBackend.figure_formats = ['png']
fig, ax = plt.subplots(figsize=(2.4, 1.8)); ax.scatter(obs.n_genes, obs.pct_mt, c=range(8)); ax.set_title("QC"); plt.show()""",
    """%config InlineBackend.figure_formats = ['svg']
fig, ax = plt.subplots(figsize=(2.4, 1.8)); ax.plot([0, 1, 2], [0.5, 1.25, 0.75]); plt.show()""",
    """%config InlineBackend.figure_formats = ['jpeg']
fig, ax = plt.subplots(figsize=(2.4, 1.8)); ax.bar([0, 1, 2], [3, 1, 2]); plt.show()""",
    """import plotly.graph_objects as go
figure = go.Figure()
for name, color in [("B", "#1f77b4"), ("NK", "#ff7f0e"), ("T", "#2ca02c")]:
    figure.add_scatter(x=rng.normal(size=9), y=rng.normal(size=9), mode="markers", name=name, marker={"color": color})
figure.update_layout(template="none", xaxis_title="PC1", yaxis_title="PC2", width=320, height=240)
from IPython.display import display, JSON
display({"application/vnd.plotly.v1+json": figure.to_plotly_json(), "text/plain": "Figure"}, raw=True)""",
    "JSON({'clusters': {'0': 3, '1': 3, '2': 2}, 'silhouette': 0.413, 'markers': ['CD3D', 'MS4A1']})",
    "display(obs.head(2)); print('between'); display(obs.tail(2))",
    "raise ValueError('resolution must be positive, got -0.5')",
]




def main():
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for number, source in enumerate(CELLS):
        cell = nbformat.v4.new_code_cell(source)
        cell["id"] = f"cell-{number}"
        notebook.cells.append(cell)
    NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.outputs:
            if output.output_type == "error":
                output["traceback"] = []
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)


main()
