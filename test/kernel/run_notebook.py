"""Runs TypeScript cells with nbclient and prints the executed notebook's outputs as JSON.

Usage: python run_notebook.py KERNEL_NAME < CELLS_JSON
"""
import json
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.v4.new_notebook()
for cell in json.load(sys.stdin):
    tags = cell.get("tags", [])
    notebook.cells.append(nbformat.v4.new_code_cell(cell["source"], metadata={"tags": tags}))
client = NotebookClient(notebook, kernel_name=sys.argv[1], timeout=60, allow_errors=True)
client.execute()
nbformat.validate(notebook)
json.dump(
    [{"execution_count": c.execution_count, "outputs": c.outputs} for c in notebook.cells],
    sys.stdout,
)
