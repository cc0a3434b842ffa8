"""`tunemeld db migrate`: the indexes, what an earlier TuneMeld has gathered, what became of each of it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from tunemeld.application.carry_over import Left, Tally
from tunemeld.application.errors import Refusal
from tunemeld.application.ports.earlier import EarlierKind, EarlierStore
from tunemeld.application.ports.upkeep import StoreState
from tunemeld.container import Container
from tunemeld.entrypoints.cli.console import tell
from tunemeld.settings import Settings

_FEW = 3
_AGAIN = "Next: the same without --dry-run."


class NothingToCarry(Refusal):
    """Raised when the database that was named cannot be carried over, or holds nothing to carry."""


def migrate(container: Container, named: str | None, *, dry_run: bool) -> None:
    """Bring the store up to date, carry over what the database `named` holds, and print what became of it.

    Raises:
        NothingToCarry: the database that was named is none of an earlier TuneMeld, or nobody can read it.
        StoreError: a store failed; what was carried until then stays.
    """
    settings = container.settings()
    _refuse_what_leads_nowhere(settings, named)
    with _origin(container, named) as earlier:
        is_there = earlier is not None and any(earlier.count(kind) for kind in EarlierKind)
        if named and earlier and not is_there:
            raise NothingToCarry(
                f"There is nothing of an earlier TuneMeld in {earlier.place}: name its database by --from"
            )
        is_due = _bring_up_to_date(container, dry_run=dry_run)
        if earlier and is_there:
            is_due = _carry_over(container, earlier, dry_run=dry_run) or is_due
        else:
            tell(_why_nothing(settings, earlier))
    if dry_run:
        tell(f"Nothing was written. {_AGAIN if is_due else 'There is nothing to do.'}")


def _refuse_what_leads_nowhere(settings: Settings, named: str | None) -> None:
    if named and settings.mongodb_url is None:
        raise NothingToCarry(
            f"--from {named} names a database on a MongoDB server: set MONGODB_URL to that server's address"
        )
    if named and settings.storage == "memory":
        raise NothingToCarry(
            "What were carried into a store in memory would be gone with this process: "
            "set TUNEMELD_STORAGE to sqlite or mongo"
        )


@contextmanager
def _origin(container: Container, named: str | None) -> Iterator[EarlierStore | None]:
    """The database that was named, or our own where an earlier TuneMeld may have used it; None else."""
    settings = container.settings()
    if named or settings.storage == "mongo":
        with closing(container.open_earlier()(named or settings.mongodb_database)) as earlier:
            yield earlier
    else:
        yield None


def _bring_up_to_date(container: Container, *, dry_run: bool) -> bool:
    """Make what the schema lacks, or only tell of it; whether it lacked anything."""
    upkeep = container.stores().upkeep
    state = upkeep.look()
    is_due = bool(state.missing) or state.schema < state.newest
    if is_due and not dry_run:
        upkeep.prepare()
    tell(f"Store: {state.place}")
    tell(_told_of_schema(state, dry_run=dry_run), indent=2)
    if dry_run and not state.exists and container.settings().storage == "sqlite":
        # Reading would make the file; nothing is in this one either.
        container.stores.override(container.stores.providers["memory"])
    return is_due


def _told_of_schema(state: StoreState, *, dry_run: bool) -> str:
    if state.missing:
        made = "to be made" if dry_run else "made"
        count = "1 index" if len(state.missing) == 1 else f"{len(state.missing)} indexes"
        return f"Schema: version {state.schema}; {count} {made}: {', '.join(state.missing)}"
    if state.schema < state.newest:
        return f"Schema: version {state.schema}, {'to be ' if dry_run else ''}raised to {state.newest}"
    if not state.exists:
        return f"Schema: version {state.schema}, made at first use"
    return f"Schema: version {state.schema}, up to date" if state.schema else "Schema: none is needed"


def _why_nothing(settings: Settings, earlier: EarlierStore | None) -> str:
    if earlier:
        return (
            f"Nothing to carry over: {earlier.place} has nothing of an earlier TuneMeld; where its database "
            "has another name, give that by --from."
        )
    if settings.mongodb_url:
        return "Nothing to carry over, unless --from names the MongoDB database of an earlier TuneMeld."
    return "Nothing to carry over: an earlier TuneMeld kept its data in MongoDB, and MONGODB_URL is not set."


def _carry_over(container: Container, earlier: EarlierStore, *, dry_run: bool) -> bool:
    """Carry over what is there, or only tell of it; whether any of it was new."""
    tell(f"From: {earlier.place}")
    tallies = {}
    for tally in container.carry_over().run(earlier, write=not dry_run):
        # What was kept of an upstream's refusal may repeat the key that it refused.
        line = _line(tally, container.settings(), dry_run=dry_run)
        tell(container.redactor().clean(line), indent=2)
        tallies[tally.kind] = tally
    lists = tallies[EarlierKind.LISTS]
    if not dry_run:
        tell(_next(container.settings(), has_lists=lists.carried + lists.known > len(lists.old)))
    return any(tally.carried for tally in tallies.values())


def _line(tally: Tally, settings: Settings, *, dry_run: bool) -> str:
    if not tally.found:
        return f"{tally.kind}: none found"
    carried = "would be carried over" if dry_run else "carried over"
    line = f"{tally.kind}: {tally.found:,} found, {tally.carried:,} {carried}"
    if tally.old:
        limit = f"STALE_AFTER_DAYS={settings.stale_after_days:g}"
        line += f" ({len(tally.old)} too old to count by {limit}: {_few(tally.old, len(tally.old))})"
    line += f", {tally.known:,} known already, {sum(each.count for each in tally.left.values()):,} left"
    return line + (f": {'; '.join(_reason(*each) for each in tally.left.items())}" if tally.left else "")


def _reason(why: str, left: Left) -> str:
    examples = f": {_few(left.examples, left.count)}" if left.examples else ""
    return f"{why} ({left.count:,}{examples})"


def _few(examples: list[str], count: int) -> str:
    return ", ".join(examples[:_FEW]) + (", …" if count > _FEW else "")


def _next(settings: Settings, *, has_lists: bool) -> str:
    if not has_lists:
        return "Next: `tunemeld etl run` fetches the lists of today."
    steps = (
        "`tunemeld etl run aggregate` makes charts of these lists, `tunemeld etl run` fetches those of today"
    )
    if settings.source == "sample":
        return f"Next: set RAPIDAPI_KEY, since the sample does not go with real lists; then {steps}."
    return f"Next: {steps}."
