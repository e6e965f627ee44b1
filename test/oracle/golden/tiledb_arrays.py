"""Writes test/golden/tiledb/data/*.json: small arrays written by tiledb 0.36.1 (format 22) with the answers it reads back.

Each file is one array (or group): {"reads": [{"query": …, "columns": {name: cells}}], "files": …}, where files is the
base64 of the zlib of {path: base64 of the file}.
Cells are JSON: integers as numbers (strings beyond 2^53), floats as the hex of their little-endian bytes, text as text,
null as null, several values as a list. Data come from a fixed seed; names in the files hold times and random ids.

Run with the oracle environment: .oracle/venv/bin/python test/oracle/golden/tiledb_arrays.py
"""

import base64
import json
import shutil
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import tiledb

OUT = Path(__file__).parents[2] / "golden" / "tiledb" / "data"
WORK = Path(tempfile.mkdtemp())
N = 57
F = tiledb.FilterList


def cell(value):
    if value is np.ma.masked or value is None:
        return None
    if isinstance(value, np.ndarray):
        return [cell(v) for v in value]
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, str):
        return value
    if isinstance(value, (np.datetime64, np.timedelta64)):
        value = value.astype(np.int64)
    if isinstance(value, (np.floating, float)):
        return np.asarray(value).tobytes().hex()
    value = int(value)
    return value if abs(value) < 2**53 else str(value)


def read(uri, *, timestamp=None, condition=None, tree=None, columns=None, ranges=None, layout="global", dense=False, uncoded=()):
    """One read by tiledb: what is asked, in the project's own words, and the cells that come."""
    query = {}
    for key, value in [("timestamp", timestamp), ("columns", columns), ("ranges", ranges), ("condition", tree)]:
        if value is not None:
            query[key] = value
    query["layout"] = "row" if dense else layout
    with tiledb.open(str(uri), timestamp=timestamp) as array:
        schema = array.schema
        dims = [schema.domain.dim(i).name for i in range(schema.domain.ndim)]
        kwargs = {"cond": condition} if condition is not None else {}
        order = {"global": "G", "row": "C", "unordered": "U"}[query["layout"]]
        if dense:
            index = tuple(slice(ranges[d][0][0], ranges[d][0][1] + 1) for d in dims) if ranges else slice(None)
            result = array.query(attrs=columns, order="C")[index]
            result = {k: np.ravel(v) for k, v in result.items()}
        else:
            attrs = None if columns is None else [c for c in columns if c not in dims]
            if ranges is None:
                result = array.query(attrs=attrs, order=order, coords=True, **kwargs)[:]
            else:
                parts = []
                for d in dims:
                    own = ranges.get(d)
                    parts.append(slice(None) if own is None else [slice(low, high) for low, high in own])
                result = array.query(attrs=attrs, order=order, coords=True, **kwargs).multi_index[tuple(parts)]
        names = columns or (list(result) if not dense else [schema.attr(i).name for i in range(schema.nattr)])
        cells = {}
        for name in names:
            values = result[name]
            attr = schema.attr(name) if schema.has_attr(name) else None
            if attr is not None and attr.enum_label is not None:
                labels = [cell(v) for v in array.enum(attr.enum_label).values()]
                cells[name] = [None if v is np.ma.masked else v for v in codes(values, labels)]
            else:
                cells[name] = [cell(v) for v in values]
    return {"query": query, "columns": cells}


def codes(values, labels):
    """Labels for cells that tiledb hands out as codes or as labels."""
    for v in values:
        if v is np.ma.masked or v is None:
            yield None
        elif isinstance(v, (str, bytes)):
            yield cell(v)
        else:
            yield labels[int(v)]


def bundle(name, reads, *, refused=None, extra=None):
    root = WORK / name
    files = {str(p.relative_to(root)): base64.b64encode(p.read_bytes()).decode() for p in sorted(root.rglob("*")) if p.is_file()}
    packed = base64.b64encode(zlib.compress(json.dumps(files).encode(), 9)).decode()
    body = {"reads": reads, **(extra or {}), "files": packed}
    if refused is not None:
        body["refused"] = refused
    (OUT / f"{name}.json").write_text(json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=int) + "\n")


