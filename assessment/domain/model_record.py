"""What the owner sees of the model: its card, how it was judged, and how it does in each municipality. No newcomer."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SaidOfModel:
    """A heading and what is said under it, in the reader's language."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedOn:
    """Where a model was judged, what was found in words, and figures in rows of cells, their head first."""

    title: str
    said: tuple[SaidOfModel, ...]
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagShare:
    """How large a share of the states of four weeks pointed at a stall; None where fewer than 5 placements did."""

    first_on: date
    last_on: date
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnModel:
    """A model that is in use in one municipality alone; with ``why_not`` it is refused, and has no card."""

    identity: str = ""
    card: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How an engine does in one municipality.

    Attributes
    ----------
    code, name : str
        Which municipality.
    engine : str
        What is registered for it: ``off``, ``rules`` or ``model``.
    own_model : OwnModel or None
        The model that serves it alone; None where everybody's does.
    points_at : str
        Whom it lets a model point at, in the reader's language; empty where the model goes by its own threshold.
    flag_shares : tuple of FlagShare
        The newest four weeks first.
    said, alarms : tuple of str
        In the reader's language. An alarm says what has moved more than chance does.
    """

    code: str
    name: str
    engine: str
    flag_shares: tuple[FlagShare, ...]
    said: tuple[str, ...]
    alarms: tuple[str, ...]
    own_model: OwnModel | None = None
    points_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRecord:
    """The model in use and its track.

    Attributes
    ----------
    identity : str
        Empty where there is none.
    card : str
        In the reader's language, as Markdown; empty where there is no model.
    why_not : str
        Why there is none, or why it is refused; empty where there is one.
    judged : tuple of JudgedOn
        Empty where it was not judged.
    municipalities : tuple of Watched
    """

    identity: str
    card: str
    why_not: str
    judged: tuple[JudgedOn, ...]
    municipalities: tuple[Watched, ...]
