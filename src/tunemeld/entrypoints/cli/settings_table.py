"""All settings as a table, also where some of them are wrong."""

from dataclasses import dataclass

from pydantic import ValidationError
from rich import box
from rich.table import Table

from tunemeld.entrypoints.cli.console import show
from tunemeld.settings import Described, InvalidSettings, Settings, load_settings

# What is valid in every environment, where the default is not: production does without the sample.
_VALID_ANYWHERE = {"TUNEMELD_SOURCE": "open"}


@dataclass(frozen=True)
class Survey:
    """The settings as they are told, and what is wrong with them (None: nothing).

    `usable` are the settings themselves, with stand-ins for the wrong ones.
    """

    settings: tuple[Described, ...]
    usable: Settings
    invalid: InvalidSettings | None = None


def survey(env: str | None, log_level: str | None) -> Survey:
    """Read all settings; the value of a wrong one is told as `wrong`.

    Raises:
        InvalidSettings: not even the right ones can be told, since `.env` cannot be read.
    """
    try:
        settings = load_settings(env, log_level=log_level)
        return Survey(settings.describe(), settings)
    except InvalidSettings as invalid:
        given = {"TUNEMELD_ENV": env, "LOG_LEVEL": log_level}
        return _right_ones({name: value for name, value in given.items() if value}, invalid)


def print_settings(surveyed: Survey) -> None:
    """Print a line for each setting; long values are folded."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Setting", no_wrap=True)
    table.add_column("Value", overflow="fold")
    table.add_column("From")
    for described in surveyed.settings:
        table.add_row(described.name, described.value, described.origin)
    show(table)


def _right_ones(given: dict[str, object], invalid: InvalidSettings) -> Survey:
    """The settings with a stand-in for each wrong one, until all are valid together."""
    wrong: dict[str, object] = {}
    while True:
        try:
            settings = Settings(**{**given, **wrong})
        except ValidationError as error:
            named = {str(fault["loc"][0]).upper() for fault in error.errors()}
            if named <= wrong.keys():  # no stand-in is right: rather no table than no end
                raise invalid from None
            wrong |= {name: _stand_in(name) for name in named}
        except (OSError, UnicodeError):
            raise invalid from None
        else:
            told = (
                Described(d.name, "wrong", "see below") if d.name in wrong else d for d in settings.describe()
            )
            return Survey(tuple(told), settings, invalid)


def _stand_in(name: str) -> object:
    default = Settings.model_fields[name.lower()].get_default(call_default_factory=True)
    return _VALID_ANYWHERE.get(name, default)
