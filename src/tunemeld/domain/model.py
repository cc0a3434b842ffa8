"""The one base of the domain's values: frozen, and strict about what belongs to them."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value; an unknown field is an error, so that nothing is lost unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
