"""The buddy's tablet page ``/felt``: plain HTML and a small script, served with its own files."""

import json
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.i18n.words import _, current_language, in_language
from assessment.web.cookies import language_of
from assessment.web.felt_words import felt_words

FELT = Path(__file__).with_name("felt")
SHELL_FILES = (
    "felt.css",
    "case.js",
    "felt.js",
    "fields.js",
    "form.js",
    "keeping.js",
    "paper.js",
    "reading.js",
    "saving.js",
)
_KINDS = {".css": "text/css", ".js": "text/javascript"}  # never left to what the machine has registered
_KEPT_FOR_A_YEAR = "public, max-age=31536000, immutable"


def felt_routes() -> list[BaseRoute]:
    """The page ``/felt`` and the files under ``/felt/``, which hold nothing about anybody."""

    def show(request: Request) -> Response:
        with in_language(language_of(request.cookies)):
            return HTMLResponse(felt_html())

    def show_file(request: Request) -> Response:
        version, _slash, name = request.path_params["rest"].partition("/")
        if name not in SHELL_FILES:
            return PlainTextResponse("", status_code=404)
        # A page of an older release asks for its own version: it is given what there is, and is not to keep it.
        kept = _KEPT_FOR_A_YEAR if version == shell_version() else "no-store"
        file = FELT / name
        return FileResponse(file, media_type=_KINDS[file.suffix], headers={"Cache-Control": kept})

    return [
        Route("/felt", show, methods=["GET"]),
        Route("/felt/{rest:path}", show_file, methods=["GET"]),
    ]


def felt_html() -> str:
    """The page in the current language: its words, and no data; those the script asks for."""
    danish = current_language() == "da"
    words = json.dumps(felt_words(), ensure_ascii=False).replace("<", "\\u003c")
    return _template().substitute(
        language=current_language(),
        version=shell_version(),
        title=escape(_("Mine kolleger")),
        words=words,
        more=escape(_("Mere")),
        other="en" if danish else "da",
        other_name="English" if danish else "Dansk",
        sign_out=escape(_("Log ud")),
        sign_out_everywhere=escape(_("Log ud på alle enheder")),
        needs_script=escape(_("Sprogspor virker kun, når JavaScript er slået til i browseren.")),
    )


@cache
def shell_version() -> str:
    """A name for the shell files as they are in this release; it changes when any of them does."""
    return sha256(b"".join((FELT / name).read_bytes() for name in SHELL_FILES)).hexdigest()[:12]


@cache
def _template() -> Template:
    return Template((FELT / "felt.html").read_text("utf-8"))
