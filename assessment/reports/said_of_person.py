"""What a newcomer's page says in sentences: what improved, and what is not known."""

from collections.abc import Sequence
from statistics import NormalDist

from assessment.i18n.words import _, current_language
from assessment.reference.rubric import load_rubric
from assessment.reports.criteria import FEWEST_TIMES, CriterionSeen
from assessment.reports.report import ReportLine

SURE = 2.0
"""A rise is told of from so many times its error; more where many criteria are looked at, see `clearly_better`."""
AT_MOST_NAMED = 3
_ALLOWED_BY_CHANCE = 0.05


def improved(line: ReportLine, criteria: Sequence[CriterionSeen]) -> tuple[str, ...]:
    """What improved, in at most two sentences to the newcomer.

    Only what the figures carry: the pace of the last weeks where it is above twice its error, and the criteria that are
    clearly better. Where nothing can be said of progress, that is said, and that it is no verdict.
    """
    if line.not_included_because:
        return (
            _("Vi kan ikke sige endnu, hvad der er blevet bedre, for udviklingen er ikke beregnet."),
            _("Det siger ikke noget om dig."),
        )
    better = clearly_better(criteria)
    named = listed([criterion_name(one.row.criterion) for one in better[:AT_MOST_NAMED]])
    if line.pace_per_week is not None and line.pace_se is not None and line.pace_per_week > SURE * line.pace_se:
        first = _("Du har brug for mindre hjælp på dansk på arbejdet nu end for nogle uger siden.")
        return (first, _("Det ses tydeligst her: {what}.").format(what=named)) if better else (first,)
    if better:
        return (_("Du har brug for mindre hjælp nu end i begyndelsen her: {what}.").format(what=named),)
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
    least = max(SURE, NormalDist().inv_cdf(1 - _ALLOWED_BY_CHANCE / len(compared)))
    clear = [one for one in compared if one.times_its_error > least]
    return sorted(clear, key=lambda one: (-one.times_its_error, one.row.criterion))


def not_known(line: ReportLine, criteria: Sequence[CriterionSeen]) -> tuple[str, ...]:
    """What the report cannot say of the person, and why, with the counts."""
    said = [line.not_included_because] if line.not_included_because else []
    if not line.not_included_because and not line.level_linked:
        said.append(
            _(
                "Niveauet er ikke forankret: ingen prøve og ingen anden, der observerer, har vist, hvor strengt der "
                "bliver set på det. Udviklingen kan bruges, men niveauet er usikkert."
            )
        )
    seldom = [
        _("{what} ({n})").format(what=criterion_name(one.row.criterion), n=one.row.times_seen)
        for one in criteria
        if one.row.times_seen < FEWEST_TIMES and one.row.times_seen > 0
    ]
    if seldom:
        said.append(
            _("Set under {least} gange, så der står ingen trin: {what}.").format(
                least=FEWEST_TIMES, what=listed(seldom)
            )
        )
    changed = [criterion_name(one.row.criterion) for one in criteria if one.observers_changed]
    if changed:
        said.append(
            _(
                "Set af andre i begyndelsen end nu, så begyndelsen kan ikke sammenlignes, for ikke alle ser lige "
                "strengt på det: {what}."
            ).format(what=listed(changed))
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
