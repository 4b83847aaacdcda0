"""What each state is called by people, and what is said wherever one is shown: one wording for each."""

from assessment.domain.placement_state import State
from assessment.i18n.words import N_, _

STATE_WORDS: dict[State, str] = {
    State.PROGRESSING: N_("i fremgang"),
    State.UNCLEAR: N_("uafklaret"),
    State.POSSIBLE_STALL: N_("mulig stagnation"),
    State.TOO_LITTLE_EVIDENCE: N_("for lidt grundlag"),
    State.CLOCK_STOPPED: N_("uret er stoppet"),
    State.GOAL_REACHED: N_("mål nået"),
}


def state_word(state: State) -> str:
    """The state in the current language.

    Examples
    --------
    >>> state_word(State.POSSIBLE_STALL)
    'mulig stagnation'
    """
    return _(STATE_WORDS[state])


def notice_in_words() -> str:
    """What no state may be used for, in the current language; the contract's own words in Danish.

    Examples
    --------
    >>> from assessment.domain.placement_state import NOTICE
    >>> notice_in_words() == NOTICE
    True
    """
    return _("kun til støtte: må ikke indgå i sanktion, ydelse, opholds- eller statsborgerskabssag")
