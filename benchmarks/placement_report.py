"""The placement benchmark as Markdown tables."""

from __future__ import annotations

from typing import Any

__all__ = ["markdown"]

PEER_HEADS = (
    "places x sites, p", "seed", "ours s", "start s", "pbp-pmedian s", "its engine", "times faster",
    "spopt s", "times faster", "same optimum",
)  # fmt: skip
ALONE_HEADS = ("instance", "places x sites", "proved", "gap %", "s", "peak MB")


def markdown(found: dict[str, Any]) -> str:
    """Every table, one after the other."""
    parts = [
        _table(PEER_HEADS, [_peer_row(row) for row in found["peers"]]),
        _lokigi(found["lokigi"]),
        _orlib(found["orlib"]),
        _table(ALONE_HEADS, [_alone_row(row) for row in [*found["growth"], found["large"]] if row]),
        f"{found['cores']} cores. {_verdict(found)}",
    ]
    return "\n\n".join(parts)


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _peer_row(row: dict[str, Any]) -> list[str]:
    mine, pbp, spopt = row.get("ours"), row.get("pbp"), row.get("spopt")
    proved = [each for each in (mine, pbp, spopt) if each and each["ended"]]
    return [
        f"{row['places']} x {row['sites']}, p = {row['p']}",
        str(row["seed"]),
        _seconds(mine),
        f"{mine['start_s']:.1f}" if mine else "",
        _seconds(pbp),
        pbp["how"] if pbp else "",
        _ratio(row, "pbp"),
        _seconds(spopt),
        _ratio(row, "spopt"),
        "yes" if len({each["value"] for each in proved}) == 1 else "NO",
    ]


def _seconds(run: dict[str, Any] | None) -> str:
    if run is None:
        return ""
    return f"{run['seconds']:.3f}" if run["ended"] else f"stopped at {run['seconds']:.0f}"


def _ratio(row: dict[str, Any], engine: str) -> str:
    if f"ratio_{engine}" not in row:
        return ""
    bound = "" if row[engine]["ended"] else ">= "
    return f"{bound}{row[f'ratio_{engine}']:.1f}"


def _lokigi(row: dict[str, Any]) -> str:
    told = f"{row['places']} x {row['sites']}, p = {row['p']}: ours {_seconds(row.get('ours'))} s"
    if "lokigi" not in row:
        return f"{told} (lokigi not run: LOKIGI=1)."
    return f"{told}, lokigi {_seconds(row['lokigi'])} s: {_ratio(row, 'lokigi')} times faster."


def _orlib(found: dict[str, Any] | None) -> str:
    if found is None:
        return "OR-Library: absent."
    slowest = max(found["seconds"], key=found["seconds"].get)
    return (
        f"OR-Library: {found['instances']} instances in {found['total_s']:.1f} s, "
        f"the slowest {slowest}, {found['seconds'][slowest]:.1f} s."
    )


def _alone_row(row: dict[str, Any]) -> list[str]:
    return [
        "4 offers a site, budget, half-days" if row["kind"] == "offers" else f"p = {row['p']}",
        f"{row['places']} x {row['sites']}",
        "yes" if row["ended"] else "no",
        "unknown" if row["gap"] is None else f"{100 * row['gap']:.4f}",
        f"{row['seconds']:.2f}",
        f"{row['peak_mb']:.0f}" if row["peak_mb"] is not None else "",
    ]


def _verdict(found: dict[str, Any]) -> str:
    failures = found["failures"]
    return "Every check passed." if not failures else f"FAILED: {'; '.join(failures)}."
