"""What may be told of young people, and to whom: refused columns, masked counts, two profiles."""

from __future__ import annotations

from placement.privacy.audit import Relations, feasible_ranges
from placement.privacy.counts import ProtectedCounts, protect_profiles
from placement.privacy.nominative import nominative_columns, refuse_nominative
from placement.privacy.profiles import MASKED, Profile, profile_named
from placement.privacy.shown import MARKER, Shown, marked_document, marked_rows
from placement.privacy.splits import Pool, Precision
from placement.privacy.suppression import SHOWN, Masked, protect

__all__ = [
    "MARKER",
    "MASKED",
    "SHOWN",
    "Masked",
    "Pool",
    "Precision",
    "Profile",
    "ProtectedCounts",
    "Relations",
    "Shown",
    "feasible_ranges",
    "marked_document",
    "marked_rows",
    "nominative_columns",
    "profile_named",
    "protect",
    "protect_profiles",
    "refuse_nominative",
]