def create(name, dims, attrs, *, capacity=20, sparse=True, duplicates=False, **kwargs):
    uri = str(WORK / name)
    schema = tiledb.ArraySchema(
        domain=tiledb.Domain(*dims), attrs=attrs, sparse=sparse, capacity=capacity,
        **({"allows_duplicates": duplicates} if sparse else {}), **kwargs,
    )
    tiledb.Array.create(uri, schema)
    return uri


def dim(name="i", domain=(0, 999), tile=100, dtype=np.int64, filters=None):
    return tiledb.Dim(name, domain=domain, tile=tile, dtype=dtype, **({"filters": F(filters)} if filters else {}))


def write(uri, coords, data, timestamp=10):
    with tiledb.open(uri, "w", timestamp=timestamp) as array:
        array[coords] = data


def numbers(rng, dtype, n=N):
    kind = np.dtype(dtype)
    if kind.kind == "f":
        return np.round(rng.normal(0, 50, n), 2).astype(kind)
    if kind.kind in "mM":
        return rng.integers(-10**6, 10**12, n).astype("int64").view(kind)
    if kind.kind == "b":
        return rng.random(n) < 0.5
    info = np.iinfo(kind)
    values = rng.integers(max(info.min, -30000), min(info.max, 30000), n, endpoint=True).astype(kind)
    values[::11] = values[0]
    return values


def filters():
    """One array per filter (or usual pipeline) and element size, a single attribute each."""
    Z = tiledb.ZstdFilter
    table = {
        "none": ([], ["int32", "float64"]),
        "zstd": ([Z(3)], ["int64", "float32"]),
        "gzip": ([tiledb.GzipFilter(4)], ["int32"]),
        "lz4": ([tiledb.LZ4Filter()], ["int32", "uint8"]),
        "rle": ([tiledb.RleFilter()], ["int16", "int64"]),
        "byteshuffle.zstd": ([tiledb.ByteShuffleFilter(), Z(9)], ["int64", "float32", "uint16"]),
        "bitshuffle": ([tiledb.BitShuffleFilter()], ["int16", "int64"]),
        "bitshuffle.zstd": ([tiledb.BitShuffleFilter(), Z()], ["int32", "uint8"]),
        "double-delta": ([tiledb.DoubleDeltaFilter()], ["int64", "int32", "int16", "int8"]),
        "double-delta.zstd": ([tiledb.DoubleDeltaFilter(), Z(19)], ["int64"]),
        "delta": ([tiledb.DeltaFilter()], ["int64", "int32", "int16", "int8"]),
        "delta.reinterpret": ([tiledb.DeltaFilter(reinterp_dtype=np.int32)], ["float32"]),
        "bit-width": ([tiledb.BitWidthReductionFilter()], ["int64", "int32", "int16", "uint64"]),
        "double-delta.bit-width.zstd": ([tiledb.DoubleDeltaFilter(), tiledb.BitWidthReductionFilter(), Z()], ["int64", "int32"]),
        "positive-delta": ([tiledb.PositiveDeltaFilter()], ["uint64", "int32", "int16"]),
        "positive-delta.bit-width.zstd": ([tiledb.PositiveDeltaFilter(), tiledb.BitWidthReductionFilter(), Z()], ["int64"]),
        "xor": ([tiledb.XORFilter()], ["int64", "float32", "int8"]),
        "float-scale": ([tiledb.FloatScaleFilter(0.01, 1.0, 4), Z()], ["float64", "float32"]),
        "md5.zstd": ([tiledb.ChecksumMD5Filter(), Z()], ["int32"]),
        "zstd.sha256": ([Z(), tiledb.ChecksumSHA256Filter()], ["int64"]),
        "positive-delta.bytes": ([tiledb.PositiveDeltaFilter(16)], ["bool", "uint8"]),
    }
    rng = np.random.default_rng(1)
    for name, (pipeline, types) in table.items():
        attrs, data = [], {}
        for dtype in types:
            attrs.append(tiledb.Attr(dtype, dtype=np.dtype(dtype), filters=F(pipeline)))
            data[dtype] = numbers(rng, dtype)
            if name.startswith("positive-delta"):
                data[dtype] = np.sort(np.abs(data[dtype])).astype(dtype)
            if name == "float-scale":
                data[dtype] = np.round(data[dtype]).astype(dtype)
        golden = f"1d.sparse.{name}"
        uri = create(golden, [dim(filters=[Z(3)])], attrs)
        write(uri, np.sort(rng.choice(1000, N, replace=False)), data)
        bundle(golden, [read(uri)])


