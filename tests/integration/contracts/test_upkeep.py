"""What every StoreUpkeep promises: true amounts, and a backup that can be brought back or a refusal."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.builders import A_SATURDAY, a_draft, a_listing, a_raw_playlist, a_recording, a_report, a_snapshot
from tests.integration.contracts.adapters import Stores

from tunemeld.application.errors import BackupRefused
from tunemeld.application.ports.upkeep import Holdings


def test_stores_that_were_never_used_hold_nothing(stores: Stores) -> None:
    state = stores.upkeep.look()

    assert (state.holds, state.unwritable) == (Holdings(), "")
    assert state.place
    assert state.kind


def test_what_is_written_is_counted_and_what_is_written_again_is_not(stores: Stores) -> None:
    snapshots = [a_snapshot(a_recording(a_listing(title=title))) for title in "ABBA"]
    for snapshot in snapshots:
        stores.charts.publish(a_draft(snapshot))
    for page in ("1", "2", "1"):
        stores.playlists.keep(a_raw_playlist(page))
    for run in ("1", "2", "2", "3", "4"):
        stores.runs.save(a_report(run))

    state = stores.upkeep.look()

    assert (state.exists, state.holds) == (True, Holdings(charts=3, lists=2, runs=4))
    assert state.seconds >= 0


def test_a_backup_is_refused_with_a_remedy_or_can_be_brought_back(stores: Stores, tmp_path: Path) -> None:
    file = tmp_path / "file of the backup"
    stores.runs.save(a_report("1"))

    no_backup = _refusal(lambda: stores.upkeep.back_up(file, replace=False))
    stores.runs.save(a_report("2"))
    no_restore = _refusal(lambda: stores.upkeep.restore(file, at=A_SATURDAY))

    left = [report.run_id for report in stores.runs.recent(9)]
    if file.exists():
        assert (no_backup, no_restore, left) == ("", "", ["1"])
    else:
        assert left == ["2", "1"]
        assert all(re.fullmatch(r"[^\n]+: [^\n]+", refusal) for refusal in (no_backup, no_restore))


def _refusal(attempt: Callable[[], object]) -> str:
    """The sentence with which something is refused; "" where it is done."""
    try:
        attempt()
    except BackupRefused as refused:
        return str(refused)
    return ""
