"""What is wrong with a value, in our own sentence: pydantic's may repeat a secret, and speaks of inputs."""

from pydantic_core import ErrorDetails

from tunemeld.setting_values.addresses import masked
from tunemeld.setting_values.notation import write

_LONGEST = 80
_OTHER = "another kind of value"

# What is expected instead, by pydantic's type of error.
_EXPECTED = {
    "literal_error": "{expected}",
    "bool_parsing": "true or false",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
}


def complain(name: str, error: ErrorDetails, *, show_value: bool) -> str:
    """One line: the setting, its value unless that is a secret, and what is expected instead."""
    # Where a reader of ours raised a ValueError, its message completes the sentence.
    template = "{error}" if error["type"] == "value_error" else _EXPECTED.get(error["type"], _OTHER)
    expected = template.format(**{key: write(value) for key, value in error.get("ctx", {}).items()})
    shown = f"={_shown(error['input'])}" if show_value else ""
    return f"{name}{shown}: expected {expected}."


def _shown(value: object) -> str:
    text = write(value)
    if "://" in text or "@" in text:
        text = masked(text)
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
