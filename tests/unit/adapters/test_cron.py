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
        "5/20 0 l * *",
        "0 0 lw * *",
        "0 0 * * fri#2",
        "0 0 * * 5l",
        "0 0 29 2 *",
        "0 0 31 2 mon",
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
        "* * * * 5#6",
        "* * * * mon#2/2",
        "* * * * mon#2-fri",
        "* * l-3 * *",
        f"*/{'9' * 5_000} * * * *",
    ],
)
def test_what_no_scheduler_reads_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^five cron fields"):
        read_cron(text)


@pytest.mark.parametrize("text", ["0 0 31 2 *", "0 0 30,31 feb *", "0 0 31 4,6,9,11 *", "0 0 */31 * mon#5"])
def test_a_time_that_never_comes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a time that comes"):
        read_cron(text)