def refused():
    rng = np.random.default_rng(2)
    uri = create("refused.bzip2", [dim(filters=[tiledb.NoOpFilter()])], [tiledb.Attr("x", dtype=np.int32, filters=F([tiledb.Bzip2Filter(3)]))])
    write(uri, np.arange(N), {"x": numbers(rng, "int32")})
    bundle("refused.bzip2", [], refused="bzip2")


def types():
    rng = np.random.default_rng(3)
    names = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64", "bool"]
    times = ["datetime64[D]", "datetime64[s]", "datetime64[ns]", "timedelta64[ms]"]
    attrs = [tiledb.Attr(t, dtype=np.dtype(t)) for t in names + times]
    data = {t: numbers(rng, t) for t in names + times}
    data["int64"][:3] = [-(2**63), 2**63 - 1, 2**53 + 1]
    data["uint64"][:2] = [2**64 - 1, 2**53]
    data["float32"][:3] = np.array([0x7FC00001, 0xFF800000, 0x80000000], np.uint32).view(np.float32)
    data["float64"][:1] = np.array([0x7FF80000000007A2], np.uint64).view(np.float64)
    uri = create("1d.sparse.types", [dim()], attrs)
    write(uri, np.arange(N) * 3, data)
    conditions = [
        ("int8 > 3 and float32 <= 0", {"op": "and", "conditions": [{"op": ">", "column": "int8", "value": 3}, {"op": "<=", "column": "float32", "value": 0}]}),
        ("uint16 in [%d, %d, 7]" % (data["uint16"][3], data["uint16"][9]), {"op": "in", "column": "uint16", "values": [int(data["uint16"][3]), int(data["uint16"][9]), 7]}),
        ("uint32 not in [%d]" % data["uint32"][0], {"op": "not in", "column": "uint32", "values": [int(data["uint32"][0])]}),
        ("i >= 30 and i < 60", {"op": "and", "conditions": [{"op": ">=", "column": "i", "value": 30}, {"op": "<", "column": "i", "value": 60}]}),
        ("bool == True or uint32 == %d" % data["uint32"][1], {"op": "or", "conditions": [{"op": "==", "column": "bool", "value": True}, {"op": "==", "column": "uint32", "value": int(data["uint32"][1])}]}),
    ]
    bundle("1d.sparse.types", [read(uri)] + [read(uri, condition=c, tree=t, columns=["i", "int8"]) for c, t in conditions])


def strings():
    rng = np.random.default_rng(4)
    words = ["", "a", "bb", "liver", "lung", "ünïcode", "zz", "longer text than the others, repeated " * 3]
    text = [words[k] for k in rng.integers(0, len(words), N)]
    ascii_text = [w.encode("ascii", "ignore") for w in text]
    lists = np.empty(N, object)
    lists[:] = [np.arange(k % 4 + 1, dtype=np.int32) * k for k in range(N)]
    nullable = pa.array([None if rng.random() < 0.3 else t for t in text])
    keys = np.array(sorted({f"cell-{k:03d}-{rng.integers(10**6)}" for k in range(N)}))
    for name, pipeline in {"none": [], "zstd": [tiledb.ZstdFilter(9)], "rle": [tiledb.RleFilter()], "dictionary": [tiledb.DictionaryFilter()], "dictionary.zstd": [tiledb.DictionaryFilter(), tiledb.ZstdFilter()]}.items():
        own = F(pipeline)
        plain = F([] if name in ("rle", "dictionary", "dictionary.zstd") else pipeline)
        attrs = [
            tiledb.Attr("utf8", dtype=str, var=True, filters=own),
            tiledb.Attr("ascii", dtype="ascii", var=True, filters=own),
            tiledb.Attr("maybe", dtype=str, var=True, nullable=True, filters=own),
            tiledb.Attr("list", dtype=np.int32, var=True, filters=plain),
            tiledb.Attr("char3", dtype="S3", filters=plain),
        ]
        golden = f"1d.sparse.strings.{name}"
        uri = create(golden, [tiledb.Dim("key", domain=(None, None), tile=None, dtype="ascii", **({"filters": own} if pipeline else {}))], attrs,
                     offsets_filters=F([tiledb.DoubleDeltaFilter(), tiledb.BitWidthReductionFilter(), tiledb.ZstdFilter()]))
        write(uri, keys, {"utf8": np.array(text, "O"), "ascii": np.array(ascii_text, "O"), "maybe": nullable, "list": lists,
                          "char3": np.array([f"{k:03d}".encode() for k in range(N)])})
        reads = [read(uri)]
        if name == "zstd":
            low, high = str(keys[5]), str(keys[20])
            reads += [
                read(uri, columns=["key", "utf8"], ranges={"key": [[low, high]]}),
                read(uri, columns=["key"], condition="utf8 == 'liver' or utf8 > 'z'", tree={"op": "or", "conditions": [{"op": "==", "column": "utf8", "value": "liver"}, {"op": ">", "column": "utf8", "value": "z"}]}),
                read(uri, columns=["key"], condition="maybe != 'liver'", tree={"op": "!=", "column": "maybe", "value": "liver"}),
                read(uri, columns=["key"], condition="maybe == None", tree={"op": "==", "column": "maybe", "value": None}),
                read(uri, columns=["key"], condition="maybe in ['a', 'lung']", tree={"op": "in", "column": "maybe", "values": ["a", "lung"]}),
                read(uri, columns=["key"], condition="maybe not in ['a', 'lung']", tree={"op": "not in", "column": "maybe", "values": ["a", "lung"]}),
            ]
        bundle(golden, reads)


