"""What kind of lists a source gives, and so what may be said of a chart that is made of them."""

from dataclasses import dataclass

OPEN = "open"
"""The source of public charts, which need no key."""


@dataclass(frozen=True)
class ListKind:
    """How a chart of such lists is spoken of: parts of sentences, and a whole one in `notice`.

    `makers` are those who agree, `agreed` and `listed` say what a chart shows: what is on several lists, and
    all that is on any. `absent` is what a missing list means. `notice` is what readers are told wherever such
    a chart is shown; "" for editors' playlists, which are what TuneMeld is about.
    """

    makers: str
    agreed: str
    listed: str
    absent: str
    notice: str = ""


EDITORIAL = ListKind(
    makers="editors",
    agreed="where the services' editors agree",
    listed="what the services' editors list",
    absent="its editors have no vote in this chart",
)
POPULAR = ListKind(
    makers="charts",
    agreed="what is popular on several services",
    listed="what is popular on the services",
    absent="its listeners have no vote in this chart",
    notice="charts of popularity and sales: what is played and bought most, and no editors' playlists",
)


def with_notice(message: str, source: str) -> str:
    """A sentence about a chart, and behind it what its readers should know of its lists."""
    notice = kind_of(source).notice
    return f"{message}; {notice}" if notice else message


def kind_of(source: str) -> ListKind:
    """The kind of lists that a source gives; the sample's are invented ones of editors."""
    return POPULAR if source == OPEN else EDITORIAL
