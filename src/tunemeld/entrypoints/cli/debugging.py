"""The report for a bug, also where the settings are wrong or nothing can be read."""

from tunemeld.application.bug_report import ToldSetting
from tunemeld.application.errors import TuneMeldError
from tunemeld.container import Container
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.session import session
from tunemeld.entrypoints.cli.settings_table import Survey, survey
from tunemeld.setting_values.disclosure import disclosed, disclosed_problem
from tunemeld.settings import InvalidSettings, Settings


def report(options: Options) -> dict[str, object]:
    """The report as JSON holds it; where nothing could be looked at, `problems` say why."""
    surveyed = _survey(options)
    problems: tuple[str, ...] = ()
    findings: dict[str, object] = {}
    try:
        with session(options, reads_only=True) as container:
            findings = container.findings().run()
    except InvalidSettings as invalid:
        problems = tuple(map(disclosed_problem, invalid.problems))
    except TuneMeldError as error:
        problems = tuple(str(error).splitlines())
    told = [
        ToldSetting(each.name, value, each.origin)
        for each in surveyed.settings
        if (value := disclosed(each.name, each.value, each.origin)) is not None
    ]
    bug_report = Container(settings=surveyed.usable).bug_report()
    return bug_report.of(told, problems=problems, findings=findings)


def _survey(options: Options) -> Survey:
    try:
        return survey(options.env, options.log_level)
    except InvalidSettings as invalid:  # not even the right ones can be told: as if none was set
        return Survey((), Settings.model_construct(), invalid)
