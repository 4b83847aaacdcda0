"""The rules said in words, every number taken from the engine that executes."""

from collections.abc import Iterator

import numpy as np

from assessment.i18n.state_words import notice_in_words
from assessment.i18n.words import N_, _, current_language, day_in_words, number_in_words
from assessment.measurement.level_scale import level_scale
from assessment.reference.rubric import load_rubric
from assessment.stalling.growth_in_words import growth_in_words
from assessment.stalling.observed import MINUTES_SAID
from assessment.stalling.rules import RulesEngine

_ROUNDING = 1e-9
_TITLES = (
    N_("Sådan regner reglerne ({identity})"),
    N_("Hvad der tæller"),
    N_("Tilstandene, i den rækkefølge de prøves: den første, der passer, gælder"),
    N_("Fremgangen"),
    N_("Niveauet"),
    N_("Hvor det ses"),
    N_("For fagfolk"),
    N_("Hvor svære områderne plejer at være, i trin (et skøn; plus er lettere, minus er sværere)"),
    N_("Forventet fremgang og mål (et skøn)"),
)


def rules_in_words(engine: RulesEngine) -> str:
    """Every rule of ``engine`` as sentences in the current language, under short titles."""
    parts = (_counted, _states, _progress, _level, _where_it_shows, _for_specialists, _offsets, _norms)
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
        "Er niveauet tæt på målet, eller over det, sættes sandsynligheden for mulig stagnation til højst {p} procent. "
        "Uden et spor med mål regnes målet som {ceiling} trin."
    ).format(
        p=_percent(engine.stall_probability_cap_at_goal),
        ceiling=_number(engine.ceiling_steps),
    )
    yield _(
        "Er intet set i de seneste {weeks} aktive uger, siger tidligere observationer intet om fremgangen nu."
    ).format(weeks=_number(engine.silence_weeks))
    yield _(
        "I fremgang: sandsynligheden for, at fremgangen er mindst {pace} procent af den forventede, er mindst "
        "{share} procent, og det, der er set, peger opad."
    ).format(pace=_percent(engine.progress_pace_share), share=_percent(engine.progress_probability_threshold))
    yield _("Uafklaret: alt andet.")


def _progress(engine: RulesEngine) -> Iterator[str]:
    yield _("Få eller svingende observationer gør os mindre sikre.")
    yield _(
        "Fremgangen er gennemsnittet over de seneste {weeks} aktive uger, regnet ud fra alle observationer og prøver i "
        "forløbet. Hver observatør måles for sig, så et skift ikke ligner stagnation."
    ).format(weeks=engine.growth.mean_pace_weeks)
    yield _(
        "Hvor meget dansk der tales, tæller med: {minutes} minutter om dagen i {days} dage om ugen. Det seneste svar "
        "gælder i højst {weeks} aktive uger."
    ).format(
        minutes=", ".join(_number(minutes) for minutes in MINUTES_SAID.values()),
        days=_number(engine.talk_days_per_week),
        weeks=_number(engine.silence_weeks),
    )
    yield _(
        "En prøve viser, om niveauet er over eller under det, prøven kræver. Prøver fra indtil {weeks} uger før "
        "forløbet tæller med."
    ).format(weeks=engine.result_weeks)
    yield _(
        "Har en observatør i mindst {count} observationer givet det samme trin i mindst {share} procent af trinnene, "
        "siger de ikke noget om fremgangen."
    ).format(count=engine.minimum_observations, share=_percent(engine.same_step_share))
    yield _("Begrundelserne viser de seneste {count} observationer.").format(count=engine.trend_observations)


def _level(_engine: RulesEngine) -> Iterator[str]:
    yield _(
        "Niveauet er et skøn over, hvilket trin man ville se i gennemsnit på alle områder i dag, fra 0 til 4. Det er "
        "ikke forankret, før en prøve eller en observatør mere har vist det samme."
    )


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
        "Fremgang og niveau regnes i logit ved et filter, der følger niveau, egen fremgang og hver observatørs "
        "strenghed uge for uge. Trin bliver til logit ved skemaets kalibrering; »sprogspor check« siger, hvad den er "
        "lært af."
    )
    yield _(
        "Usikkerheden om, hvor en prøve ligger, er {se} logit. Tæt på målet er {near} logit eller mindre fra det."
    ).format(se=_number(engine.test_cut_se_logit), near=_number(engine.near_goal_logit))
    yield from growth_in_words(engine.growth)
    yield _(
        "Når to observatører sammenlignes, lægges en ret linje gennem trinnene, rettet for hvor svære "
        "områderne plejer at være. Usikkerheden kommer fra, hvor meget observationerne svinger om linjen. Er der under "
        "{df} frihedsgrader, fyldes op med det, der er almindeligt: {item} trin pr. område, hvoraf {halo} procent er "
        "fælles for en observation. Det vejer altid mindst {least}."
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
        "Efter et skift af makker er fremgangen tydeligt anderledes, når de to linjers hældninger ligger mere end "
        "{errors} standardfejl fra hinanden. Ingen tydelig fremgang hos én makker er mindst {flat} procents "
        "sandsynlighed for, at fremgangen er under {pace} procent af den forventede."
    ).format(
        errors=_number(engine.disagreement_standard_errors),
        flat=_percent(engine.observer_flat_probability),
        pace=_percent(engine.stall_pace_share),
    )


def _offsets(engine: RulesEngine) -> Iterator[str]:
    rubric, known = load_rubric(), engine.calibration
    difficulties = dict(zip(known.criteria, known.difficulties, strict=True))
    for code, offset in engine.criterion_offsets.items():
        criterion = rubric.criterion(code)
        name = criterion.name if current_language() == "da" else criterion.name_en
        told = f"{name}: {'+' if offset > 0 else '−' if offset < 0 else ''}{number_in_words(abs(offset), 2)}"
        if code in difficulties:
            told = _("{text} ({logit} logit)").format(text=told, logit=number_in_words(-difficulties[code], 2))
        yield told


def _norms(engine: RulesEngine) -> Iterator[str]:
    scale = level_scale(engine.calibration)
    for track, norm in engine.norms.items():
        name, pace = track or _("ikke på danskuddannelse"), number_in_words(norm.pace_per_week, 3)
        text = _("{track}: {pace} trin pr. aktiv uge ({logit} logit)").format(
            track=name, pace=pace, logit=number_in_words(norm.pace_logit_per_week, 3)
        )
        if norm.goal_level is None:
            yield text
            continue
        goal = number_in_words(float(scale.logits(np.array([norm.goal_level]))[0]), 2)
        yield _("{text}; mål {goal} ({logit} logit)").format(text=text, goal=_number(norm.goal_level), logit=goal)


def _percent(share: float) -> str:
    """A share as a number of percent."""
    return _number(100 * share)


def _number(value: float) -> str:
    """A number with as many decimals as it needs, at most 4."""
    decimals = next((places for places in range(4) if abs(value - round(value, places)) < _ROUNDING), 4)
    return number_in_words(value, decimals)
