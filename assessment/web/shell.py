"""The one HTML page in which Streamlit draws: in the reader's language, and with the hash of its one inline script."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit

from assessment.i18n.words import Language, _, in_language

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NO_SCRIPT = re.compile(r"(<noscript>).*?(</noscript>)", re.DOTALL)
_SERVICE_DESCRIPTION = re.compile(r"<!--(?:(?!-->).)*?-->\s*<link rel=\"service-desc\"[^>]*>", re.DOTALL)


@cache
def shell(language: Language) -> str:
    """Streamlit's own start page with our language and title, and without the pointer to its agent interface."""
    html = _installed_page()
    with in_language(language):
        needs_script = _("Sprogspor virker kun, når JavaScript er slået til i browseren.")
    html = html.replace('<html lang="en">', f'<html lang="{language}">', 1)
    html = html.replace("<title>Streamlit</title>", "<title>Sprogspor</title>", 1)
    html = _SERVICE_DESCRIPTION.sub("", html, count=1)
    return _NO_SCRIPT.sub(rf"\1<p>{needs_script}</p>\2", html, count=1)


def inline_script_hashes() -> tuple[str, ...]:
    """The sources ``'sha256-...'`` of the inline scripts of the installed start page, for the content policy."""
    return tuple(
        f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(_installed_page())
    )


@cache
def _installed_page() -> str:
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
