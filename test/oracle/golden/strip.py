"""Strips notebooks with nbstripout, and writes what it made of them as a golden.

Run with the oracle's Python: nbstripout in its pinned version. A path as argument takes the place of the golden's.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "golden" / "check" / "strip.json"


def stream(text):
    return {"name": "stdout", "output_type": "stream", "text": text}


def result(text):
    return {"data": {"text/plain": text}, "execution_count": 7, "metadata": {}, "output_type": "execute_result"}


def code(identity, source="x", outputs=None, **metadata):
    return {
        "cell_type": "code",
        "execution_count": 7,
        "id": identity,
        "metadata": metadata,
        "outputs": [result("1")] if outputs is None else outputs,
        "source": source.splitlines(keepends=True),
    }


def text(identity, source="# Text\n\nof two lines", kind="markdown", **metadata):
    return {"cell_type": kind, "id": identity, "metadata": metadata, "source": source.splitlines(keepends=True)}


def notebook(cells, **metadata):
    names = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": {**names, **metadata}, "nbformat": 4, "nbformat_minor": 5}


def markers():
    return [
        code("plain", outputs=[stream("a\nb\n"), result("1"), stream("c")]),
        code("tag", tags=["a", "keep_output"]),
        code("other-tag", tags=["keep-outputs", "KEEP_OUTPUT"]),
        code("true", keep_output=True),
        code("false", keep_output=False),
        code("both", keep_output=True, tags=["keep_output"]),
        *(code(f"value-{i}", keep_output=value) for i, value in enumerate([0, 1, 0.0, "", "false", None, [], [0], {}])),
        code("init", init_cell=True),
        code("no-init", init_cell=False),
        code("init-first", init_cell=False, keep_output=True, tags=["keep_output"]),
        code("init-not-false", init_cell=True, keep_output=False),
        code("no-outputs", outputs=[], keep_output=True),
    ]


WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "0a", "version_major": 2, "version_minor": 0}}

NOTEBOOKS = {
    "markers": notebook(markers()),
    "keeps": notebook(markers(), keep_output=True),
    "keeps-not": notebook(markers(), keep_output=False),
    "contradiction": notebook([code("a"), code("b", keep_output=False, tags=["keep_output"])]),
    "records": notebook(
        [
            code(
                "view",
                collapsed=True,
                scrolled="auto",
                hidden=True,
                jupyter={"outputs_hidden": True, "source_hidden": False},
                ExecuteTime={"end_time": "2024-02-03T04:05:06Z", "start_time": "2024-02-03T04:05:05Z"},
                execution={"iopub.execute_input": "2024-02-03T04:05:06Z"},
                tags=[],
                editable=True,
            ),
            text("heading", heading_collapsed=True, hidden=True, **{"jp-MarkdownHeadingCollapsed": True}),
            text("raw", "---\n", "raw", format="text/x-rst", collapsed=False),
            code(
                "widget",
                outputs=[{"data": {**WIDGET, "text/plain": "Box()"}, "metadata": {}, "output_type": "display_data"}],
                **{"jupyter.source_hidden": True, "nested": {"a": {"b": 1, "c": 2}}},
            ),
            code("empty", " \n\t", tags=["remove"]),
            text("blank", "", tags=["later"]),
        ],
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {"0a": {}}, "version_major": 2}},
        language_info={"name": "python", "version": "3.12.1"},
        toc={"base_numbering": 1},
    ),
    "clean": notebook([{**code("a", outputs=[], tags=["t"]), "execution_count": None}, text("b")]),
}

TEXTS = {name: json.dumps(value) + "\n" for name, value in NOTEBOOKS.items()}

CASES = [
    *((name, ["--keep-id"]) for name in NOTEBOOKS),
    ("markers", ["--keep-id", "--keep-output"]),
    ("markers", ["--keep-id", "--keep-count"]),
    ("markers", ["--keep-id", "--keep-output", "--keep-count", "--strip-init-cells"]),
    ("keeps-not", ["--keep-id", "--keep-output"]),
    (
        "records",
        ["--keep-id", "--extra-keys", "metadata.language_info.version cell.metadata.jupyter.source_hidden metadata.none"],
    ),
    ("records", ["--keep-id", "--extra-keys", "cell.metadata.nested.a.b metadata.kernelspec cell.metadata.tags"]),
    ("records", ["--keep-id", "--keep-metadata-keys", "metadata.widgets cell.metadata.collapsed", "--keep-output"]),
    ("records", ["--keep-id", "--drop-empty-cells"]),
    ("records", ["--keep-id", "--drop-tagged-cells", "remove"]),
    # Not the same in cellmill: ids renumbered, and but the last of the tags forgotten.
    ("markers", []),
    ("records", ["--drop-empty-cells"]),
    ("records", ["--drop-tagged-cells", "remove later"]),
]


def stripped(name, arguments):
    # Outside of the repository and without its owner's settings, both of which nbstripout asks git for.
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "nbstripout", *arguments],
            input=TEXTS[name],
            capture_output=True,
            encoding="utf-8",
            cwd=folder,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        )
    if done.returncode == 0:
        return {"stripped": done.stdout}
    return {"error": done.stderr.splitlines()[-1]}


def main():
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    cases = [{"notebook": name, "arguments": arguments, **stripped(name, arguments)} for name, arguments in CASES]
    target.write_text(json.dumps({"notebooks": TEXTS, "cases": cases}, indent=1) + "\n", encoding="utf-8")


main()
