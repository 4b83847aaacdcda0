"""What a caseworker writes in their own words, cleaned like any note and no longer than one."""

from assessment.domain.bundle import NOTE_MAX_LENGTH
from assessment.domain.errors import InvalidValue
from assessment.i18n.words import _
from assessment.text.screening import clean


def own_words(text: str) -> str:
    """The text as it may be kept; raises InvalidValue where it is too long."""
    cleaned = clean(text.strip()).text
    if len(cleaned) > NOTE_MAX_LENGTH:
        raise InvalidValue(
            _("Teksten er på {found} tegn; der må være {limit}. Kort den af.").format(
                found=len(cleaned), limit=NOTE_MAX_LENGTH
            )
        )
    return cleaned
