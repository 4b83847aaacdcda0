"""The card of a model: what it is for, what it cannot do, and every figure with the command that printed it.

Written from one template in the language that is spoken, so that both cards tell the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from assessment.i18n.state_words import notice_in_words
from assessment.i18n.words import _, day_in_words, number_in_words
from assessment.stalling.model_metrics import FIGURES, GROUPS, MEASURED_ON
from assessment.stalling.model_origin import learned_from_in_words

DECIMALS = 3


def card(manifest: Mapping[str, Any], metrics: Mapping[str, Any], model_sha256: str) -> str:
    """The card in the current language, as Markdown; figures to three decimals.

    Parameters
    ----------
    manifest : mapping
        See :func:`~assessment.stalling.model_origin.manifest_of`.
    metrics : mapping
        See :func:`~assessment.stalling.model_metrics.require_told`.
    model_sha256 : str
        Of ``model.skops``: what ties the card to the model it tells of.
    """
    parts = [
        *_begin(manifest),
        *_list(_("Hvad den er til"), _intended(manifest)),
        *_list(_("Hvad den ikke kan"), _limits(manifest)),
        *_list(_("Hvad den er lært af"), _made_of(manifest, model_sha256)),
        *_list(_("Hvad den ser på"), _features(manifest)),
        *_list(_("Hvor godt den klarer sig"), _figures(metrics.get("figures", ()))),
        *_list(_("Forskelle mellem grupper"), _gaps(metrics.get("gaps", ()))),
    ]
    return "\n".join(parts) + "\n"


def _begin(manifest: Mapping[str, Any]) -> list[str]:
    invented = manifest["learned_from"]["municipality"] is None
    warning = (
        _("Lært af opdigtede personer. Modellen har aldrig set et rigtigt menneske.")
        if invented
        else _("Lært af kommunens egne oplysninger. Modellen gælder kun der.")
    )
    day = day_in_words(date.fromisoformat(manifest["as_of"]))
    title = _("Modelkort: mulig stagnation, {day}").format(day=day)
    return [f"**{warning}**", "", f"# {title}", "", f"**{notice_in_words()}**"]


def _list(heading: str, lines: Iterator[str]) -> list[str]:
    return ["", f"## {heading}", "", *(f"- {line}" for line in lines)]


def _intended(manifest: Mapping[str, Any]) -> Iterator[str]:
    threshold = number_in_words(manifest["threshold"], DECIMALS)
    yield _("Den peger på forløb, hvor der ikke ses tydelig fremgang i de observationer, vi har, og siger hvorfor.")
    yield _("En udpegning er en opfordring til at tale om forløbet. Et menneske ser efter og beslutter.")
    yield _("Sagsbehandleren skriver sin egen opfattelse, før modellens vises.")
    yield _("Der peges på et forløb fra sandsynligheden {threshold}.").format(threshold=threshold)


def _limits(manifest: Mapping[str, Any]) -> Iterator[str]:
    if manifest["learned_from"]["municipality"] is None:
        yield _(
            "Hvor godt den passer på rigtige mennesker, ved ingen endnu. Det viser først blinde gennemsyn i kommunen."
        )
    yield _("Den ser bedst, når der mangler nogen at tale med. Grunde hos personen selv ser den dårligere.")
    yield _("Sandsynligheder midt på skalaen kan være skæve, til omkring hundrede blinde gennemsyn har rettet dem.")
    yield _("Den regner intet, hvor der er for lidt grundlag, og mens uret er stoppet.")
    yield _("Køn, alder, oprindelse, sprog og bopæl indgår ikke.")


def _made_of(manifest: Mapping[str, Any], model_sha256: str) -> Iterator[str]:
    people = manifest["learned_from"]
    yield learned_from_in_words(manifest)
    yield _("rækker: {rows}; deres sha256: {sha256}").format(rows=people["rows"], sha256=f"`{people['sha256']}`")
    if people["worlds"]:
        yield _("verdener: {worlds}").format(worlds=", ".join(f"`{world}`" for world in people["worlds"]))
    yield _("kendt senest {day}; intet senere er brugt").format(day=day_in_words(date.fromisoformat(manifest["as_of"])))
    yield _("skema: {rubric}; kalibrering: {calibration}").format(
        rubric=f"`{manifest['rubric']}`", calibration=f"`{manifest['calibration_sha256']}`"
    )
    yield _("sprogmodel til noter: {encoder}; signaler fra noter: {signals}").format(
        encoder=_or_none(manifest["encoder"]), signals=_or_none(manifest["signals"])
    )
    yield _("slags: {method}; frø: {seed}").format(method=f"`{manifest['method']}`", seed=manifest["seed"])
    yield _("lavet med {command}").format(command=f"`{manifest['command']}`")
    yield _("modellens sha256: {sha256}").format(sha256=f"`{model_sha256}`")


def _features(manifest: Mapping[str, Any]) -> Iterator[str]:
    for feature in manifest["features"]:
        name = f"`{feature['name']}`"
        if feature["direction"] > 0:
            yield _("{name}: mere sænker aldrig sandsynligheden").format(name=name)
        elif feature["direction"] < 0:
            yield _("{name}: mere hæver aldrig sandsynligheden").format(name=name)
        else:
            yield _("{name}: kan trække begge veje").format(name=name)


def _figures(figures: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not figures:
        yield _("Det er ikke målt.")
    for one in figures:
        yield _("{figure}; {on}: {value}, målt med {command}").format(**_told(one))


def _gaps(gaps: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not gaps:
        yield _("Det er ikke målt.")
    for one in gaps:
        groups = GROUPS[one["between"]]
        sentence = _("{groups}, største forskel: {figure}; {on}: {value}, målt med {command}")
        yield sentence.format(groups=_(groups), **_told(one))


def _told(one: Mapping[str, Any]) -> dict[str, str]:
    """What a figure is, what it was measured on, its value and what printed it."""
    figure, on, command = FIGURES[one["figure"]], MEASURED_ON[one["on"]], one["command"]
    return {"figure": _(figure), "on": _(on), "value": _value(one), "command": f"`{command}`"}


def _value(one: Mapping[str, Any]) -> str:
    value = number_in_words(one["value"], DECIMALS)
    if one["low"] is None:
        return value
    low, high = number_in_words(one["low"], DECIMALS), number_in_words(one["high"], DECIMALS)
    return _("{value} (mellem {low} og {high})").format(value=value, low=low, high=high)


def _or_none(identity: str | None) -> str:
    return f"`{identity}`" if identity else _("ingen")
