"""Symbols of the map as inline SVG: a shape for each kind of site, a badge for each change.

Shapes are drawn in dark ink with a white edge, so that they stand out on yellow as on purple, and
are told apart in black and white.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from placement.offers import SiteKind
from placement.viz.style import INK

__all__ = ["BADGES", "KIND_LABELS", "SYMBOLS", "VAN_STOP"]

VAN_STOP: Final = "camion"
"""Key of the symbol of a stop of the van, which is no kind of site."""

_ACCENT = "#b3005e"
_HALO = f'stroke="#ffffff" stroke-width="2.4" stroke-linejoin="round" fill="{INK}"'
_STAR = (
    "M14 2.2l3.5 7.6 8.3.9-6.2 5.6 1.8 8.2L14 20.3l-7.4 4.2 1.8-8.2-6.2-5.6 8.3-.9z"  # five points
)

SYMBOLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        SiteKind.SIEGE.value: f'<path d="{_STAR}" {_HALO}/>',
        SiteKind.ANTENNE.value: f'<rect x="5" y="5" width="18" height="18" {_HALO}/>',
        SiteKind.PERMANENCE.value: (
            '<circle cx="14" cy="14" r="9.6" fill="#ffffff"/>'
            f'<circle cx="14" cy="14" r="6.6" fill="#ffffff" stroke="{INK}" stroke-width="3.4"/>'
        ),
        VAN_STOP: (
            f'<path d="M3 7.5h14v3.5h4.2l3.8 4.4v5.1H3z" {_HALO}/>'
            f'<g fill="#ffffff" stroke="{INK}" stroke-width="2">'
            '<circle cx="8.6" cy="20.6" r="2.7"/><circle cx="19.6" cy="20.6" r="2.7"/></g>'
        ),
        "ferme": (
            '<path d="M6 6l16 16M22 6L6 22" stroke="#ffffff" stroke-width="8" '
            'stroke-linecap="round"/>'
            f'<path d="M6 6l16 16M22 6L6 22" stroke="{INK}" stroke-width="3.6" '
            'stroke-linecap="round"/>'
        ),
        "voisin": (
            f'<path d="M14 5.5L23 21.5H5z" fill="#ffffff" stroke="{INK}" stroke-width="2.6" '
            'stroke-linejoin="round"/>'
        ),
        "candidat": (
            f'<path d="M14 8l6 6-6 6-6-6z" fill="#ffffff" stroke="{INK}" stroke-width="1.8"/>'
        ),
    }
)
"""Content of a ``0 0 28 28`` view box for each kind of site and for those that are no kind."""

KIND_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{kind.value: kind.label for kind in SiteKind},
        VAN_STOP: "Arrêt du camion",
        "ferme": "Lieu fermé",
        "voisin": "Lieu d'une Mission Locale voisine",
        "candidat": "Lieu possible, non retenu",
    }
)


def _badge(path: str) -> str:
    return (
        f'<circle cx="22" cy="6" r="5.6" fill="{_ACCENT}" stroke="#ffffff" stroke-width="1.2"/>'
        f'<path d="{path}" stroke="#ffffff" stroke-width="1.7" fill="none"/>'
    )


BADGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ouvert": _badge("M22 3.2v5.6M19.2 6h5.6"),
        "modifié": _badge("M22 2.8v6.4M20.2 4.4l1.8-1.8 1.8 1.8M20.2 7.6l1.8 1.8 1.8-1.8"),
    }
)
"""Badge drawn on the symbol of a site that the plan opens or changes."""
