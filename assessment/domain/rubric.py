"""Rubric: what a buddy looks for at work, and the five steps by which help needed is told."""

from dataclasses import dataclass

N_STEPS = 5


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a colleague can see (*kriterium*, da.), with an anchor for each step.

    Attributes
    ----------
    code : str
        The stable name in files, such as ``"small_talk"``; never reused for something else.
    name, question, example : str
        Danish; one question that a lay colleague understands.
    anchors : tuple of 5 str
        What is seen at steps 0 to 4, in Danish.
    name_en, question_en, anchors_en, example_en
        The same in English.
    roles : tuple of str
        The observer roles that are asked.
    """

    code: str
    name: str
    question: str
    anchors: tuple[str, ...]
    example: str
    name_en: str
    question_en: str
    anchors_en: tuple[str, ...]
    example_en: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rubric:
    """A versioned set of criteria (*bedømmelsesskema*, da.), immutable once used.

    Attributes
    ----------
    version : str
        Such as ``"workplace-da-v1"``; stored beside whatever was measured with it.
    criteria : tuple of Criterion
        In the order they are shown.
    sha256 : str
        Of the bytes the rubric was read from, as 64 hexadecimal digits.
    step_names, step_names_en : tuple of 5 str
        What steps 0 to 4 (*trin*) are called: help needed, never a level.
    """

    version: str
    criteria: tuple[Criterion, ...]
    sha256: str
    step_names: tuple[str, ...]
    step_names_en: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The criterion codes, in order."""
        return tuple(criterion.code for criterion in self.criteria)

    def criterion(self, code: str) -> Criterion:
        """The criterion of that code; KeyError where there is none."""
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise KeyError(code)

    def criteria_for(self, role: str) -> tuple[Criterion, ...]:
        """The criteria that an observer of ``role`` is asked about, in order."""
        return tuple(criterion for criterion in self.criteria if role in criterion.roles)
