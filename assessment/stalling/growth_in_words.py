"""What the growth filter assumes, said in words: every number from the parameters that execute."""

from collections.abc import Iterator

from assessment.i18n.words import N_, _, number_in_words
from assessment.measurement.growth_parameters import GrowthParameters

_SAID = {
    "start_level_logit": N_("Niveau, før noget er set: {value} logit"),
    "start_level_sd_logit": N_("Spredning på det niveau: {value} logit"),
    "pace_share_usual": N_("Hvad folk i gennemsnit når af den forventede fremgang: {value}"),
    "pace_spread_share": N_("Spredning på folks egen fremgang, som andel af den forventede: {value}"),
    "pace_sd_factor": N_("Ganget på den spredning: {value}"),
    "pace_memory_weeks": N_("Hvor mange aktive uger der går, før en afvigelse er faldet til en tredjedel: {value}"),
    "pace_share_at_goal": N_("Forventet fremgang ved målet, som andel: {value}"),
    "pace_share_beyond_goal": N_("Forventet fremgang langt forbi målet, som andel: {value}"),
    "goal_span_logit": N_("Hvor langt før målet den begynder at falde: {value} logit"),
    "talk_usual_minutes_per_week": N_("Minutter med dansk på en almindelig uge: {value}"),
    "talk_effect": N_("Hvor stor en andel af fremgangen der mangler i en uge uden dansk: {value}"),
    "level_walk_sd_logit_per_week": N_("Niveauets udsving på en uge: {value} logit"),
    "measure_extra_sd_logit": N_(
        "Hvad en observation kan ramme ved siden af: {value} logit ud over dens egen usikkerhed"
    ),
    "severity_sd_logit": N_("Hvor forskelligt strenge observatører er: {value} logit"),
    "severity_walk_sd_logit_per_week": N_("Hvor meget en observatørs strenghed flytter sig på en uge: {value} logit"),
    "result_sd_logit": N_("Held i en prøve: {value} logit"),
    "provider_sd_logit": N_("Forskel mellem sprogcentres prøver: {value} logit"),
    "outlier_sd": N_(
        "En observation vejer mindre, når den rammer længere væk end så mange standardafvigelser: {value}"
    ),
    "change_point_pace_sd_logit_per_week": N_("Ekstra tvivl om fremgangen, når to i træk gør det: {value} logit"),
}
_MOST_DECIMALS = 4
_ROUNDING = 1e-9


def growth_in_words(growth: GrowthParameters) -> Iterator[str]:
    """A line for each assumption that the rules go by; the weeks of the mean pace stand among the rules themselves."""
    for name, text in _SAID.items():
        yield _(text).format(value=_number(float(getattr(growth, name))))


def _number(value: float) -> str:
    decimals = range(_MOST_DECIMALS)
    exact = next((places for places in decimals if abs(value - round(value, places)) < _ROUNDING), _MOST_DECIMALS)
    return number_in_words(value, exact)
