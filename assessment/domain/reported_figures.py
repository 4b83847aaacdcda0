"""How finely a report tells its figures: one rounding for every format, so that none says more than another."""

DECIMALS = 4
"""Of levels and paces in logits, and of lessons."""

STEP_DECIMALS = 1
"""Of steps, which people read: a tenth is finer than anybody can see."""

HALF_WIDTH_OF_95_PERCENT = 1.96
"""How many standard errors an interval reaches to either side that holds the truth 95 times in 100."""


def reported(value: float, decimals: int = DECIMALS) -> float:
    """The figure as a report tells it, and never -0.

    Examples
    --------
    >>> reported(1.23456789), reported(-0.00001), reported(1.96, STEP_DECIMALS)
    (1.2346, 0.0, 2.0)
    """
    rounded = round(float(value), decimals)
    return rounded if rounded else 0.0
