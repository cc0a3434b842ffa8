"""Options that several commands take, in the same words."""

from collections.abc import Callable, Sequence
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


def of_genres() -> Decorator[Any]:
    """`--genre`, as often as wanted; handed on as `genres`, in lower case, for `meant`."""
    return click.option(
        "-g",
        "--genre",
        "genres",
        type=str.lower,
        multiple=True,
        metavar="GENRE|all",
        help="May be given more than once.  [default: all]",
    )


def meant(named: Sequence[str], known: Sequence[str]) -> list[str]:
    """The genres that `of_genres` names, each once, in their order; all where it names none, or `all`."""
    return list(known) if not named or "all" in named else list(dict.fromkeys(named))


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
