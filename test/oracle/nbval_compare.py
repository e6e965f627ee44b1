"""Answers with nbval's own functions: reads JSON cases from stdin, writes the JSON list of verdicts to stdout.

A case is {"kind": "compare", "stored": [...], "got": [...], "sanitize": text of a sanitize file},
{"kind": "markers", "source": text, "metadata": {...}} or {"kind": "sanitize", "sanitize": text, "text": text}.
"""

import json
import sys
import warnings
from types import SimpleNamespace

import nbformat
from nbval import plugin

SKIP = (
    "metadata", "traceback", "prompt_number", "output_type", "name", "execution_count",
    "application/vnd.jupyter.widget-view+json", "image/png", "image/jpeg",
)


def make_cell(sanitize):
    # Built without pytest's collection: only what the comparison reads.
    cell = object.__new__(plugin.IPyNbCell)
    cell.parent = SimpleNamespace(
        skip_compare=SKIP, sanitize_patterns=dict(plugin.get_sanitize_patterns(sanitize))
    )
    cell.colors = plugin.nocolors
    cell.format_output_compare = lambda key, left, right: cell.comparison_traceback.append(key)
    return cell


def compare(case):
    cell = make_cell(case.get("sanitize", ""))
    stored, got = (plugin.coalesce_streams([nbformat.from_dict(o) for o in case[side]]) for side in ("stored", "got"))
    return cell.compare_outputs(got, stored)


def markers(case):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tags = dict(plugin.find_metadata_tags(nbformat.from_dict(case["metadata"])))
        comments = dict(plugin.find_comment_markers(case["source"]))
    overlap = set(tags) & set(comments)
    tags.update(comments)
    return {"options": tags, "warnings": len(caught) + (1 if overlap else 0)}


def sanitize(case):
    return make_cell(case["sanitize"]).sanitize(case["text"])


KINDS = {"compare": compare, "markers": markers, "sanitize": sanitize}
json.dump([KINDS[case["kind"]](case) for case in json.load(sys.stdin)], sys.stdout)
