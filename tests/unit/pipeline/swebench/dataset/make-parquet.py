"""Writes the parquet files of this folder, in the forms in which the hub keeps SWE-bench.

Run once, by hand, with pyarrow 22 or later (`pip install pyarrow`):  python make-parquet.py
"""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent


def row(number, lists):
    fail = [f"tests/test_a.py::test_{number}[é-\u2028]"]
    keep = [f"tests/test_a.py::test_{number}_{i}" for i in range(40)]
    return {
        "instance_id": f"octo__calc-{number}",
        "repo": "octo/calc",
        "base_commit": f"{number:040x}",
        "problem_statement": f"Number {number} is wrong.\u2028\nAlways, naïvely so.",
        "patch": f"gold {number}",
        "test_patch": f"tests {number}",
        "hints_text": None,
        "version": "1.0",
        "FAIL_TO_PASS": fail if lists else json.dumps(fail),
        "PASS_TO_PASS": keep if lists else json.dumps(keep),
        "seen": number,
    }


def write(name, numbers, compression, lists, **options):
    table = pa.Table.from_pylist([row(number, lists) for number in numbers])
    pq.write_table(table, HERE / name, compression=compression, **options)


write("lists-snappy.parquet", range(1, 6), "snappy", True, row_group_size=2)
write("json-zstd.parquet", range(1, 6), "zstd", False)
write("shard-0.parquet", [1, 2], "snappy", False)
write("shard-1.parquet", [3, 4], "zstd", True)
