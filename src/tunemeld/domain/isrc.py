"""The International Standard Recording Code (ISO 3901) as a type of its own."""

import re
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_SHAPE = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_PRESENTATION = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212]+")

# ISO 3166-1 alpha-2, and what the agency allocated beside it.
# Source: the registrant list as python-stdnum 2.2 carries it, and ISO 3901:2019, annex A.
_KNOWN_PREFIXES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
    PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
    YT ZA ZM ZW BC BK BP BX CB CP DG FX GX KS QM QN QT QZ UK XK YU ZB ZZ
    """.split()
)


class InvalidIsrc(ValueError):
    """Raised when a text is not an ISRC; the message names it."""


class Isrc(str):
    """Twelve characters: a prefix of five, the year of assignment, a designation of five digits.

    Hyphens, spaces and a leading `ISRC` are presentation and are taken off; letters are raised.
    There is no check digit: a well-formed code may still name nothing. A prefix that nobody has
    heard of makes no code invalid (`has_known_prefix`), since the agency opens new ones.

    Raises:
        InvalidIsrc: the text is not of that shape.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        compact = _PRESENTATION.sub("", text)
        # Upper case would make letters of ours out of others: ß is SS then.
        compact = compact.upper() if compact.isascii() else ""
        # A code of Iceland may itself begin with these four letters.
        if not _SHAPE.fullmatch(compact):
            compact = compact.removeprefix("ISRC").lstrip(":")
        if not _SHAPE.fullmatch(compact):
            shown = text if len(text) <= 40 else f"{text[:40]}…"
            raise InvalidIsrc(f"{shown!r} is not an ISRC: expected something like GBAYE0601498")
        return super().__new__(cls, compact)

    @classmethod
    def or_none(cls, text: object) -> "Isrc | None":
        """The code in `text`, or None where there is none: for data that others typed in."""
        try:
            return cls(text) if isinstance(text, str) else None
        except InvalidIsrc:
            return None

    @property
    def prefix(self) -> str:
        """Two letters of the allocating agency, three of the registrant."""
        return self[:5]

    @property
    def year(self) -> str:
        """The two digits of the year in which the code was assigned, not of the release."""
        return self[5:7]

    @property
    def designation(self) -> str:
        """The five digits that the registrant chose."""
        return self[7:]

    @property
    def has_known_prefix(self) -> bool:
        """Whether the first two letters are allocated, as far as we have heard."""
        return self[:2] in _KNOWN_PREFIXES

    @property
    def hyphenated(self) -> str:
        """The code as people print it, such as GB-AYE-06-01498."""
        return f"{self[:2]}-{self[2:5]}-{self.year}-{self.designation}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
