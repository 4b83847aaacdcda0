"""What a newcomer's page says in sentences: what improved, and what is not known."""

from collections.abc import Sequence
from math import inf

from scipy.special import stdtrit

from assessment.i18n.words import _, _n, current_language
from assessment.reference.rubric import load_rubric
from assessment.reports.criteria import FEWEST_TIMES, CriterionSeen
from assessment.reports.report import ReportLine

SURE = 2.0
"""A criterion is called better from so many times its error; more where many are looked at, see `clearly_better`."""
CLEAR, LIKELY = 1.645, 1.28
"""A rise of the level is clear where it is above 0 with 95 % certainty, and likely where it is with 90 %."""
AT_MOST_NAMED = 3
_ALLOWED_BY_CHANCE = 0.05


def improved(
    line: ReportLine, criteria: Sequence[CriterionSeen], *, passed: int, rise_in_errors: float
) -> tuple[str, ...]:
    """What improved, in at most two sentences to the newcomer.

    Only what the figures carry: the rise of the level over the period, where the criteria do not say otherwise (a level
    knows tests and the usual pace too, and nobody may read of a rise above a table that falls); the criteria that are
    clearly better; and the tests that were ``passed``. Where nothing can be said of progress at work, that is said, and
    that it is no verdict.

    Parameters
    ----------
    passed : int
        Results with outcome *ja* in the period.
    rise_in_errors : float
        The rise of the level from when the person was first seen in the period to its end, in its standard errors; NaN
        where it is not known.
    """
    tests = [
        _n("Du har bestået {n} prøve i perioden.", "Du har bestået {n} prøver i perioden.", passed).format(n=passed)
    ]
    tests = tests if passed else []
    if line.not_included_because:
        said = _("Vi kan ikke sige endnu, hvad der er blevet bedre på arbejdet, og det siger ikke noget om dig.")
        return (*tests, said)
    better = clearly_better(criteria)
    here = listed([criterion_name(one.row.criterion) for one in better[:AT_MOST_NAMED]])
    upward = _mean_rise(criteria) > 0
    if upward and rise_in_errors > CLEAR:
        said = _("Du har brug for mindre hjælp på dansk på arbejdet nu end i begyndelsen.")
        second = [_("Det ses tydeligst her: {what}.").format(what=here)] if better else tests
        return (said, *second)
    if better:
        return (_("Du har brug for mindre hjælp nu end i begyndelsen her: {what}.").format(what=here), *tests)
    if upward and rise_in_errors > LIKELY:
        said = _(
            "Det ser ud til, at du har brug for mindre hjælp på arbejdet nu end i begyndelsen, men det er ikke sikkert."
        )
        return (said, *tests)
    if tests:
        return (*tests, _("På arbejdet ses der ikke tydelig fremgang i de observationer, vi har."))
    return (
        _("Der ses ikke tydelig fremgang i de observationer, vi har."),
        _("Det kan for eksempel være, fordi der har været få at tale dansk med, eller fordi vi har set for lidt."),
    )


def clearly_better(criteria: Sequence[CriterionSeen]) -> list[CriterionSeen]:
    """The criteria whose rise is beyond chance, the clearest first.

    Of many criteria one or two rise by chance, so the more there are, the more it takes: one in twenty reports of
    somebody who stands still may name any.
    """
    compared = [one for one in criteria if one.rise is not None]
    if not compared:
        return []
    certainty = 1 - _ALLOWED_BY_CHANCE / len(compared)
    clear = [one for one in compared if one.times_its_error > max(SURE, float(stdtrit(one.freedom, certainty)))]
    return sorted(clear, key=lambda one: (-one.times_its_error, one.row.criterion))


def _mean_rise(criteria: Sequence[CriterionSeen]) -> float:
    """The mean rise of the criteria, the surer ones counting more; endless where none can be compared."""
    known = [(one.rise, one.rise_se**-2) for one in criteria if one.rise is not None and one.rise_se]
    return sum(rise * weight for rise, weight in known) / sum(weight for _rise, weight in known) if known else inf


def not_known(line: ReportLine, criteria: Sequence[CriterionSeen], *, objects: bool) -> tuple[str, ...]:
    """What the report cannot say of the person, and why, with the counts; who ``objects`` has no steps at all."""
    said = [line.not_included_because] if line.not_included_because else []
    if not line.not_included_because and not line.level_linked:
        said.append(
            _(
                "Niveauet er ikke forankret: ingen prøve og ingen anden, der observerer, har vist, hvor strengt der "
                "bliver set på det. Udviklingen kan bruges, men niveauet er usikkert."
            )
        )
    seldom = sum(one.row.times_seen < FEWEST_TIMES for one in criteria)
    if seldom and not objects:
        said.append(
            _n(
                "{n} kriterium er set under {least} gange, så der står ingen trin ud for det.",
                "{n} kriterier er set under {least} gange, så der står ingen trin ud for dem.",
                seldom,
            ).format(n=seldom, least=FEWEST_TIMES)
        )
    scattered = sum(one.row.times_seen >= FEWEST_TIMES and one.row.step_now is None for one in criteria)
    if scattered and not objects:
        said.append(
            _n(
                "{n} kriterium er set af så mange forskellige, at ingen har set det ofte nok til at sammenligne.",
                "{n} kriterier er set af så mange forskellige, at ingen har set dem ofte nok til at sammenligne.",
                scattered,
            ).format(n=scattered)
        )
    changed = sum(one.observers_changed for one in criteria)
    if changed:
        said.append(
            _n(
                "{n} kriterium er set af andre i begyndelsen end nu. Ikke alle ser lige strengt på det, så hver "
                "persons første trin er holdt op mod den samme persons seneste.",
                "{n} kriterier er set af andre i begyndelsen end nu. Ikke alle ser lige strengt på det, så hver "
                "persons første trin er holdt op mod den samme persons seneste.",
                changed,
            ).format(n=changed)
        )
    if line.lessons_offered is None:
        said.append(_("Ingen har meldt lektioner ind for hele uger i perioden."))
    return tuple(said)


def criterion_name(code: str) -> str:
    """What a criterion is called in the current language; its code where the rubric does not have it.

    Examples
    --------
    >>> criterion_name("small_talk"), criterion_name("later")
    ('Småsnak', 'later')
    """
    found = next((one for one in load_rubric().criteria if one.code == code), None)
    if found is None:
        return code
    return found.name if current_language() == "da" else found.name_en


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them.

    Examples
    --------
    >>> listed(["Småsnak", "Telefon", "Skrive"])
    'Småsnak, Telefon og Skrive'
    """
    if len(names) < 2:
        return "".join(names)
    return _("{first} og {last}").format(first=", ".join(names[:-1]), last=names[-1])
