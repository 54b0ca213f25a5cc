"""What may be told of young people, and to whom: refused columns, masked counts, two profiles."""

from __future__ import annotations

from placement.privacy.nominative import nominative_columns, refuse_nominative
from placement.privacy.profiles import MASKED, Profile
from placement.privacy.suppression import SHOWN, Masked, protect

__all__ = [
    "MASKED",
    "SHOWN",
    "Masked",
    "Profile",
    "nominative_columns",
    "protect",
    "refuse_nominative",
]
