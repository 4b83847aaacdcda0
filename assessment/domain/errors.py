"""What can go wrong for reasons a person can mend, and what cannot."""


class SprogsporError(Exception):
    """A failure with a sentence for the person who meets it; no fault of theirs (exit 1)."""


class CallerCanMend(SprogsporError):
    """The cure is in the caller's hands: input, rights, gate or usage (exit 2)."""


class NotAllowed(CallerCanMend):
    """A person asked for what is not theirs to do."""


class InvalidValue(CallerCanMend):
    """A value the domain does not know, such as a step of 7."""


class StillInUse(CallerCanMend):
    """A delivery cannot be undone, because something refers to what it brought; ``reasons`` names each."""

    def __init__(self, message: str, reasons: list[str]) -> None:
        super().__init__(message)
        self.reasons = reasons
