"""Reads arrays with libtiledb: python read_with_tiledb.py FOLDER prints, per array in the folder, raw column buffers."""
import json
import os
import sys

import numpy as np
import tiledb
import tiledb.libtiledb as core
from tiledb.main import PyQuery


def wrong_aggregates(array, attr, data, validity):
    """Aggregates of whole tiles come from the fragment metadata: what differs from the values themselves."""
    wanted = ["min", "max", "sum"] + (["null_count"] if attr.isnullable else [])
    got = array.query(attrs=[attr.name]).agg({attr.name: wanted})[:]
    values = data.view(attr.dtype)
    valid = values[validity.view(bool)] if attr.isnullable else values
    if len(valid) == 0:
        return []
    truth = {"min": valid.min(), "max": valid.max(), "null_count": len(values) - len(valid),
             "sum": valid.astype(float).sum() if attr.dtype.kind == "f" else sum(int(v) for v in valid)}
    same = {k: np.isclose(got[k], truth[k], rtol=1e-9) if k == "sum" else got[k] == truth[k] for k in wanted}
    return [f"{attr.name}.{k}: {got[k]} instead of {truth[k]}" for k in wanted if not same[k]]


def read(uri):
    with tiledb.open(uri) as array:
        schema = array.schema
        dims = [schema.domain.dim(i).name for i in range(schema.domain.ndim)]
        attrs = [schema.attr(i) for i in range(schema.nattr)]
        # The library's own buffers, before the Python layer makes strings and masked arrays of them.
        query = PyQuery(array.ctx, array, tuple(a.name for a in attrs), tuple(dims), core.LayoutType.GLOBAL_ORDER, False)
        query.set_subarray(tiledb.Subarray(array))
        query.submit()
        columns = {
            name: {"data": data.tobytes().hex(), "offsets": offsets.tolist(), "validity": validity.tolist()}
            for name, (data, offsets, validity) in query.results().items()
        }
        small = [a for a in attrs if not a.isvar and a.dtype.kind in "iuf" and a.dtype.itemsize * 8 < 64]
        wrong = [
            text
            for a in small
            if np.isfinite(query.results()[a.name][0].view(a.dtype)).all()
            for text in wrong_aggregates(array, a, query.results()[a.name][0], query.results()[a.name][2])
        ]
        fragments = tiledb.FragmentInfoList(uri, include_mbrs=True)
        return {
            "columns": columns,
            "enumerations": {a.name: list(array.enum(a.enum_label).values()) for a in attrs if a.enum_label},
            "cells": sum(f.cell_num for f in fragments),
            "boxes": [[[int(x) for x in d] for d in box] for f in fragments for box in f.mbrs],
            "aggregated": len(small),
            "wrongAggregates": wrong,
            "note": array.meta["note"],
        }


folder = sys.argv[1]
print(json.dumps({name: read(os.path.join(folder, name)) for name in sorted(os.listdir(folder))}))
