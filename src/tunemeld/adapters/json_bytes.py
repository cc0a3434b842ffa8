"""JSON as bytes, by orjson: compact, in UTF-8."""

import orjson
from pydantic import BaseModel


def json_bytes(value: BaseModel) -> bytes:
    """The value as pydantic says that JSON shows it."""
    return orjson.dumps(value.model_dump(mode="json"))
