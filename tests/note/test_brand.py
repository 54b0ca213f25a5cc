"""Colours are checked before anything is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.errors import DataError
from placement.note.brand import DEFAULT_COLOUR, contrast_on_white, readable_colour


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_every_colour_ends_up_legible_on_white(colour: str) -> None:
    """4.5:1 at least; one that was legible is kept, one that was not is told."""
    read, remarks = readable_colour(colour)
    assert contrast_on_white(read) >= 4.5
    assert (read == colour) == (contrast_on_white(colour) >= 4.5)
    assert bool(remarks) == (read != colour)


def test_contrast_is_that_of_wcag() -> None:
    """White on white is 1, black 21, #767676 the lightest grey that passes."""
    assert contrast_on_white("#ffffff") == pytest.approx(1.0)
    assert contrast_on_white("#000000") == pytest.approx(21.0)
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.005)
    assert readable_colour("") == (DEFAULT_COLOUR, ())


@pytest.mark.parametrize("text", ["bleu", "#12", "#12345g", "1f4e79"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    """The message says how a colour is written."""
    with pytest.raises(DataError, match="dièse"):
        readable_colour(text)