def enumerations():
    rng = np.random.default_rng(5)
    uri = str(WORK / "1d.sparse.enumerations")
    kinds = tiledb.Enumeration("kinds", False, ["T cell", "B cell", "hépatocyte", "macrophage"])
    grades = tiledb.Enumeration("grades", True, ["low", "mid", "high"])
    sizes = tiledb.Enumeration("sizes", False, np.array([10, 20, 40], np.int64))
    schema = tiledb.ArraySchema(
        domain=tiledb.Domain(dim()), sparse=True, capacity=20, enums=[kinds, grades, sizes],
        attrs=[
            tiledb.Attr("kind", dtype=np.int8, enum_label="kinds", filters=F([tiledb.ZstdFilter(9)])),
            tiledb.Attr("grade", dtype=np.uint16, enum_label="grades", nullable=True),
            tiledb.Attr("size", dtype=np.int32, enum_label="sizes"),
            tiledb.Attr("count", dtype=np.int32, nullable=True),
        ],
    )
    tiledb.Array.create(uri, schema)
    grade = rng.integers(0, 3, N).astype(np.uint16)
    missing = rng.random(N) < 0.3
    data = {
        "kind": rng.integers(0, 4, N).astype(np.int8),
        "grade": pa.array([None if m else int(v) for v, m in zip(grade, missing)], pa.uint16()),
        "size": rng.integers(0, 3, N).astype(np.int32),
        "count": pa.array([None if m else int(v) for v, m in zip(numbers(rng, "int32"), rng.random(N) < 0.2)], pa.int32()),
    }
    write(uri, np.arange(N), data)

    def compare(op, column, value):
        return f"{column} {op} {value!r}", {"op": op, "column": column, "value": value}

    cases = [
        compare("==", "kind", "B cell"), compare("!=", "kind", "B cell"), compare("==", "kind", "absent"), compare("!=", "kind", "absent"),
        compare("==", "grade", "mid"), compare("!=", "grade", "mid"), compare(">", "grade", "low"), compare("<=", "grade", "mid"), compare("!=", "grade", "absent"),
        compare("==", "size", 20), compare("==", "count", None), compare("!=", "count", None), compare("<", "count", 0), compare("!=", "count", 0),
        ("kind in ['T cell', 'absent', 'macrophage']", {"op": "in", "column": "kind", "values": ["T cell", "absent", "macrophage"]}),
        ("kind not in ['T cell', 'absent']", {"op": "not in", "column": "kind", "values": ["T cell", "absent"]}),
        ("grade not in ['low']", {"op": "not in", "column": "grade", "values": ["low"]}),
        ("grade == 'low' and kind != 'T cell' or count > 100", {"op": "or", "conditions": [
            {"op": "and", "conditions": [{"op": "==", "column": "grade", "value": "low"}, {"op": "!=", "column": "kind", "value": "T cell"}]},
            {"op": ">", "column": "count", "value": 100}]}),
    ]
    reads = [read(uri)] + [read(uri, columns=["i"], condition=c, tree=t) for c, t in cases]
    bundle("1d.sparse.enumerations", reads)


