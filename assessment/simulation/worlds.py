"""Worlds: the shipped one, others that differ from it in one respect each, and a draw over all respects at once."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _, quoted
from assessment.simulation.drawn_worlds import drawn_world
from assessment.simulation.world import SHIPPED_WORLD, World
from assessment.simulation.world_observers import GRADED_PROBIT

DRAWN = "drawn:"
"""Before a seed: the name of the world that :func:`drawn_world` draws with it."""

_DISCRIMINATIONS = (0.8, 0.7, 1.0, 1.1, 1.3, 0.6, 0.7, 0.7, 0.9, 1.4, 1.2, 0.8, 0.6, 0.7)

WORLDS: Mapping[str, World] = MappingProxyType(
    {
        "shipped": SHIPPED_WORLD,
        # The lower half of what is assumed of stalls.
        "fewer_stalls": replace(
            SHIPPED_WORLD,
            stall_per_early_week=0.6 * SHIPPED_WORLD.stall_per_early_week,
            stall_per_later_week=0.6 * SHIPPED_WORLD.stall_per_later_week,
        ),
        # More silence whatever happens, less of it in a stall, and minutes ticked as they are, whatever is usual:
        # what the rubric's calibration that ships was learned from.
        "counted_talk": replace(
            SHIPPED_WORLD,
            quiet_week_share=0.07,
            quiet_talk_drop=1.5,
            placement_stall_talk_drop=1.4,
            talk_report_sd=0.45,
            talk_usual_share=0.0,
            talk_minutes_cuts=(-1.7, -0.6, 0.8),
            talk_partners_cuts=(-1.8, -0.7, 0.7),
        ),
        "drift_doubled": replace(SHIPPED_WORLD, drift_sd_logit_per_week=2 * SHIPPED_WORLD.drift_sd_logit_per_week),
        "biweekly": replace(SHIPPED_WORLD, entries_every_weeks=2),
        "silent_buddies": replace(SHIPPED_WORLD, silent_share=0.25, fading_share=0.30, missed_week_share=0.50),
        # Where a note says progress or stall it is right 65 times in 100, whichever of the two it says.
        "lying_notes": replace(
            SHIPPED_WORLD,
            moving_tone_shares=(0.312, 0.168, 0.38, 0.10, 0.04),
            flat_tone_shares=(0.168, 0.312, 0.38, 0.06, 0.08),
        ),
        "no_notes": replace(SHIPPED_WORLD, note_share=0.0),
        # Quiet weeks and spells come to everybody, and a stall hardly lowers the talk.
        "silence_without_stall": replace(
            SHIPPED_WORLD,
            quiet_week_share=0.35,
            quiet_spell_per_week=0.03,
            quiet_spell_weeks_range=(2, 8),
            placement_stall_talk_drop=0.1,
            person_stall_talk_drop=0.1,
        ),
        # Slower and flatter: three quarters of the pace, hardly falling, lower goals, fewer lessons, other tracks.
        "other_norm": replace(
            SHIPPED_WORLD,
            tracks=tuple(
                replace(
                    track,
                    share=share,
                    entry_pace_per_week=0.75 * track.entry_pace_per_week,
                    goal_logit=track.goal_logit - 0.4,
                )
                for track, share in zip(SHIPPED_WORLD.tracks, (0.14, 0.45, 0.32, 0.05, 0.04), strict=True)
            ),
            pace_floor_share=0.85,
            lessons_shares=(0.25, 0.35, 0.40),
        ),
        # One noisy impression held against five steps, criteria of unlike sharpness, observers who keep to the middle
        # or the ends, and who lean on what they tapped last time.
        "other_rating": replace(
            SHIPPED_WORLD,
            rating_process=GRADED_PROBIT,
            step_thresholds_logit=(-2.4, -0.9, 0.6, 2.0),
            step_use_log_sd=0.3,
            anchoring_share=0.5,
            criteria=tuple(
                replace(criterion, discrimination=sharpness)
                for criterion, sharpness in zip(SHIPPED_WORLD.criteria, _DISCRIMINATIONS, strict=True)
            ),
        ),
    }
)
"""The named worlds."""


def world_named(name: str) -> World:
    """The world of that name; ``drawn:7`` is the one drawn with seed 7.

    Raises
    ------
    CallerCanMend
        Where there is no such world, naming those there are.

    Examples
    --------
    >>> world_named("no_notes").note_share
    0.0
    >>> world_named("drawn:7") == drawn_world(7)
    True
    """
    seed = name.removeprefix(DRAWN)
    if name.startswith(DRAWN) and seed.isascii() and seed.isdecimal():
        return drawn_world(int(seed))
    if name not in WORLDS:
        raise CallerCanMend(
            _(
                "Der er ingen verden, der hedder {name}. Der er: {names}; eller drawn: og et tal, f.eks. drawn:7."
            ).format(name=quoted(name), names=", ".join(WORLDS))
        )
    return WORLDS[name]
