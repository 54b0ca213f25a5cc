"""For whom an output is written: the team, or everybody; and what is hidden from each."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from placement.errors import ScenarioError

__all__ = ["MASKED", "Profile", "profile_named"]

MASKED: Final = "masqué"
"""What stands where a count is withheld, primary or secondary suppression alike, zero included."""


class Profile(StrEnum):
    """Reader of an output; the values are the French words written on its face.

    ``INTERNE`` is the team of the Mission Locale, ``PUBLIC`` anybody.
    """

    INTERNE = "interne"
    PUBLIC = "public"

    @property
    def threshold(self) -> int:
        """Least count of young people followed that may be shown, persons."""
        return {Profile.INTERNE: 5, Profile.PUBLIC: 11}[self]

    @property
    def rounding(self) -> int:
        """Step to which sums over several communes are rounded, persons."""
        return {Profile.INTERNE: 5, Profile.PUBLIC: 10}[self]

    @property
    def sentence(self) -> str:
        """What an output of this profile says of itself, French."""
        return {
            Profile.INTERNE: "Document interne : à ne pas publier",
            Profile.PUBLIC: "Document public",
        }[self]


def profile_named(name: str) -> Profile:
    """Return the profile that a user names.

    Raises
    ------
    ScenarioError
        There is no such profile.
    """
    try:
        return Profile(name.casefold())
    except ValueError:
        known = " ou ".join(profile.value for profile in Profile)
        raise ScenarioError(f"--profil : « {name} » est inconnu ; choisissez {known}.") from None
