"""What becomes of each setting of the earlier TuneMeld: added, there already, refused, or left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from tunemeld.entrypoints.cli.env_file import can_be_written
from tunemeld.setting_values.earlier import WITHOUT_COUNTERPART, Counterpart, counterparts, spelt_anew
from tunemeld.settings import InvalidSettings, Settings, check_value

OWN_NAMES = tuple(map(str.upper, Settings.model_fields))


class Fate(Enum):
    """What becomes of a setting."""

    ADDED = auto()
    THERE = auto()
    REFUSED = auto()
    LEFT = auto()


@dataclass(frozen=True)
class Outcome:
    """One setting's fate in a sentence without a secret; `new` is None where it has no counterpart.

    `text` is what is to be written, for a setting that is added.
    """

    old: str
    new: str | None
    fate: Fate
    told: str
    text: str = ""


def decide(old: Mapping[str, str], present: Mapping[str, str]) -> tuple[Outcome, ...]:
    """The fate of every known setting, where `present` is what `.env` sets already."""
    taken: dict[str, Outcome] = {}
    outcomes = []
    for each in counterparts(old, OWN_NAMES):
        if present.get(each.new) and (each.text or each.old == each.new):
            outcome = _beside(each, present[each.new])
        elif each.text and each.new in taken:
            outcome = _after(each, taken[each.new])
        else:
            outcome = _alone(each)
        if outcome.fate is Fate.ADDED:
            taken[each.new] = outcome
        outcomes.append(outcome)
    without = sorted(WITHOUT_COUNTERPART.keys() & old.keys())
    return (
        *outcomes,
        *(Outcome(name, None, Fate.LEFT, f"left out: {WITHOUT_COUNTERPART[name]}") for name in without),
    )


def _beside(each: Counterpart, present: str) -> Outcome:
    """What becomes of a setting whose name `.env` sets; its line stays, whatever it says."""
    problem = _problem(each.new, present) if each.old == each.new else ""
    if problem:
        return Outcome(each.old, each.new, Fate.REFUSED, _stays_refused(each.new, present, problem))
    if each.text == spelt_anew(each.new, present)[0]:
        told = "stays as it is" if each.old == each.new else "is there already"
    else:
        told = "is set to another value already, which stays"
    return Outcome(each.old, each.new, Fate.THERE, told)


def _stays_refused(name: str, present: str, problem: str) -> str:
    mended, _ = spelt_anew(name, present)
    if mended == "":
        to_what = f" to {name}= with nothing behind it"
    else:
        to_what = f" to {name}={mended}" if mended != present and not _problem(name, mended) else ""
    return (
        f"stays, as the earlier TuneMeld may still read it, but this version refuses it: {problem} "
        f"Change it{to_what}, or set {name} in the environment, which wins over .env"
    )


def _after(each: Counterpart, taken: Outcome) -> Outcome:
    same = ", with the same value" if each.text == taken.text else ""
    return Outcome(
        each.old, each.new, Fate.LEFT, f"left out: this version uses one, and {taken.old} was taken{same}"
    )


def _alone(each: Counterpart) -> Outcome:
    if not each.text.strip():
        return Outcome(each.old, each.new, Fate.LEFT, each.remark or "left out: it is empty")
    problem = _problem(each.new, each.text)
    if not problem and not can_be_written(each.text):
        problem = f"{each.new}: expected a value without ${{, which .env would fill in."
    if problem:
        told = f"refused, and not added: {problem} Correct it, and run this again"
        return Outcome(each.old, each.new, Fate.REFUSED, told)
    shown = check_value(each.new, each.text)
    told = f"added ({shown})" + (f"; {each.remark}" if each.remark else "")
    return Outcome(each.old, each.new, Fate.ADDED, told, each.text)


def _problem(name: str, text: str) -> str:
    """Why a value is refused, as a sentence; "" where it is not."""
    try:
        check_value(name, text)
    except InvalidSettings as invalid:
        return " ".join(invalid.problems)
    return ""
