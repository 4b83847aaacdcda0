"""Use case: adapt the stall model to a municipality's own reviews, and put it in use only where it is better."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assessment.access.actor import Actor
from assessment.access.gate import missing
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.stalling.current_model import current_model_folder, promote
from assessment.stalling.evaluation.on_reviews import FOLDS, Comparison, Reviews, Way, compare, folds_of
from assessment.stalling.features import FEATURES
from assessment.stalling.model_artefact import StallModel, read_model, write_model
from assessment.stalling.model_origin import LearnedFrom, ModelOrigin
from assessment.storage import gates, journal
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.blind_reviews import BlindReviews, blind_reviews
from assessment.use_cases.notes_then import Reader, reader_in_use
from assessment.use_cases.train_model import SEED, features_sha256, sha256_of_rows

if TYPE_CHECKING:
    from assessment.stalling.classifier import StallClassifier

LEAST, LEAST_OF_EACH, REFIT_FROM = 30, 5, 500
"""Reviews to be adapted to; reviews of each outcome; reviews from which a model of their own may be learned."""
RECALIBRATED, REFITTED = "recalibrated", "refitted"
_WRONG_BELOW = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedLocally:
    """What a municipality's reviews made of the model, beside the one in use, and which of the two is in use now.

    Attributes
    ----------
    municipality : str
    reviews, people, stalled : int
        Reviews judged by, of how many people, and in how many of them the caseworker saw no progress.
    left_out : mapping of str to int
        Views that were not used, by why not (``blind_reviews.LEFT_OUT``).
    comparison : Comparison
    current : str
        The identity of the model that was in use.
    promoted : str or None
        The identity of the model that replaced it; None where nothing did.
    is_dry_run : bool
    """

    municipality: str
    reviews: int
    people: int
    stalled: int
    left_out: Mapping[str, int]
    comparison: Comparison
    current: str
    promoted: str | None
    is_dry_run: bool

    def as_json(self) -> dict[str, Any]:
        """The document of ``train --municipality --format json``: counts and figures, nobody in particular."""
        return {
            "municipality": self.municipality,
            "reviews": self.reviews,
            "people": self.people,
            "stalled": self.stalled,
            "left_out": dict(self.left_out),
            "current": self.current,
            "comparison": self.comparison.as_json(),
            "promoted": self.promoted,
            "dry_run": self.is_dry_run,
        }


def train_locally(
    ledger: Ledger,
    actor: Actor,
    municipality: str,
    *,
    now: datetime,
    wrong: float = 0.0,
    dry_run: bool = False,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> TrainedLocally:
    """Hold the model in use beside one adapted to the municipality's reviews, on reviews that neither saw.

    The adapted one is put in use where its log loss is lower by more than a standard error, it orders cases as the
    reviewers do better than a lot, and this is no dry run. A line in the journal tells the figures either way.

    Parameters
    ----------
    wrong : float
        Share of the reviews thought wrong, either way; from 0 to below .5.
    tell : callable
        Told how many scorings are looked up again, and of how many.

    Raises
    ------
    CallerCanMend
        If the municipality may not be learned from, there is no model, or there are too few reviews.
    """
    require(actor, Verb.TRAIN, municipality=municipality)
    if not 0 <= wrong < _WRONG_BELOW:
        raise CallerCanMend(_("--wrong er {value}. Skriv et tal fra 0 til under 0.5.").format(value=wrong))
    today = danish_day(now)
    with ledger.reading() as transaction:
        _require_training(transaction, municipality, today)
        current = _model_in_use(municipality)
        found = blind_reviews(
            transaction,
            municipality,
            today=today,
            after=_learned_until(current),
            reader=_reader(current) or reader_in_use(transaction),
            tell=tell,
        )
    _require_enough(found, municipality)
    ways = _ways(current, found, wrong)
    comparison = compare(current.classifier, ways, _reviews(current, found, wrong))
    is_better = comparison.is_better and comparison.follows_the_reviews
    adapted = ways[comparison.best](_reviews(current, found, wrong))
    made_of = _origin(current, found, municipality, comparison.best, wrong=wrong, today=today)
    with tempfile.TemporaryDirectory() as folder:
        promoted = None
        if is_better and not dry_run:
            metrics = _metrics(comparison, made_of.command)
            promoted = write_model(Path(folder), adapted, made_of=made_of, metrics=metrics).identity
        told = TrainedLocally(
            municipality=municipality,
            reviews=len(found.table),
            people=int(found.table["newcomer_id"].nunique()),
            stalled=int(found.table["stalled"].sum()),
            left_out=found.left_out,
            comparison=comparison,
            current=current.identity,
            promoted=promoted,
            is_dry_run=dry_run,
        )
        with ledger.writing() as transaction:
            _require_training(transaction, municipality, today)
            act = "train_dry_run" if dry_run else "train"
            detail = {**told.as_json(), "wrong": wrong}
            journal.write(transaction, at=now, actor=actor.user, act=act, subject=municipality, detail=detail)
            if promoted is not None:
                promote(Path(folder))  # last: where the line cannot be written nothing is replaced
    return told


def _require_training(transaction: Transaction, municipality: str, today: date) -> None:
    """Whether the municipality's facts may be learned from today; everything that is in the way, at once."""
    entry = gates.in_force(transaction, municipality)
    lacking = missing(entry, today)
    if entry is None or not entry.training:
        lacking = [*lacking, _("tilladelse til at træne (--training on)")]
    if lacking:
        sentence = _("Kommune {code}: der må ikke trænes, for der mangler: {what}. Se sprogspor gate.")
        raise CallerCanMend(sentence.format(code=municipality, what=", ".join(lacking)))


