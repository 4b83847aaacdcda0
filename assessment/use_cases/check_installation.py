"""Use case: is the installation whole? A verdict on each part."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assessment import settings
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _
from assessment.reference.rubric import load_rubric
from assessment.reference.tracks import track_norms
from assessment.storage import journal
from assessment.storage.ledger import Ledger, NoDatabaseYet, open_ledger
from assessment.text.background import background_sha256
from assessment.text.encoder_place import Kind, Nowhere, embedded_identity, encoder_place

OK, MISSING, FAULT = "ok", "mangler (valgfri)", "fejl"
"""The three verdicts. Fixed words by contract, so never translated."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the installation, its verdict, and why where it is not ok."""

    name: str
    verdict: str
    why: str = ""


def check_installation(database_url: str) -> list[Part]:
    """Look at data, database, journal and optional parts; nothing is changed and no database is made."""
    return [*_what_ships(), *_database_at(database_url), _language_model()]


def check_ledger(ledger: Ledger) -> list[Part]:
    """The same, of an installation that is running on ``ledger``."""
    return [
        *_what_ships(),
        *_database_of(ledger),
        _language_model(),
    ]


def _what_ships() -> list[Part]:
    return [
        _part(_("skema"), _rubric),
        _part(_("normer"), _norms),
        _part(_("kalibrering"), _calibration),
        *_stall_models(),
    ]


def _language_model() -> Part:
    """Which encoder it is; it is looked for and not read, which would take seconds."""
    name, place = _("sprogmodel til noter"), encoder_place()
    if isinstance(place, Nowhere):
        told = _("{why}; tilstande regnes uden noter").format(why=place.why)
        return Part(name, FAULT if place.is_a_fault else MISSING, told)
    if place.kind is not Kind.EMBEDDED:
        told = _("{encoder}; tegnene i noter er lært med en anden, så tilstande regnes uden noter")
        return Part(name, OK, told.format(encoder=place.name))
    return Part(name, OK, f"{place.name}, {embedded_identity(background_sha256())[:12]}")


def _part(name: str, look: Callable[[], str | None]) -> Part:
    """``look`` gives what there is to tell of a part that is whole, if anything; it raises where it is at fault."""
    try:
        told = look()
    except (SprogsporError, OSError, ValueError) as problem:
        return Part(name, FAULT, str(problem))
    return Part(name, OK, told or "")


def _rubric() -> None:
    load_rubric()


def _norms() -> None:
    track_norms()


def _calibration() -> str:
    """Which calibration it is, and what it was learned from."""
    # The arithmetic is fetched here: whoever only starts the app should not wait for it.
    from assessment.stalling.rubric_calibration import read_shipped

    shipped = read_shipped()
    made_of = _("lært af {newcomers} opdigtede personer og ingen rigtige (verden {world}, frø {seed})")
    try:
        learned_from = made_of.format(**shipped.manifest["data"])
    except (KeyError, TypeError):
        raise SprogsporError(
            _("Det står ikke ved kalibreringen, hvad den er lært af. Installér Sprogspor igen.")
        ) from None
    return f"{shipped.manifest['rubric']}, {shipped.sha256[:12]}, {learned_from}"


def _stall_models() -> list[Part]:
    """Which model is in use everywhere, and the own one of each municipality that has one."""
    # The arithmetic is fetched here: whoever only starts the app should not wait for it.
    from assessment.stalling.current_model import current_model_folder, municipalities_with_own

    named = _("model i kommune {code}")
    own = [
        _stall_model(named.format(code=code), partial(current_model_folder, code)) for code in municipalities_with_own()
    ]
    return [_stall_model(_("model"), current_model_folder), *own]


def _stall_model(name: str, find: Callable[[], Path | None]) -> Part:
    """Which model it is and whom it was learned from; looked at as closely as before it is used."""
    from assessment.stalling.model_artefact import look_at_model
    from assessment.stalling.model_origin import learned_from_in_words

    try:
        if (folder := find()) is None:
            return Part(name, MISSING, _("der regnes med de faste regler"))
        model = look_at_model(folder)
    except (SprogsporError, OSError) as problem:
        return Part(name, FAULT, str(problem))
    return Part(name, OK, f"{model.identity}, {learned_from_in_words(model.manifest)}")


def _database_at(url: str) -> list[Part]:
    names = _("database"), _("journal")
    try:
        ledger = open_ledger(url, create=False)
    except NoDatabaseYet as nothing:
        in_home = _("den laves ved første import eller demo i {home}").format(home=settings.home())
        told = in_home if url.startswith("sqlite") else str(nothing)
        return [Part(name, MISSING, told) for name in names]
    except (SprogsporError, OSError, ValueError) as problem:
        return [Part(name, FAULT, str(problem)) for name in names]
    try:
        return _database_of(ledger)
    finally:
        ledger.close()


def _database_of(ledger: Ledger) -> list[Part]:
    """A server tells its version, its encoding and what it promises."""
    return [
        _part(_("database"), ledger.promises),
        _part(_("journal"), lambda: _require_unbroken(ledger)),
    ]


def _require_unbroken(ledger: Ledger) -> None:
    with ledger.reading() as transaction:
        broken = journal.first_broken_link(transaction)
    if broken is not None:
        raise SprogsporError(_("kæden er brudt ved linje {seq}").format(seq=broken))
