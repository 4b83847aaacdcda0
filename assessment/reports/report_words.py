"""What a report says in words, the same in every format: about whom, when, by whom, and how its figures are read."""

from assessment.domain.days import COPENHAGEN
from assessment.i18n.state_words import notice_in_words
from assessment.i18n.words import _, _n, current_language, day_in_words, number_in_words, time_in_words
from assessment.reference.municipalities import municipality_name
from assessment.reference.rubric import load_rubric
from assessment.reports.report import Report, ReportLine


def title_of(report: Report) -> str:
    """What the report is called."""
    return _("Fremskridt i dansk på arbejdspladsen") if report.page else _("Fremskridt i dansk på arbejdspladser")


def about_whom(report: Report) -> str:
    """Whom the report is about: a person by id, for Sprogspor knows no surname; a provider by name."""
    provider = report.provider_name or report.provider_id
    if report.newcomer_id is not None:
        return report.newcomer_id
    if report.track and report.module is not None:
        whom = _("{track}, modul {module}").format(track=report.track, module=report.module)
    elif report.track:
        whom = _("Alle på {track}").format(track=report.track)
    elif report.provider_id is not None:
        return _("Alle kursister hos {provider}").format(provider=provider)
    else:
        return _("Alle i {municipality}").format(municipality=municipality_name(report.municipality or ""))
    return f"{whom} · {provider}" if provider is not None else whom


def period_of(report: Report) -> str:
    """The first and the last day."""
    return _("{first} til {last}").format(first=day_in_words(report.from_on), last=day_in_words(report.to_on))


def made_when(report: Report) -> str:
    """When it was made and by whom, and that its people are invented where they are; "" until it was made."""
    if report.made_at is None:
        return ""
    day, time = day_in_words(report.made_at.astimezone(COPENHAGEN).date()), time_in_words(report.made_at)
    said = _("Lavet {day} kl. {time}.").format(day=day, time=time)
    if report.made_by:
        said = _("Lavet {day} kl. {time} af {who}.").format(day=day, time=time, who=report.made_by)
    return said + " " + _("Personerne er opdigtede: ingen af dem findes.") if report.synthetic else said


def counted(report: Report) -> str:
    """How many it is about, for how many their progress is told, and how many more are in the groups' figures."""
    number = len(report.lines)
    people = _n("{n} person", "{n} personer", number).format(n=number)
    told = _("{people}, {measured} med beregnet udvikling.").format(people=people, measured=len(report.measured))
    everybody = report.overview.groups[0] if report.overview is not None and report.overview.groups else None
    unseen = (everybody.measured or 0) - len(report.measured) if everybody is not None else 0
    if unseen <= 0:
        return told
    more = _("I gruppernes tal indgår yderligere {n}, som ikke vises enkeltvis. Grunden står ud for hver af dem.")
    return f"{told} {more.format(n=unseen)}"


def lessons_in_words(line: ReportLine) -> str:
    """How many lessons were attended of those offered, in the whole weeks of the period."""
    if line.lessons_offered is None or line.lessons_attended is None:
        return _("Skolen har ikke oplyst lektioner for perioden.")
    return _("Deltog i {attended} af {offered} lektioner i periodens hele uger.").format(
        attended=plain_number(line.lessons_attended), offered=plain_number(line.lessons_offered)
    )


def plain_number(value: float) -> str:
    """A number with the decimals it has.

    Examples
    --------
    >>> plain_number(276.0), plain_number(7.5)
    ('276', '7,5')
    """
    places = next(places for places in range(5) if places == 4 or round(value, places) == round(value, 4))
    return number_in_words(value, places)


def notice_of(report: Report) -> str:
    """What no state may be used for, where the report tells of states; else ""."""
    overview = report.overview
    return (
        notice_in_words() if overview is not None and (overview.states or overview.standing or overview.notice) else ""
    )


def step_names() -> tuple[str, ...]:
    """What the steps 0 to 4 are called in the current language."""
    rubric = load_rubric()
    return rubric.step_names if current_language() == "da" else rubric.step_names_en


def about_steps() -> str:
    """What a step says, and what it does not."""
    return _("Trin siger, hvor lidt hjælp der skal til for at klare sig på dansk på arbejdet. De er ingen karakter.")


def about_errors() -> str:
    """How an interval is read."""
    return _("Alle tal er cirkatal. »Mellem« er der, hvor tallet sandsynligvis ligger: 95 af 100 gange.")


def about_bands() -> str:
    """Why the band around a level is wide where the progress is clear."""
    return _(
        "Det grå felt rummer også, at ingen helt ved, hvor strengt kollegerne ser på det. Det gør niveauet mere "
        "usikkert, men næsten ikke fremgangen."
    )


def about_logits() -> str:
    """How the figures of the spreadsheet are read."""
    return _(
        "Niveau og tempo i logit er de samme tal i den enhed, de regnes i; CSV og Excel har de samme. Tempo er pr. "
        "aktiv uge i periodens seneste 8, og usikkerhed er en standardfejl."
    )


def about_levels() -> str:
    """What a level rests on, and that nobody is compared."""
    return _(
        "Niveauet er det, kollegernes observationer tilsammen peger på, rettet for hvor svært området er, og for hvem "
        "der så det. Personer er ikke sammenlignet: de har forskellige opgaver og forskellig tid bag sig."
    )


def not_anchored(report: Report) -> str:
    """Whose level neither a test nor a second observer anchors; "" where it is nobody's."""
    people = report.not_anchored
    if not people:
        return ""
    return _(
        "Niveauet er ikke forankret for {people}: ingen prøve og ingen anden, der observerer, har vist det. Så kan det "
        "ligge højere eller lavere. Fremgangen påvirkes næsten ikke af det."
    ).format(people=", ".join(people))