def evolution():
    rng = np.random.default_rng(6)
    uri = str(WORK / "1d.sparse.evolution")
    label = tiledb.Enumeration("label", False, ["a", "b"])
    schema = tiledb.ArraySchema(domain=tiledb.Domain(dim()), sparse=True, capacity=20, enums=[label],
                                attrs=[tiledb.Attr("k", dtype=np.int8, enum_label="label"), tiledb.Attr("gone", dtype=np.int32)])
    tiledb.Array.create(uri, schema)
    with tiledb.open(uri, "w") as array:
        array[np.arange(10)] = {"k": rng.integers(0, 2, 10).astype(np.int8), "gone": numbers(rng, "int32", 10)}
    evolve = tiledb.ArraySchemaEvolution()
    evolve.drop_attribute("gone")
    evolve.add_attribute(tiledb.Attr("added", dtype=np.float64, nullable=True))
    evolve.add_attribute(tiledb.Attr("text", dtype=str, var=True))
    evolve.extend_enumeration(label.extend(["c"]))
    evolve.array_evolve(uri)
    with tiledb.open(uri, "w") as array:
        array[np.arange(5, 15)] = {"k": rng.integers(0, 3, 10).astype(np.int8), "added": numbers(rng, "float64", 10), "text": np.array([f"t{k}" for k in range(10)], "O")}
    bundle("1d.sparse.evolution", [read(uri), read(uri, columns=["i", "k"], ranges={"i": [[3, 7], [12, 13]]}, layout="row"),
                                   read(uri, columns=["i"], condition="k == 'c'", tree={"op": "==", "column": "k", "value": "c"})])


def matrix_cells(rng, n_rows, n_cols, n):
    flat = np.sort(rng.choice(n_rows * n_cols, n, replace=False))
    return flat // n_cols, flat % n_cols


def matrix_schema(name, *, duplicates, cell_order="row-major", tile_order="row-major", filters=None, capacity=20):
    pipeline = filters or [tiledb.ByteShuffleFilter(), tiledb.ZstdFilter(9)]
    dims = [dim("soma_dim_0", (0, 39), 8, filters=[tiledb.ZstdFilter(9)]), dim("soma_dim_1", (0, 29), 8, filters=pipeline)]
    attrs = [tiledb.Attr("soma_data", dtype=np.float32, filters=F(pipeline))]
    return create(name, dims, attrs, duplicates=duplicates, cell_order=cell_order, tile_order=tile_order, capacity=capacity)


TIMES = [5, 15, 25, 1000]
BOX = {"soma_dim_0": [[3, 17]], "soma_dim_1": [[0, 4], [10, 20]]}
NAMES = ["soma_dim_0", "soma_dim_1", "soma_data"]


def write_three(uri, seed):
    rng = np.random.default_rng(seed)
    for k, timestamp in enumerate([10, 20, 30]):
        rows, cols = matrix_cells(rng, 40, 30, 70)
        write(uri, (rows, cols), {"soma_data": (rng.integers(1, 9, 70) + k / 10).astype(np.float32)}, timestamp)


def consolidate(uri, mode, vacuum=True, **config):
    settings = {"sm.consolidation.mode": mode, "sm.vacuum.mode": mode, **config}
    tiledb.consolidate(uri, config=tiledb.Config(settings))
    if vacuum:
        tiledb.vacuum(uri, config=tiledb.Config(settings))


