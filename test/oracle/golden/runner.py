"""Writes the small goldens of the notebook writer and of the runner's coercions, from nbformat, papermill and PyYAML."""

import base64
import json
import logging
from pathlib import Path

import nbformat
import yaml
from papermill.cli import _resolve_type
from papermill.iorw import NoDatesSafeLoader
from papermill.parameterize import parameterize_path
from papermill.translators import PythonTranslator

logging.disable(logging.CRITICAL)
GOLDEN = Path(__file__).parents[2] / "golden"


def canonical(value):
    if value is None:
        return "N"
    if value is True:
        return "T"
    if value is False:
        return "F"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return f"f{value!r}"
    if isinstance(value, str):
        return "s" + json.dumps(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in value.items()) + "}"


NUMBERS = (
    "0 -0 0.0 -0.0 1.0 1E5 1e16 1e15 123456789012345678 9007199254740993 1e-4 1e-5 0.00001234 1e22 1.5e300 5e-324 1e400 "
    "-1e400 NaN Infinity -Infinity 2.5E-10 100000000000000000000 0.1"
).split()
ENDS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u2028", "\u2029", "\t"]


def cell(body, index=0):
    return f'{{"id": "c{index}", {body}}}'


def notebook(cells="", metadata="{}"):
    return f'{{"nbformat_minor": 5, "metadata": {metadata}, "nbformat": 4, "cells": [{cells}]}}'


def roundtrips():
    yield "no cells", notebook()
    for number in NUMBERS:
        yield f"number {number}", notebook(metadata=f'{{"n": {number}}}')
    for end in ENDS:
        text = json.dumps(f"a{end}b{end}{end}c")
        yield f"line end {end!r}", notebook(cell(f'"cell_type": "raw", "metadata": {{}}, "source": {text}'))
    yield "keys by code point", notebook(metadata='{"\\ue000": 1, "\\ud83d\\ude00": 2, "b": 3, "B": 4, "10": 5, "9": 6, "": 7}')
    yield "odd keys", notebook(metadata='{"__proto__": {"__proto__": 1}, "constructor": 2, "toString": 3}')
    yield "duplicate keys", notebook(metadata='{"a": 1, "b": 2, "a": 3}')
    yield "escapes", notebook(metadata='{"s": "\\u0000\\u001f\\b\\f\\n\\r\\t\\"\\\\\\/\\u007f\\u2028é😀"}')
    yield "empty containers", notebook(metadata='{"a": [], "b": {}, "c": [[]], "d": [{}]}')
    yield "transient metadata", notebook(
        cell('"cell_type": "raw", "metadata": {"trusted": true, "x": 1}, "source": ""'),
        '{"signature": "x", "orig_nbformat": 3, "orig_nbformat_minor": 0}',
    )
    outputs = [
        '{"output_type": "stream", "name": "stdout", "text": ["a\\n", "b"]}',
        '{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<b>\\n</b>", "image/png": "x\\ny", '
        '"image/svg+xml": ["<svg>\\n", "</svg>"], "application/javascript": "a;\\nb;"}}',
        '{"output_type": "execute_result", "execution_count": 1, "metadata": {"z": 1.0}, "data": {"application/json": '
        '{"b": [1.0, "x\\ny"], "a": 1e100}, "application/x+json": ["a", "b"], "text/plain": ""}}',
        '{"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["a\\nb", "c"]}',
    ]
    yield "outputs", notebook(
        cell(f'"cell_type": "code", "metadata": {{}}, "execution_count": 3, "source": [], "outputs": [{",".join(outputs)}]')
    )
    yield "attachments", notebook(
        cell('"cell_type": "markdown", "metadata": {}, "source": "x", "attachments": {"a.png": {"image/png": ["a", "b"]}}')
    )


COERCE = [
    *"True False None true TRUE null 010 +5 0x10 0o7 --5 1e5 1E5 1. .5 . 1_000 1_0.5 1__0 _1 1_ nan NaN inf -inf".split(),
    *"Infinity 1e400 -0 -0.0 1,000 200_000 9007199254740993 123456789012345678901234567890 1e-7 5e-324".split(),
    "", " 5 ", "\t7\n", "٣", "１２", "½", "1 2", "\x1c5", "\xa05",
]
YAML = [
    *"yes No ON y n ~ null .inf -.INF .nan 017 0o17 0b11 0x1F 09 1_000 1__0 1:30 190:20:30 1:30.5 1e5 1.e5 0.1e1".split(),
    *"1e+5 1.0e+5 .5 5. ._5 2019-01-01 123456789012345678901234567890 '1' \"1\" text".split(), "!!str 1", "!!float 3",
    "[1, 2.0, x]", "{b: 1, a: 2, 10: 3, 9: 4}",
]
VALUES = [
    None, True, False, 0, -1, 10**30, 0.1, 1.0, 1e16, 1e-5, float("nan"), float("inf"), float("-inf"), "", "a'b\"c\\d",
    "\n\t\r\0\x7f", "é", "\u2028", "😀", "$x `y` #{z}", [], [1, [2, None]], {}, {"k": {"n": [True]}, "é": "x"},
]
PATHS = [
    "plain.ipynb", "{i:03d}", "{f:.2f}", "{i:,}", "{s:>8}", "{s!r}", "{l[0]}", "{d[k]}", "{{x}}", "{i:+}", "{f:e}", "{f:%}", "{l}",
]
BASE64 = [
    "YTogMg==", "YTogMgpiOiB4Cg==", "", " ", "=", "====", "A", "AA", "AAA", "YTogMQ=", "YTogMQ= =", "YTog MQ==", "YTo\ngMQ==",
    "YTogMQ==YTogMg==", "YTogMQ=YTogMg==", "=YTogMQ==", "Y=TogMQ==", "YT=ogMQ==", "YT=o=gMQ==", "YTogMTE=YTo", "YTogMTE", "YTog-_MQ==",
    "YTogMR==", "YTogMQ==\xe9", "//4=", "//5hADoAIAAxAA==", "/v8AYQA6ACAAMQ==", "//79", "77u/YTogMQ==", "YTog6Q==",
]
PATH_VALUES = {"i": 42, "f": 5.43215, "s": "liver", "l": [1, "x"], "d": {"k": "v"}}


def base64_text(given):
    """The text that papermill hands to PyYAML, or None where it raises."""
    try:
        return yaml.reader.Reader(base64.b64decode(given)).buffer.removesuffix("\0")
    except (ValueError, yaml.reader.ReaderError):
        return None


def write(path, value):
    target = GOLDEN / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(value, indent=1, ensure_ascii=True) + "\n", encoding="utf8")


def main():
    write(
        "nbformat/data/roundtrip.json",
        [
            {"name": name, "input": text, "output": nbformat.writes(nbformat.reads(text, as_version=nbformat.NO_CONVERT))}
            for name, text in roundtrips()
        ],
    )
    write("runner/data/coerce.json", [[text, canonical(_resolve_type(text))] for text in COERCE])
    write("runner/data/yaml.json", [[text, canonical(yaml.load(text, Loader=NoDatesSafeLoader))] for text in YAML])
    write("runner/data/base64.json", [[given, base64_text(given)] for given in BASE64])
    write(
        "runner/data/python-values.json",
        [[json.dumps(value), PythonTranslator.codify({"x": value})] for value in VALUES],
    )
    write("runner/data/paths.json", [[text, parameterize_path(text, PATH_VALUES)] for text in PATHS])


main()
