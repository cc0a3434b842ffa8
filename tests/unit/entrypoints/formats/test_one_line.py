"""Text goes into any format on one line, and what was clean already is not touched."""

from hypothesis import given
from tests.unit.entrypoints.formats.charts import hostile

from tunemeld.adapters.hostile_text import plain_text
from tunemeld.entrypoints.formats.one_line import one_line

_NO_CHARACTERS = str.maketrans("", "", "\ufffe\uffff")


def test_line_breaks_and_control_characters_go() -> None:
    assert one_line(" Gravel\r\nand\u2028Gold\x00\x1b[1m\ufffe\x85 ") == "Gravel and Gold[1m"


def test_every_script_and_the_joiners_of_emoji_stay() -> None:
    text = "Ñandú – 東京・夜 👩\u200d🎤 می\u200cخواهم"

    assert one_line(text) == text


@given(hostile)
def test_nothing_is_left_that_breaks_a_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@given(hostile)
def test_what_a_catalogue_has_cleaned_stays_as_it_is(text: str) -> None:
    cleaned = plain_text(text.translate(_NO_CHARACTERS))

    assert one_line(cleaned) == cleaned