def fragments():
    """Several fragments and everything that happens to them: consolidation, vacuum, deletes."""
    def reads(uri):
        common = [read(uri, timestamp=t, columns=NAMES) for t in TIMES] + [
            read(uri, columns=NAMES, ranges={"soma_dim_0": [[3, 17]], "soma_dim_1": [[4, 20]]}),
            read(uri, columns=NAMES, condition="soma_data > 4", tree={"op": ">", "column": "soma_data", "value": 4}),
        ]
        # The row-major order of equal coordinates is nobody's promise.
        unique = [read(uri, columns=NAMES, ranges=BOX, layout="row"), read(uri, columns=NAMES, layout="row", timestamp=25)]
        return common if ".dups" in str(uri) else common + unique

    for duplicates in [False, True]:
        kind = "dups" if duplicates else "nodups"
        uri = matrix_schema(f"2d.sparse.{kind}", duplicates=duplicates)
        write_three(uri, 7)
        bundle(f"2d.sparse.{kind}", reads(uri))

        uri = matrix_schema(f"2d.sparse.{kind}.consolidated", duplicates=duplicates)
        write_three(uri, 8)
        consolidate(uri, "fragment_meta", vacuum=False)
        consolidate(uri, "commits")
        consolidate(uri, "fragments")
        bundle(f"2d.sparse.{kind}.consolidated", reads(uri))

        uri = matrix_schema(f"2d.sparse.{kind}.deleted", duplicates=duplicates)
        write_three(uri, 9)
        for timestamp, condition in [(15, "soma_data == 3"), (35, "soma_dim_0 > 30 and soma_data < 5")]:
            with tiledb.open(uri, "d", timestamp=timestamp) as array:
                array.query(cond=condition).submit()
        bundle(f"2d.sparse.{kind}.deleted", reads(uri))
        consolidate(uri, "commits")
        consolidate(uri, "fragments")
        shutil.copytree(uri, WORK / f"2d.sparse.{kind}.deleted.consolidated")
        copy = str(WORK / f"2d.sparse.{kind}.deleted.consolidated")
        bundle(f"2d.sparse.{kind}.deleted.consolidated", reads(copy))

    uri = matrix_schema("2d.sparse.commits-only", duplicates=True)
    write_three(uri, 10)
    consolidate(uri, "fragments")
    consolidate(uri, "commits")
    bundle("2d.sparse.commits-only", [read(uri, columns=NAMES)])

    uri = matrix_schema("2d.sparse.not-vacuumed", duplicates=True)
    write_three(uri, 11)
    consolidate(uri, "fragments", vacuum=False)
    bundle("2d.sparse.not-vacuumed", [read(uri, columns=NAMES, timestamp=t) for t in TIMES])

    uri = matrix_schema("2d.sparse.fragment-metadata", duplicates=False)
    write_three(uri, 12)
    consolidate(uri, "fragment_meta")
    bundle("2d.sparse.fragment-metadata", [read(uri, columns=NAMES)])


def orders():
    rng = np.random.default_rng(13)
    for name, cell, tile in [("col", "col-major", "col-major"), ("rowcol", "row-major", "col-major"), ("hilbert", "hilbert", "row-major")]:
        uri = matrix_schema(f"2d.sparse.order.{name}", duplicates=False, cell_order=cell, tile_order=tile)
        rows, cols = matrix_cells(rng, 40, 30, 200)
        write(uri, (rows, cols), {"soma_data": rng.integers(1, 9, 200).astype(np.float32)})
        bundle(f"2d.sparse.order.{name}", [read(uri, columns=NAMES), read(uri, columns=NAMES, ranges=BOX, layout="row")])


def matrices():
    """A matrix as cell atlases store it, and one with the default filters."""
    rng = np.random.default_rng(14)
    for name, pipeline in [("census", None), ("defaults", [tiledb.ZstdFilter(3)]), ("delta", [tiledb.DoubleDeltaFilter(), tiledb.BitWidthReductionFilter(), tiledb.ZstdFilter(3)])]:
        dims = [dim("soma_dim_0", (0, 2**63 - 2 - 2048), 2048, filters=pipeline or [tiledb.ZstdFilter(9)]),
                dim("soma_dim_1", (0, 2**63 - 2 - 2048), 2048, filters=pipeline or [tiledb.ByteShuffleFilter(), tiledb.ZstdFilter(9)])]
        attr = tiledb.Attr("soma_data", dtype=np.float32, filters=F([tiledb.ByteShuffleFilter(), tiledb.ZstdFilter(9)]))
        uri = str(WORK / f"2d.sparse.matrix.{name}")
        schema = tiledb.ArraySchema(domain=tiledb.Domain(*dims), attrs=[attr], sparse=True, capacity=200, allows_duplicates=name == "census")
        current = tiledb.CurrentDomain(tiledb.default_ctx())
        box = tiledb.NDRectangle(tiledb.default_ctx(), schema.domain)
        box.set_range("soma_dim_0", 0, 4999)
        box.set_range("soma_dim_1", 0, 2999)
        current.set_ndrectangle(box)
        schema.set_current_domain(current) if hasattr(schema, "set_current_domain") else None
        tiledb.Array.create(uri, schema)
        flat = np.sort(rng.choice(5000 * 3000, 900, replace=False))
        rows, cols = flat // 3000, flat % 3000
        write(uri, (rows, cols), {"soma_data": rng.integers(1, 300, 900).astype(np.float32)})
        bundle(f"2d.sparse.matrix.{name}", [read(uri, columns=NAMES), read(uri, columns=NAMES, ranges={"soma_dim_0": [[2000, 2100]]})])


