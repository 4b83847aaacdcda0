"""The command that trains: on simulated municipalities, or on what a municipality's caseworkers found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.access.actor import SYSTEM
from assessment.cli.console import (
    Database,
    Format,
    Lang,
    now,
    opened,
    print_document,
    print_lines,
    speaking,
    tell,
)
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import N_, _, number_in_words

if TYPE_CHECKING:
    from assessment.stalling.evaluation.on_reviews import Judged
    from assessment.text.encoder import Encoder
    from assessment.use_cases.train_locally import TrainedLocally
    from assessment.use_cases.train_shipped import ShippedModel

_TOLD_EVERY = 10
_DECIMALS = 3
_WAYS = {
    "recalibrated": N_("tilpasset"),
    "refitted": N_("lært af gennemsynene alene"),
}


def train_(
    simulated: Annotated[bool, typer.Option("--simulated", help="Lær en model af opdigtede kommuner.")] = False,
    municipality: Annotated[
        str | None, typer.Option("--municipality", help="Tilpas modellen til en kommunes gennemsyn (tre cifre).")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Mappen, som modellen skrives i.")] = None,
    towns: Annotated[int | None, typer.Option("--towns", help="Hvor mange opdigtede kommuner.")] = None,
    without_notes: Annotated[bool, typer.Option("--without-notes", help="Læs ingen noter.")] = False,
    wrong: Annotated[
        float | None, typer.Option("--wrong", help="Andel af gennemsynene, der regnes for forkerte.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Sammenlign, men tag intet i brug.")] = False,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Lær en model, eller tilpas den til en kommunes egne gennemsyn."""
    with speaking(lang, form):
        if simulated == (municipality is not None):
            raise CallerCanMend(_("Skriv enten --simulated eller --municipality."))
        of_the_other = {
            "--out": out is not None and not simulated,
            "--towns": towns is not None and not simulated,
            "--without-notes": without_notes and not simulated,
            "--wrong": wrong is not None and simulated,
            "--dry-run": dry_run and simulated,
        }
        if unfit := [option for option, is_given in of_the_other.items() if is_given]:
            sentence = _("{options} hører ikke til {kind}. Lad det være ude.")
            kind = "--simulated" if simulated else "--municipality"
            raise CallerCanMend(sentence.format(options=", ".join(unfit), kind=kind))
        if municipality is None:
            _train_on_simulated(out, towns=towns, with_notes=not without_notes, form=form)
        else:
            _train_on_reviews(municipality, wrong=wrong or 0.0, dry_run=dry_run, form=form, database=database)


def _train_on_simulated(out: Path | None, *, towns: int | None, with_notes: bool, form: str) -> None:
    from assessment.use_cases.train_shipped import train_shipped

    made = train_shipped(out, towns=towns, encoder=_encoder if with_notes else None, tell=tell)
    if form == "json":
        print_document(made.as_json())
    else:
        print_lines(*_made_lines(made))


def _encoder() -> "Encoder":
    """What reads invented notes."""
    from assessment.text.encoder_place import Nowhere, encoder_place

    place = encoder_place()
    if isinstance(place, Nowhere):
        sentence = _("Noter kan ikke læses: {why}. Træn uden dem med --without-notes.")
        raise CallerCanMend(sentence.format(why=place.why))
    from assessment.text.encoder import find_encoder

    return find_encoder()


def _made_lines(made: "ShippedModel") -> list[str]:
    learned = _("{identity} er lært af {newcomers} opdigtede personer ({rows} rækker).")
    return [
        learned.format(identity=made.identity, newcomers=made.newcomers, rows=made.rows),
        _("Slags: {method}. Den læser noter.").format(method=made.method)
        if made.reads_notes
        else _("Slags: {method}. Den læser ikke noter.").format(method=made.method),
        _("Skrevet i {folder}.").format(folder=made.folder),
    ]


def _train_on_reviews(municipality: str, *, wrong: float, dry_run: bool, form: str, database: str | None) -> None:
    from assessment.use_cases.train_locally import train_locally

    def told(done: int, of: int) -> None:
        if done % _TOLD_EVERY == 0 or done == of:
            tell(_("Beregninger slået op: {done} af {of}").format(done=done, of=of))

    with opened(database, create=False) as ledger:
        trained = train_locally(ledger, SYSTEM, municipality, now=now(), wrong=wrong, dry_run=dry_run, tell=told)
    if form == "json":
        print_document(trained.as_json())
    else:
        print_lines(*_comparison_lines(trained))


def _comparison_lines(trained: "TrainedLocally") -> list[str]:
    from assessment.use_cases.blind_reviews import LEFT_OUT

    compared = trained.comparison
    counted = _(
        "Kommune {code}: {reviews} gennemsyn om {people} personer, {still} af dem med »Det står stille«."
    ).format(code=trained.municipality, reviews=trained.reviews, people=trained.people, still=trained.stalled)
    left_out = [_("ikke brugt, {why}: {n}").format(why=_(LEFT_OUT[code]), n=n) for code, n in trained.left_out.items()]
    adapted = [_judged_line(_(_WAYS[way]), judged) for way, judged in compared.adapted.items()]
    gain = _("Den tilpassede ligger {gain} lavere i log-tab, plus/minus én standardfejl på {se}.").format(
        gain=number_in_words(compared.gain, _DECIMALS), se=number_in_words(compared.gain_se, _DECIMALS)
    )
    return [
        counted,
        *left_out,
        _("På gennemsyn, som ingen af modellerne har set:"),
        _judged_line(_("nuværende"), compared.current),
        *adapted,
        gain,
        _verdict(trained),
    ]


def _judged_line(name: str, judged: "Judged") -> str:
    return _("{name}: log-tab {loss}, kalibreringsfejl (ECE) {error}, gennemsnitlig præcision {precision}").format(
        name=name,
        loss=number_in_words(judged.log_loss, _DECIMALS),
        error=number_in_words(judged.calibration_error, _DECIMALS),
        precision=number_in_words(judged.average_precision, _DECIMALS),
    )


def _verdict(trained: "TrainedLocally") -> str:
    compared = trained.comparison
    if trained.promoted:
        sentence = _("{new} er taget i brug i kommune {code} i stedet for {old}. I andre kommuner er alt, som det var.")
        return sentence.format(new=trained.promoted, code=trained.municipality, old=trained.current)
    if not compared.is_better:
        return _("{old} er stadig i brug, for den tilpassede er ikke sikkert bedre.").format(old=trained.current)
    if not compared.follows_the_reviews:
        return _(
            "{old} er stadig i brug, for gennemsynene følger ikke det, modellen ser. Se på, hvordan de er lavet."
        ).format(old=trained.current)
    return _("{old} er stadig i brug, for det var en prøve. Uden --dry-run tages den tilpassede i brug.").format(
        old=trained.current
    )
