"""The key figures of one line of a batch, as its results tell them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from placement.batch.conduct import BatchLine

__all__ = ["figures_of"]

_EVERYBODY: Final = "tous"
_OF_ALL: Final = ("moyenne_min", "part_30_min", "sans_acces", "moyenne_avec_attente_min")
_PLAIN: Final = (
    "cout_annuel_existant_eur", "cout_annuel_eur", "budget_annuel_eur", "demi_journees_existant_an",
    "demi_journees_an", "ecart", "temps_estimes", "fictif",
)  # fmt: skip


def figures_of(line: BatchLine) -> dict[str, Any]:
    """Return the key figures of a line, None for a failure or where they are masked."""
    document = line.report.document
    plan, today = _group(document, key="indicateurs"), _group(document, key="indicateurs_existant")
    return {
        "jeunes": document.get("demande", {}).get("total"),
        **{f"{name}_existant": today.get(name) for name in _OF_ALL},
        **{name: plan.get(name) for name in _OF_ALL},
        **{name: document.get(name) for name in _PLAIN},
    }


def _group(document: Mapping[str, Any], *, key: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document.get(key, {}).get(_EVERYBODY, {})
    return found
