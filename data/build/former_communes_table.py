"""The table of former communes: what became of a code, or of a name, that a merger abolished."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from communes_table import Sources, current_codes
from packages import read_json

__all__ = ["former_communes_table"]

_KINDS: Final = {"commune-deleguee": "deleguee", "commune-associee": "associee"}
_MERGED = "fusionnee"


def former_communes_table(divisions: Path, *, sources: Sources) -> pa.Table:
    """One row for each former commune, sorted by code and commune of today.

    A commune déléguée keeps the code of today's commune where it is its chief town: it is there
    for its name. The communes that merged without becoming déléguées have lost their name.
    """
    rows = read_json(divisions, member="package/data/communes.json")
    parts = {row["code"]: row for row in rows if row["type"] in _KINDS}
    today = {code: row["chefLieu"] for code, row in parts.items()} | current_codes(sources)
    kept = [
        _row(code, commune=commune, part=parts.get(code))
        for code, commune in sorted(today.items())
        if code != commune or parts[code]["nom"] != sources.divisions[commune]["nom"]
    ]
    unknown = sorted({row["commune"] for row in kept} - set(sources.divisions))
    if unknown:
        raise SystemExit(f"former communes: {unknown} are not communes of today.")
    print(f"former communes: {len(kept)}, {sum(not row['name'] for row in kept)} without a name")
    return pa.Table.from_pylist(
        kept,
        schema=pa.schema([(name, pa.string()) for name in ("code", "name", "commune", "kind")]),
    )


def _row(code: str, *, commune: str, part: dict[str, Any] | None) -> dict[str, str]:
    return {
        "code": code,
        "name": part["nom"] if part else "",
        "commune": commune,
        "kind": _KINDS[part["type"]] if part else _MERGED,
    }
