import pytest

from tunemeld.setting_values.cron import read_cron


@pytest.mark.parametrize(
    "text",
    [
        "30 2 * * sat",
        "0 2 * * *",
        "*/15 0-6/2 1,15 jan-mar 0",
        "59 23 31 12 7",
        "0 0 * * mon-fri",
    ],
)
def test_an_expression_is_kept(text: str) -> None:
    assert read_cron(text) == text


def test_spaces_and_capitals_are_evened_out() -> None:
    assert read_cron("  30\t2 *  * SAT ") == "30 2 * * sat"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "daily",
        "@weekly",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * jan",
        "5-1 * * * *",
        "*/0 * * * *",
        "1,,2 * * * *",
        "*-5 * * * *",
        "٣ * * * *",
    ],
)
def test_what_no_scheduler_reads_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^five cron fields"):
        read_cron(text)
