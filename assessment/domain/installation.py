"""The state of an installation, in numbers that tell nothing about any one person."""

from dataclasses import dataclass
from datetime import date, datetime

SMALLEST_GROUP = 5


def shown_count(count: int) -> int | None:
    """What is told of how many there are: None for a group below five, else rounded down to a whole five.

    Rounded numbers can be subtracted from their sum without giving away a small group: of the parts that are hidden,
    each may still be anything from none to four.

    Examples
    --------
    >>> [shown_count(count) for count in (0, 4, 5, 58)]
    [None, None, 5, 55]
    """
    return None if count < SMALLEST_GROUP else count - count % SMALLEST_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeen:
    """One part of the installation: its name, ``ok``, ``mangler (valgfri)`` or ``fejl``, and why where it is not ok."""

    name: str
    verdict: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalitySeen:
    """What was last computed for a municipality, and what stands between it and the next time.

    Attributes
    ----------
    code, name : str
        Which municipality.
    as_of : date or None
        The day that was last computed; None where none was.
    made_at : datetime or None
        When that was.
    counts : dict
        Placements by state, ``active`` for all of them and ``objected``, each as :func:`shown_count` tells it.
    missing : tuple of str
        What is missing before anything can be computed; empty where it can.
    is_learned_from_invented : bool
        Whether a model computed it that never learned from real people.
    """

    code: str
    name: str
    as_of: date | None
    made_at: datetime | None
    counts: dict[str, int | None]
    missing: tuple[str, ...]
    is_learned_from_invented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A whole copy of the database that lies on the server."""

    name: str
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Somebody did something to the installation; ``subject`` is a municipality's code, a user's name or empty."""

    at: datetime
    user: str
    act: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What the owner sees of the installation.

    Attributes
    ----------
    version, database : str
        The product's version, and the kind of database: ``sqlite`` or ``postgresql``.
    database_bytes, free_bytes : int or None
        Its size, and what is free where it lies; None where that cannot be seen from here.
    parts : tuple of PartSeen
        Whether each part is whole.
    journal_lines : int
        How long the journal is.
    municipalities : tuple of MunicipalitySeen
        What was last computed for each.
    last_delivery_at, last_observation_at : datetime or None
        When the last file, and the last observation, was received.
    people, placements, observers : int or None
        Newcomers and placements active today, and who has written about them in the last four weeks, as
        :func:`shown_count` tells it.
    open_sessions : int
        How many are signed in now.
    copies : tuple of Copy
        The copies on the server, newest first.
    deeds : tuple of Deed
        The last things done to the installation, newest first.
    """

    version: str
    database: str
    database_bytes: int | None
    free_bytes: int | None
    parts: tuple[PartSeen, ...]
    journal_lines: int
    municipalities: tuple[MunicipalitySeen, ...]
    last_delivery_at: datetime | None
    last_observation_at: datetime | None
    people: int | None
    placements: int | None
    observers: int | None
    open_sessions: int
    copies: tuple[Copy, ...]
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What came of computing now: a day, and each municipality's counts or what is missing there."""

    as_of: date
    municipalities: tuple[MunicipalitySeen, ...]
