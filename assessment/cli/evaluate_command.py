"""The command that judges a stall model: evaluate."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.access.actor import SYSTEM
from assessment.cli.console import Database, Format, Lang, now, opened, print_document, print_lines, speaking, tell
from assessment.cli.invented_notes import reader_for
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import N_, _

if TYPE_CHECKING:
    from assessment.stalling.model_artefact import SealedModel, StallModel
    from assessment.use_cases.evaluate_model import Evaluation
    from assessment.use_cases.judge_by_reviews import Reviewed

NEWCOMERS = 300
"""As in `assessment.use_cases.evaluate_model`, which is too slow to read in for a default."""


def evaluate_(
    simulated: Annotated[bool, typer.Option("--simulated", help="På opdigtede kommuner; det sker også uden.")] = False,
    newcomers: Annotated[
        int, typer.Option("--newcomers", min=20, help="Hvor mange opdigtede borgere i hver verden.")
    ] = NEWCOMERS,
    world: Annotated[
        list[str] | None, typer.Option("--world", help="Kun denne verden; kan gives flere gange. Ellers alle.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", help="Modellens mappe; den, der er i brug, hvis den udelades.")
    ] = None,
    without_notes: Annotated[bool, typer.Option("--without-notes", help="Læs ingen noter.")] = False,
    municipality: Annotated[
        str | None,
        typer.Option("--municipality", help="Hold i stedet op mod det, sagsbehandlerne i en kommune så først."),
    ] = None,
    write_to: Annotated[
        Path | None,
        typer.Option("--write-to", help="Skriv en kopi af modellen med disse tal i modelkortet i en ny mappe."),
    ] = None,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Bedøm modellen på opdigtede kommuner, hvor sandheden er kendt."""
    with speaking(lang, form):
        if simulated and municipality is not None:
            raise CallerCanMend(_("--simulated og --municipality kan ikke bruges sammen. Vælg den ene."))
        if write_to is not None and municipality is not None:
            raise CallerCanMend(_("--write-to og --municipality kan ikke bruges sammen. Vælg den ene."))
        if write_to is not None and write_to.exists():
            raise CallerCanMend(_("{out} findes allerede. Vælg et andet navn.").format(out=write_to))
        if municipality is not None:
            _by_reviews(municipality, form, database)
            return
        from assessment.stalling.model_artefact import opened as opened_model
        from assessment.use_cases.evaluate_model import evaluate_on_simulated, towns_of, worlds_to_judge_on

        looked_at = _looked_at(model)
        judged = opened_model(looked_at)
        towns = towns_of(worlds_to_judge_on(judged.manifest, world or (), tell), newcomers)
        read = None if without_notes else reader_for(judged.manifest, tell)
        found = evaluate_on_simulated(judged, read=read, towns=towns, tell=tell)
        if form == "json":
            print_document(found.as_json())
        else:
            print_lines(*_lines(judged, found))
        if write_to is not None:
            command = _command(world or (), newcomers, without_notes=without_notes)
            identity = _written(found, command, source=looked_at, out=write_to)
            tell(
                _("Modellen med disse tal i modelkortet ligger i {out} og hedder {identity}.").format(
                    out=write_to, identity=identity
                )
            )


def _looked_at(folder: Path | None) -> "SealedModel":
    """The model to judge, read once: whatever is trained into its folder meanwhile, the figures are of this one."""
    from assessment.stalling.current_model import current_model_folder
    from assessment.stalling.features import FEATURES
    from assessment.stalling.model_artefact import look_at_model

    chosen = folder or current_model_folder()
    if chosen is None:
        raise CallerCanMend(_("Der er ingen model at bedømme. Træn en, eller giv dens mappe med --model."))
    return look_at_model(chosen, expected_features=[one.name for one in FEATURES])


def _written(found: "Evaluation", command: str, *, source: "SealedModel", out: Path) -> str:
    """Write the copy of the model that has these figures in its card; its name."""
    from assessment.stalling.model_artefact import write_with_metrics
    from assessment.use_cases.evaluation_figures import metrics_of

    return write_with_metrics(out, source, metrics_of(found, command)).identity


def _command(worlds: Sequence[str], newcomers: int, *, without_notes: bool) -> str:
    """What prints the same figures of this model again."""
    words = ["sprogspor evaluate", *(f"--world {one}" for one in worlds)]
    words += [f"--newcomers {newcomers}"] if newcomers != NEWCOMERS else []
    return " ".join([*words, *(["--without-notes"] if without_notes else [])])


def _lines(model: "StallModel", found: "Evaluation") -> Iterator[str]:
    from assessment.stalling.evaluation.chapters import chapters, in_columns
    from assessment.stalling.model_origin import learned_from_in_words

    yield _("Modellen {identity}").format(identity=model.identity)
    yield learned_from_in_words(model.manifest)
    for chapter in chapters(found.tables, found.setting):
        yield ""
        yield chapter.title.upper()
        for part in chapter.told:
            yield ""
            yield part.heading
            yield from (f"- {sentence}" for sentence in part.sentences)
        if chapter.table:
            yield ""
            yield from in_columns(chapter.table)


_PARTS = {
    "flagged": N_("Forløb, der blev peget på"),
    "drawn": N_("Forløb, der ikke blev peget på, men trukket ud ved lodtrækning"),
}


def _by_reviews(municipality: str, form: str, database: str | None) -> None:
    from assessment.use_cases.judge_by_reviews import judge_by_reviews

    with opened(database, create=False) as ledger:
        found = judge_by_reviews(ledger, SYSTEM, municipality=municipality, now=now())
        if form == "json":
            print_document(found.as_json())
            return
        for part in found.parts:
            print_lines(f"{_(_PARTS[part.part])}:", *(f"- {line}" for line in _reviewed(part)))


def _reviewed(part: "Reviewed") -> Iterator[str]:
    from assessment.use_cases.judge_by_reviews import ENOUGH

    if part.share_reviewed is not None:
        yield _("Sagsbehandlerne har skrevet, hvad de selv så, for {n} af 100.").format(
            n=round(100 * part.share_reviewed)
        )
    if part.share_stalled is None:
        yield _("Der er for få til at sige, hvor tit de så stilstand: der skal mindst {n} til.").format(n=ENOUGH)
    else:
        yield _("I {n} af 100 så de stilstand, før de så, hvad der var regnet ud.").format(
            n=round(100 * part.share_stalled)
        )
