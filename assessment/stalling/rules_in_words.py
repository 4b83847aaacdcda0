"""The rules said in words, every number taken from the engine that executes."""

from collections.abc import Iterator

from assessment.i18n.state_words import notice_in_words
from assessment.i18n.words import N_, _, current_language, day_in_words, number_in_words
from assessment.reference.rubric import load_rubric
from assessment.stalling.rules import RulesEngine

_ROUNDING = 1e-9
_TITLES = (
    N_("Sådan regner reglerne ({identity})"),
    N_("Hvad der tæller"),
    N_("Tilstandene, i den rækkefølge de prøves: den første, der passer, gælder"),
    N_("Tendensen"),
    N_("Niveauet"),
    N_("Hvor det ses"),
    N_("For fagfolk"),
    N_("Hvor svære områderne plejer at være, i trin (et skøn; plus er lettere, minus er sværere)"),
    N_("Forventet fremgang og mål (et skøn)"),
)


def rules_in_words(engine: RulesEngine) -> str:
    """Every rule of ``engine`` as sentences in the current language, under short titles."""
    parts = (_counted, _states, _trend, _level, _where_it_shows, _for_specialists, _offsets, _norms)
    title, *titles = (_(text) for text in _TITLES)
    lines = [title.format(identity=engine.identity), notice_in_words()]
    for heading, part in zip(titles, parts, strict=True):
        lines += ["", heading, *(f"- {sentence}" for sentence in part(engine))]
    return "\n".join(lines)


def _counted(engine: RulesEngine) -> Iterator[str]:
    yield _(
        "En observation tæller, når mindst {criteria} områder har et trin, og den hverken er trukket tilbage eller "
        "erstattet. "
        "Ikke set er aldrig et lavt trin."
    ).format(criteria=engine.minimum_criteria_per_observation)
    yield _(
        "En uge er aktiv, når den er slut, virksomhedsforløbet var i gang i den, "
        "og højst {days} af dagene fra mandag til fredag var pause, helligdag eller lukket."
    ).format(days=engine.paused_weekdays_allowed)
    yield _("Den, der har gjort indsigelse, vurderes ikke. Køn, alder og oprindelse indgår ikke.")
    yield _(
        "En afsluttet danskuddannelse tæller som spor i {weeks} uger. At være fritaget for en prøve tæller hverken "
        "for eller imod."
    ).format(weeks=engine.track_kept_weeks)
    yield _("Modulskift fra {first} til {last} tæller ikke: da blev mange flyttet uden prøve.").format(
        first=day_in_words(engine.weak_modules_from), last=day_in_words(engine.weak_modules_to)
    )


def _states(engine: RulesEngine) -> Iterator[str]:
    yield _(
        "Uret er stoppet: i en pause, og til der er gået {n} aktive uger efter den. Helligdage alene stopper ikke uret."
    ).format(n=engine.active_weeks_after_pause)
    yield _("Mål nået: sandsynligheden for, at niveauet ligger over sporets mål, er over {share} procent.").format(
        share=_percent(engine.goal_probability_threshold)
    )
    yield _(
        "For lidt grundlag: færre end {observations} observationer, færre end {weeks} aktive uger, "
        "færre end {criteria} områder, eller det samme trin i mindst {share} procent af trinnene."
    ).format(
        observations=engine.minimum_observations,
        weeks=engine.minimum_active_weeks,
        criteria=engine.minimum_criteria,
        share=_percent(engine.same_step_share),
    )
    yield _(
        "Mulig stagnation: sandsynligheden for, at fremgangen er under {pace} procent af den forventede, er mindst "
        "{share} procent."
    ).format(pace=_percent(engine.stall_pace_share), share=_percent(engine.stall_probability_threshold))
    yield _(
        "Er der bestået en prøve inden for {days} dage, sættes sandsynligheden for mulig stagnation til højst {p} "
        "procent."
    ).format(days=engine.pass_counts_days, p=_percent(engine.stall_probability_cap_after_pass))
    yield _(
        "Er niveauet højst {near} trin under målet, eller over det, sættes sandsynligheden for mulig stagnation til "
        "højst {p} procent. Uden et spor med mål regnes målet som {ceiling} trin."
    ).format(
        near=_number(engine.near_goal_steps),
        p=_percent(engine.stall_probability_cap_at_goal),
        ceiling=_number(engine.ceiling_steps),
    )
    yield _(
        "Er intet set i de seneste {weeks} aktive uger, siger tidligere observationer intet om fremgangen nu."
    ).format(weeks=_number(engine.silence_weeks))
    yield _(
        "I fremgang: sandsynligheden for, at fremgangen er mindst {pace} procent af den forventede, er mindst "
        "{share} procent."
    ).format(pace=_percent(engine.progress_pace_share), share=_percent(engine.progress_probability_threshold))
    yield _("Uafklaret: alt andet.")


