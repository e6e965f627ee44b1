"""Answers questions about papermill, nbformat and PyYAML: one JSON request a line in, one JSON answer a line out."""

import inspect
import io
import json
import logging
import sys

import nbformat
import yaml
from nbformat.validator import isvalid
from papermill.cli import _resolve_type
from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from papermill.inspection import inspect_notebook
from papermill.iorw import NoDatesSafeLoader
from papermill.parameterize import parameterize_path
from papermill.translators import PythonTranslator, papermill_translators

from declared_parameters import declared_parameters

logging.disable(logging.CRITICAL)


def canonical(value):
    """A value as text in which ints, floats, order and key types can be told apart."""
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
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in value.items()) + "}"
    raise TypeError(type(value).__name__)


def plain(text):
    return yaml.load(text, Loader=NoDatesSafeLoader)


def execute(request):
    try:
        execute_notebook(
            request["input"], request["output"], parameters=plain(request["parameters"]) or {}, progress_bar=False,
            **request.get("options", {}),
        )
        return "ok"
    except PapermillExecutionError as error:
        return f"{error.ename}: {error.evalue}"


SIGNATURES = {
    "execute_notebook": execute_notebook,
    "inspect_notebook": inspect_notebook,
    "engine": NBClientEngine.execute_managed_notebook,
}

OPS = {
    "coerce": lambda request: canonical(_resolve_type(request["text"])),
    "yaml": lambda request: canonical(plain(request["text"])),
    "translate": lambda request: papermill_translators.find_translator(request["language"], request["language"]).codify(
        json.loads(request["parameters"])
    ),
    "path": lambda request: parameterize_path(request["template"], json.loads(request["parameters"])),
    "roundtrip": lambda request: nbformat.writes(nbformat.reads(request["text"], as_version=nbformat.NO_CONVERT)),
    "upgrade4": lambda request: nbformat.writes(nbformat.v4.upgrade(nbformat.reads(request["text"], as_version=4))),
    "upgrade": lambda request: nbformat.writes(nbformat.reads(request["text"], as_version=4)),
    "valid": lambda request: nbformat_valid(request["text"]),
    "inspect": lambda request: list(inspect_notebook(request["path"]).values()),
    "inspect-cell": lambda request: PythonTranslator.inspect({"source": request["source"]}),
    "declared": lambda request: declared_parameters(request["source"]),
    "execute": execute,
    "signature": lambda request: {
        name: {"default": None if each.default is each.empty else each.default, "kind": each.kind.name}
        for name, each in inspect.signature(SIGNATURES[request["name"]]).parameters.items()
    },
}


def nbformat_valid(text):
    # validate() would first repair ids; this only looks.
    return isvalid(nbformat.from_dict(json.loads(text)))


def main():
    # What libraries print must not come between the answers.
    out = io.TextIOWrapper(open(1, "wb", closefd=False, buffering=0), write_through=True)
    sys.stdout = sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"ok": OPS[request["op"]](request)}
        except Exception as error:  # the caller compares failures too
            answer = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(answer) + "\n")


main()
