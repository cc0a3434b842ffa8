"""Takes what tells where this installation lies out of answers that strangers may read."""

from typing import Any

from tunemeld.application.ports.runtime import Redaction


def discreet(value: Any, places: Redaction) -> Any:
    """A JSON value with every text in it cleaned; names stay, lest a host called `cache` take one away."""
    if isinstance(value, str):
        return places.clean(value)
    if isinstance(value, list):
        return [discreet(each, places) for each in value]
    if isinstance(value, dict):
        return {name: discreet(each, places) for name, each in value.items()}
    return value