def _trend(engine: RulesEngine) -> Iterator[str]:
    yield _("Få eller svingende observationer gør os mindre sikre.")
    yield _(
        "Tendensen er den rette linje gennem de seneste {count} observationer: gennemsnittet af trinnene, rettet for "
        "hvor svære "
        "områderne plejer at være, mod aktive uger. Hver observatør måles for sig, så et skift ikke ligner stagnation."
    ).format(count=engine.trend_observations)


def _level(engine: RulesEngine) -> Iterator[str]:
    yield _(
        "Niveauet er linjens værdi i dag, fra 0 til 4. At nogle ser strengere på det end andre, regnes med en "
        "spredning på {sd} trin."
    ).format(sd=_number(engine.observer_severity_sd_steps))


def _where_it_shows(engine: RulesEngine) -> Iterator[str]:
    yield _(
        "Mest på arbejdspladsen: en prøve bestået inden for {weeks} uger, kun lidt dansk i mindst {share} procent af "
        "mindst {least} observationer, eller mindst {others} andre samme sted, hvor sandsynligheden for, at fremgangen "
        "er under {pace} procent af den forventede, er mindst {flat} procent. Arbejdspladsen prøves først."
    ).format(
        weeks=engine.result_weeks,
        share=_percent(engine.talk_share),
        least=engine.talk_minimum_observations,
        others=engine.neighbours,
        pace=_percent(engine.stall_pace_share),
        flat=_percent(engine.neighbour_stall_probability),
    )
    yield _(
        "Kan hænge sammen med skift af makker: ingen tydelig fremgang hos én makker og fremgang hos en anden, hver med "
        "mindst {count} observationer, eller en fremgang, der er tydeligt anderledes efter et skift."
    ).format(count=engine.observer_minimum_observations)
    yield _(
        "Også uden for arbejdspladsen: en modultest, der ikke blev bestået inden for {weeks} uger. Ellers kan det "
        "ikke afgøres."
    ).format(weeks=engine.result_weeks)


def _for_specialists(engine: RulesEngine) -> Iterator[str]:
    yield _(
        "Usikkerheden kommer fra, hvor meget observationerne svinger om linjen. Er der under {df} frihedsgrader, "
        "fyldes op med det, "
        "der er almindeligt: {item} trin pr. område, hvoraf {halo} procent er fælles for en observation. Det vejer "
        "altid mindst {least}."
    ).format(
        df=_number(engine.full_degrees_of_freedom),
        item=_number(engine.item_noise_sd_steps),
        halo=_percent(engine.halo_correlation),
        least=_number(engine.usual_noise_least_weight),
    )
    yield _(
        "Linjen vejes mod den forventede fremgang, med en spredning på mindst {spread} gange den forventede. Få "
        "observationer vejer lidt."
    ).format(spread=_number(engine.expected_pace_sd_share))
    yield _(
        "Ligger observationerne i gennemsnit mere end {weeks} aktive uger tilbage, vokser usikkerheden: for hver uge "
        "derudover "
        "med {share} procent af den forventede fremgang, regnet som en varians."
    ).format(weeks=_number(engine.silence_weeks), share=_percent(engine.pace_drift_share_per_week))
    yield _(
        "Efter et skift af makker er fremgangen tydeligt anderledes, når de to linjers hældninger ligger mere end "
        "{errors} standardfejl fra hinanden. Ingen tydelig fremgang hos én makker er mindst {flat} procents "
        "sandsynlighed for, at fremgangen er under {pace} procent af den forventede."
    ).format(
        errors=_number(engine.disagreement_standard_errors),
        flat=_percent(engine.neighbour_stall_probability),
        pace=_percent(engine.stall_pace_share),
    )


def _offsets(engine: RulesEngine) -> Iterator[str]:
    rubric = load_rubric()
    for code, offset in engine.criterion_offsets.items():
        criterion = rubric.criterion(code)
        name = criterion.name if current_language() == "da" else criterion.name_en
        yield f"{name}: {'+' if offset > 0 else '−' if offset < 0 else ''}{number_in_words(abs(offset), 2)}"


def _norms(engine: RulesEngine) -> Iterator[str]:
    for track, norm in engine.norms.items():
        name, pace = track or _("ikke på danskuddannelse"), number_in_words(norm.pace_per_week, 3)
        spread = number_in_words(max(engine.expected_pace_sd_share * norm.pace_per_week, norm.pace_sd), 3)
        text = _("{track}: {pace} trin pr. aktiv uge, spredning {spread}").format(track=name, pace=pace, spread=spread)
        yield (
            text
            if norm.goal_level is None
            else _("{text}; mål {goal}").format(text=text, goal=_number(norm.goal_level))
        )


def _percent(share: float) -> str:
    """A share as a number of percent."""
    return _number(100 * share)


def _number(value: float) -> str:
    """A number with as many decimals as it needs, at most 4."""
    decimals = next((places for places in range(4) if abs(value - round(value, places)) < _ROUNDING), 4)
    return number_in_words(value, decimals)