def dense():
    rng = np.random.default_rng(15)
    for name, cell, tile in [("row", "row-major", "row-major"), ("col", "col-major", "col-major"), ("rowcol", "row-major", "col-major")]:
        golden = f"2d.dense.{name}"
        dims = [dim("r", (1, 20), 6, dtype=np.int32), dim("c", (2, 16), 4, dtype=np.int32)]
        attrs = [tiledb.Attr("x", dtype=np.float32, filters=F([tiledb.ByteShuffleFilter(), tiledb.ZstdFilter()])), tiledb.Attr("n", dtype=np.int16)]
        uri = create(golden, dims, attrs, sparse=False, cell_order=cell, tile_order=tile)
        for timestamp, rows, cols in [(10, (1, 12), (2, 12)), (20, (5, 20), (5, 8)), (30, (9, 9), (7, 16))]:
            shape = (rows[1] - rows[0] + 1, cols[1] - cols[0] + 1)
            with tiledb.open(uri, "w", timestamp=timestamp) as array:
                array[rows[0]:rows[1] + 1, cols[0]:cols[1] + 1] = {
                    "x": rng.normal(size=shape).astype(np.float32), "n": rng.integers(0, 99, shape).astype(np.int16)}
        box = {"r": [[4, 13]], "c": [[4, 15]]}
        bundle(golden, [read(uri, dense=True), read(uri, dense=True, timestamp=15), read(uri, dense=True, ranges=box), read(uri, dense=True, ranges=box, timestamp=25, columns=["n"])])
    uri = create("1d.dense.nullable", [dim("i", (0, 29), 8)], [tiledb.Attr("x", dtype=np.int32, nullable=True), tiledb.Attr("s", dtype=str, var=True)], sparse=False)
    with tiledb.open(uri, "w", timestamp=10) as array:
        array[3:23] = {"x": pa.array([None if k % 3 == 0 else k for k in range(20)], pa.int32()), "s": np.array(["x" * (k % 4) for k in range(20)], "O")}
    bundle("1d.dense.nullable", [read(uri, dense=True), read(uri, dense=True, ranges={"i": [[0, 12]]})])
    uri = create("3d.dense", [dim("a", (0, 6), 3), dim("b", (0, 4), 2), dim("c", (0, 5), 4)], [tiledb.Attr("x", dtype=np.int16)], sparse=False)
    with tiledb.open(uri, "w", timestamp=10) as array:
        array[:] = rng.integers(0, 999, (7, 5, 6)).astype(np.int16)
    bundle("3d.dense", [read(uri, dense=True), read(uri, dense=True, ranges={"a": [[1, 5]], "b": [[0, 2]], "c": [[3, 5]]})])


def time_travel():
    """What a consolidation that is not vacuumed, or is, leaves to see of the times before it."""
    for vacuum in [False, True]:
        golden = f"1d.dense.consolidated{'.vacuumed' if vacuum else ''}"
        uri = create(golden, [dim("i", (0, 19), 8)], [tiledb.Attr("x", dtype=np.int32)], sparse=False)
        for timestamp, low, high in [(10, 0, 11), (20, 4, 15), (30, 8, 19)]:
            with tiledb.open(uri, "w", timestamp=timestamp) as array:
                array[low:high + 1] = np.arange(low, high + 1, dtype=np.int32) + timestamp * 100
                array.meta[f"at{timestamp}"] = timestamp
                if timestamp == 30:
                    del array.meta["at10"]
        for mode in ["fragments", "array_meta"]:
            consolidate(uri, mode, vacuum=vacuum)
        metadata = {}
        for timestamp in TIMES:
            with tiledb.open(uri, timestamp=timestamp) as array:
                metadata[timestamp] = dict(array.meta)
        bundle(golden, [read(uri, dense=True, timestamp=t) for t in TIMES], extra={"metadataAt": metadata})


