"""What a caseworker fills in about a person, as it was typed, and what may be chosen from."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters; without 0, 1, I and O, which are mistaken for one another."""
_ID_LENGTH = 8


def made_id(letter: str, *of: str) -> str:
    """A short id that can be read aloud: the same for the same ``of``, so that what is saved twice is one thing.

    Examples
    --------
    >>> made_id("F", "461", "a draft") == made_id("F", "461", "a draft")
    True
    >>> len(made_id("F", "461", "a draft"))
    10
    """
    digest = hashlib.sha256("\n".join((letter, *of)).encode()).digest()
    return f"{letter}-" + "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:_ID_LENGTH])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementForm:
    """A placement as it was filled in; every field is text, empty where nothing stands.

    The workplace is one of the list (``workplace_id``) or a new one (``workplace_name``, ``trade``).
    """

    workplace_id: str = ""
    workplace_name: str = ""
    trade: str = ""
    kind: str = ""
    started_on: str = ""
    ends_on: str = ""
    hours_per_week: str = ""
    received_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuddyForm:
    """Who observes, as it was filled in: one of the list (``observer_id``) or a new one (``observer_name``, ``role``).

    ``from_on`` empty means from today, or from the placement's first day where that is later.
    """

    observer_id: str = ""
    observer_name: str = ""
    role: str = ""
    from_on: str = ""
    to_on: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody was named."""
        return not (self.observer_id or self.observer_name.strip() or self.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewcomerForm:
    """A new person with a placement and, where one is named, a buddy. No gender, no birth year: they are not needed."""

    alias: str
    placement: PlacementForm
    buddy: BuddyForm = BuddyForm()
    resident_since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralForm:
    """A referral to a course provider (*henvisning*, da.): one of the list or a new one by name."""

    provider_id: str = ""
    provider_name: str = ""
    track: str = ""
    module: str = ""
    started_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseForm:
    """A pause as it was filled in; ``code`` is one of the neutral three."""

    from_on: str = ""
    to_on: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A workplace that may be chosen."""

    workplace_id: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownObserver:
    """An observer who may be chosen, and where they work."""

    observer_id: str
    name: str
    role: str
    workplace: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A course provider that may be chosen."""

    provider_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Planned:
    """Something registered that begins later; until then the case does not show it.

    ``kind`` is the stem of its bundle file, ``name`` whom or what it is about.
    """

    kind: str
    name: str
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a caseworker may choose from: their own municipality's workplaces and observers, and every provider."""

    workplaces: tuple[Workplace, ...]
    observers: tuple[KnownObserver, ...]
    providers: tuple[Provider, ...]
    planned: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What became of an act: the ids it is about, when, and whether this call stored it.

    ``begins_on`` is the placement's first day, ``observer`` the name of the buddy, and ``needs_access`` says that
    nobody can sign in as that buddy yet.
    """

    newcomer_id: str
    placement_id: str
    observer_id: str
    observer: str
    needs_access: bool
    begins_on: date | None
    stored_at: datetime
    is_new: bool
