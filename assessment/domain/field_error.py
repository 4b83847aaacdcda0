"""What is wrong with what somebody filled in: every field at once, each with its value and a cure."""

from dataclasses import dataclass

from assessment.domain.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that will not do, the value it had as text, and a sentence for the person."""

    field: str
    value: str
    message: str


class InvalidFields(InvalidValue):
    """Some fields will not do; ``errors`` names every one of them."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(" ".join(error.message for error in errors))
        self.errors = errors