def delete_conditions():
    """Deletes by all operators on nullable, enumerated and text attributes: a null fails what is kept, so it goes too."""
    attrs = [
        tiledb.Attr("maybe", dtype=np.int8, nullable=True),
        tiledb.Attr("kind", dtype=np.int8, enum_label="kinds"),
        tiledb.Attr("text", dtype=str, var=True, nullable=True),
        tiledb.Attr("big", dtype=np.uint64),
    ]
    conditions = ["maybe == 1", "maybe in [1, 2]", "maybe not in [1, 2]", "kind == 'b'", "kind > 'a'", "kind in ['a', 'c']",
                  "text != 'y'", "text in ['y', 'zz']", "text == ''", f"big > {2**63}", "maybe == 3 or kind == 'c'"]
    golden = "1d.sparse.delete-conditions"
    schema = tiledb.ArraySchema(domain=tiledb.Domain(dim()), sparse=True, capacity=5, attrs=attrs,
                                enums=[tiledb.Enumeration("kinds", True, ["a", "b", "c"])])
    uri = str(WORK / golden)
    tiledb.Array.create(uri, schema)
    # Each condition meets 9 new cells, so that none hides another.
    for k, condition in enumerate(conditions):
        cells = np.arange(9)
        write(uri, cells + 9 * k, {
            "maybe": pa.array([None if c % 4 == 3 else int(c % 4) for c in cells], pa.int8()),
            "kind": (cells % 3).astype(np.int8),
            "text": pa.array([[None, "", "x", "y", "zz"][c % 5] for c in cells]),
            "big": np.array([2**64 - 1 - int(c) if c % 2 else int(c) for c in cells], np.uint64),
        }, timestamp=20 * k + 10)
        with tiledb.open(uri, "d", timestamp=20 * k + 15) as array:
            array.query(cond=condition).submit()
    bundle(golden, [read(uri), *[read(uri, timestamp=20 * k + 16, columns=["i"]) for k in range(len(conditions))],
                    read(uri, columns=["i"], condition=f"big >= {2**63}", tree={"op": ">=", "column": "big", "value": 2**63})])


def groups():
    root = WORK / "group"
    tiledb.group_create(str(root))
    for name in ["first", "second"]:
        create(f"group/{name}", [dim()], [tiledb.Attr("x", dtype=np.int32)])
        write(str(root / name), np.arange(3), {"x": np.arange(3, dtype=np.int32)})
    tiledb.group_create(str(root / "inner"))
    with tiledb.Group(str(root), "w") as group:
        group.add("first", name="first", relative=True)
        group.add("second", name="zweite", relative=True)
        group.add("inner", name="inner", relative=True)
        group.meta["soma_object_type"] = "SOMAExperiment"
        group.meta["gone"] = 1
    with tiledb.Group(str(root), "w") as group:
        group.remove("first")
        del group.meta["gone"]
    with tiledb.open(str(root / "second"), "w") as array:
        array.meta.update({"text": "ünïcode", "int": 7, "float": 2.5, "list": (1, 2, 3), "empty": "", "big": 2**60})
    with tiledb.open(str(root / "second")) as array:
        metadata = {key: list(value) if isinstance(value, tuple) else (str(value) if isinstance(value, (int, np.integer)) and abs(int(value)) > 2**53 else value) for key, value in array.meta.items()}
    with tiledb.Group(str(root)) as group:
        members = sorted([m.name, "group" if m.type is tiledb.Group else "array"] for m in group)
        own = dict(group.meta.items())
    bundle("group", [], extra={"members": members, "metadata": own, "arrayMetadata": metadata})


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for step in [filters, refused, types, strings, enumerations, evolution, fragments, orders, matrices, dense, time_travel, delete_conditions, groups]:
        step()
    shutil.rmtree(WORK)
    sizes = [p.stat().st_size for p in OUT.glob("*.json")]
    print(f"{len(sizes)} goldens, {sum(sizes) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
