"""Options that several commands take, in the same words."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])
Decorator = Callable[[_Command], _Command]


def of_genre() -> Decorator[Any]:
    """`--genre`, which must be given; handed on as `genre`, in lower case."""
    return click.option(
        "-g",
        "--genre",
        type=str.lower,
        required=True,
        metavar="GENRE",
        help="Such as country, dance, pop or rap.",
    )


def by_strategy(meaning: str) -> Decorator[Any]:
    """`--strategy`, consensus unless told; handed on as `strategy`."""
    return click.option(
        "--strategy",
        type=click.Choice(["consensus", "priority", "tiers"], case_sensitive=False),
        default="consensus",
        show_default=True,
        help=meaning,
    )


def printed_as(*forms: str, meaning: str) -> Decorator[Any]:
    """`--format`, the first of these forms unless told; handed on as `form`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms, case_sensitive=False),
        default=forms[0],
        show_default=True,
        help=meaning,
    )
