"""The report for a bug: every text in it without secrets, without the user's name, and short."""

import json
from collections.abc import Mapping

import pytest

from tunemeld.adapters.redaction import Redactor
from tunemeld.application.bug_report import LONGEST_TEXT, BugReport, ToldSetting
from tunemeld.application.ports.runtime import Surroundings

KEY = "planted/key+4711"


class _Annas(Surroundings):
    """A machine whose facts tell more than they should."""

    def __init__(self, home: str = "/home/anna") -> None:
        self._home = home

    @property
    def home(self) -> str:
        return self._home

    def facts(self) -> Mapping[str, Mapping[str, str]]:
        return {"platform": {"interpreter": f"{self._home}/venv/bin/python", "note": KEY}}


def _report(home: str = "/home/anna") -> BugReport:
    return BugReport(surroundings=_Annas(home), redaction=Redactor([KEY]))


def test_settings_are_told_by_name_with_value_and_origin() -> None:
    report = _report().of([ToldSetting("ETL_BATCH_SIZE", "7", ".env")])

    assert report["settings"] == {"ETL_BATCH_SIZE": {"value": "7", "from": ".env"}}
    assert report["problems"] == []


def test_findings_and_problems_stand_beside_them() -> None:
    report = _report().of([], problems=["API_PORT is wrong"], findings={"runs": [{"seconds": 1.5}]})

    assert report["problems"] == ["API_PORT is wrong"]
    assert report["runs"] == [{"seconds": 1.5}]


def test_a_secret_is_taken_out_wherever_it_stands() -> None:
    findings = {
        "runs": [{"notes": [f"refused {KEY}"], "error": "planted%2Fkey%2B4711", "failures": {KEY: "x"}}],
        "failed_fetches": [{"reason": KEY}],
        "malformed": {"country/Spotify": {"places": 1, "samples": (f"place 1: {KEY}",)}},
        "unread": KEY,
    }

    report = _report().of([ToldSetting("A", KEY, KEY)], problems=[f"A={KEY}"], findings=findings)

    told = json.dumps(report)
    assert told.count("[redacted]") == 10
    assert "planted" not in told


def test_a_secret_that_the_cut_would_halve_is_taken_out_whole() -> None:
    text = "x" * (LONGEST_TEXT - 6) + KEY

    report = _report().of([], problems=[text])

    assert "plant" not in json.dumps(report)


def test_long_texts_are_cut() -> None:
    report = _report().of([], problems=["x" * 10_000])

    assert report["problems"] == ["x" * (LONGEST_TEXT - 1) + "…"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The store /home/anna/tunemeld.db is away.", "The store ~/tunemeld.db is away."),
        ("/home/anna", "~"),
        ("at /home/anna.", "at ~."),
        ("/home/annabel/tunemeld.db", "/home/annabel/tunemeld.db"),
        ("/srv/home/anna/tunemeld.db", "/srv/home/anna/tunemeld.db"),
    ],
)
def test_the_home_folder_is_written_as_a_tilde(text: str, told: str) -> None:
    assert _report().of([], problems=[text])["problems"] == [told]


def test_without_a_home_paths_stay_as_they_are() -> None:
    assert _report(home="").of([], problems=["/srv/x"])["problems"] == ["/srv/x"]
