"""The envelope around every answer in JSON: exactly status, message and data."""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

Data = TypeVar("Data")


class Success(BaseModel, Generic[Data]):
    """What was asked for is in `data`; `message` says in a sentence what that is."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["success"] = "success"
    message: str
    data: Data


class Failure(BaseModel):
    """What was asked for cannot be had; `message` says why, with which value, and what to do."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["error"] = "error"
    message: str
    data: None = None