def _model_in_use(municipality: str) -> StallModel:
    folder = current_model_folder(municipality)
    if folder is None:
        raise CallerCanMend(
            _("Der er ingen model at tilpasse. Lær en af opdigtede personer: sprogspor train --simulated")
        )
    return read_model(folder, expected_features=[one.name for one in FEATURES])


def _reader(current: StallModel) -> Reader | None:
    """What read the notes that a model was learned with; None where it looks at none."""
    encoder, signals = current.manifest["encoder"], current.manifest["signals"]
    return Reader(encoder, signals) if encoder is not None and signals is not None else None


def _learned_until(current: StallModel) -> date | None:
    """Up to which day a model has seen reviews; None for one that has seen nobody real."""
    is_local = current.manifest["learned_from"]["municipality"] is not None
    return date.fromisoformat(current.manifest["as_of"]) if is_local else None


def _require_enough(found: BlindReviews, municipality: str) -> None:
    stalled = int(found.table["stalled"].sum())
    others = len(found.table) - stalled
    if (
        len(found.table) >= LEAST
        and min(stalled, others) >= LEAST_OF_EACH
        and found.table["newcomer_id"].nunique() >= FOLDS
    ):
        return
    sentence = _(
        "Kommune {code}: der er {n} gennemsyn at lære af, {still} med »Det står stille« og {others} med "
        "»Der er fremgang«. Der skal være mindst {least}, og mindst {each} af hver slags, om mindst {people} personer."
    )
    raise CallerCanMend(
        sentence.format(
            code=municipality,
            n=len(found.table),
            still=stalled,
            others=others,
            least=LEAST,
            each=LEAST_OF_EACH,
            people=FOLDS,
        )
    )


def _reviews(current: StallModel, found: BlindReviews, wrong: float) -> Reviews:
    return Reviews(
        known=found.table[list(current.features)].astype(np.float64),
        stalled=found.table["stalled"].to_numpy(dtype=np.bool_),
        weight=found.table["weight"].to_numpy(dtype=np.float64),
        person=found.table["newcomer_id"].to_numpy(dtype=object),
        wrong=wrong,
    )


def _ways(current: StallModel, found: BlindReviews, wrong: float) -> dict[str, Way]:
    """How the model may be adapted: its intercept and slope moved, and with very many reviews all of it."""
    ways: dict[str, Way] = {RECALIBRATED: lambda reviews: _recalibrated(current, reviews)}
    if len(found.table) >= REFIT_FROM and _both_kinds_in_all_but_any_fold(_reviews(current, found, wrong)):
        ways[REFITTED] = _refitted
    return ways


def _both_kinds_in_all_but_any_fold(reviews: Reviews) -> bool:
    fold = folds_of(reviews.person)
    return all(np.unique(reviews.stalled[fold != number]).size > 1 for number in range(FOLDS))


def _recalibrated(current: StallModel, reviews: Reviews) -> "StallClassifier":
    never, outcome = current.classifier.classes_
    said = np.where(reviews.stalled, outcome, never)
    return current.classifier.recalibrate(reviews.known, said, reviews.weight, wrong=reviews.wrong)


def _refitted(reviews: Reviews) -> "StallClassifier":
    """A model of the reviews alone; of one kind, for so few rows cannot choose between three."""
    from assessment.stalling.classifier import StallClassifier

    directions = {one.name: one.direction for one in FEATURES if one.name in reviews.known.columns and one.direction}
    model = StallClassifier(monotone=directions, candidate="logistic", random_state=SEED)
    return model.fit(reviews.known, reviews.stalled, reviews.weight, groups=reviews.person)


def _origin(
    current: StallModel, found: BlindReviews, municipality: str, way: str, *, wrong: float, today: date
) -> ModelOrigin:
    assumed = f" --wrong {wrong:g}" if wrong else ""
    return ModelOrigin(
        learned_from=LearnedFrom(
            newcomers=int(found.table["newcomer_id"].nunique()),
            rows=len(found.table),
            sha256=sha256_of_rows(found.table),
            municipality=municipality,
        ),
        as_of=today,
        threshold=current.threshold,
        seed=SEED,
        features_sha256=features_sha256() if way == REFITTED else current.manifest["features_sha256"],
        command=f"sprogspor train --municipality {municipality}{assumed}",
        encoder=current.manifest["encoder"],
        signals=current.manifest["signals"],
        settings={"adapted_from": current.identity, "way": way, "wrong": wrong},
    )


def _metrics(comparison: Comparison, command: str) -> dict[str, Any]:
    """What the model's card tells: figures on reviews that it had not seen, and beside them the whole comparison."""
    judged = comparison.adapted[comparison.best]
    told = {"average_precision": judged.average_precision, "ece": judged.calibration_error}
    return {
        "figures": [
            {"figure": name, "on": "reviews", "value": value, "low": None, "high": None, "command": command}
            for name, value in told.items()
        ],
        "gaps": [],
        "comparison": comparison.as_json(),
    }
