"""The HTML of the counter: the frame of its pages, the form that takes files, and the one that asks what they hold."""

from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from assessment.exchange.own_csv import KINDS, LEFT_OUT, OWN_FORMS, WHOLE_FILE_LEFT_OUT, Unrecognised
from assessment.exchange.refusals import shown
from assessment.i18n.words import _, current_language
from assessment.web import delivery_words
from assessment.web.delivery_upload import MEGABYTE, UPLOAD_MAX_BYTES

STATIC = Path(__file__).with_name("static")
ITS_FILES = {"levering.css": "text/css", "levering.js": "text/javascript"}
_PAGE = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/app/static/levering.css?$version">
<script src="/app/static/levering.js?$version" defer></script>
</head>
<body>
<header>
<a href="/">$home</a>
<div class="who"><span>$user</span>
<a href="/sprog/$other?til=$here" lang="$other" hreflang="$other">$other_name</a>
<form method="post" action="/log-ud"><button type="submit">$sign_out</button></form></div>
</header>
<main>
$body
</main>
</body>
</html>
""")
_FORM = Template("""\
<h1>$title</h1>
<p class="lead">$lead</p>
$problem
<form method="post" action="/levering" enctype="multipart/form-data" data-levering data-most="$most"
  data-too-large="$too_large" data-sending="$sending">
<input type="hidden" name="nr" value="$number">
<div class="drop">
<label for="filer">$drop</label>
<p class="quiet">$kinds</p>
<input id="filer" name="filer" type="file" multiple accept=".csv,.zip" required>
<p class="chosen" aria-live="polite"></p>
</div>
<p role="status"></p>
<div class="acts">
<button class="act primary" name="handling" value="lever">$deliver</button>
<button class="act" name="handling" value="proev">$check</button>
</div>
</form>
<details><summary>$what</summary><dl>$columns</dl><p class="quiet">$filled</p></details>
""")
_MEANINGS = Template("""\
<h1>$title</h1>
<p class="lead">$lead</p>
$problem
<form method="post" action="/levering">
<input type="hidden" name="nr" value="$number">
<input type="hidden" name="handling" value="forklar">
$files
<div class="acts">
<button class="act primary">$go_on</button>
<a class="away" href="/levering">$another</a>
</div>
</form>
""")


def page(*, title: str, user: str, body: str, number: str = "") -> str:
    """A page of the counter; ``body`` is HTML already, all else is text. ``number`` is the delivery shown, if any."""
    other, other_name = ("en", "English") if current_language() == "da" else ("da", "Dansk")
    return _PAGE.substitute(
        language=current_language(),
        title=escape(f"{title} · Sprogspor"),
        version=version(),
        home=escape(_("Sprogspor: alle leveringer")),
        user=escape(user),
        here=quote(f"/levering?nr={number}" if number else "/levering"),
        other=other,
        other_name=other_name,
        sign_out=escape(_("Log ud")),
        body=body,
    )


def upload_form(*, user: str, number: str, problem: str = "") -> str:
    """The form that takes files; ``number`` is the id that the delivery will have."""
    too_large = _("Filerne fylder over {limit} MB tilsammen. Del dem i flere leveringer, eller pak dem i en zip.")
    body = _FORM.substitute(
        title=escape(_("Lever en fil")),
        lead=escape(_("Resultater, fremmøde og indmeldelser. Alt i leveringen tages ind, eller intet.")),
        problem=note(problem),
        most=UPLOAD_MAX_BYTES,
        too_large=escape(too_large.format(limit=UPLOAD_MAX_BYTES // MEGABYTE)),
        sending=escape(_("Sender ...")),
        number=escape(number),
        drop=escape(_("Træk filer hertil, eller tryk for at vælge")),
        kinds=escape(_("CSV-filer eller én zip, højst 20 MB")),
        deliver=escape(_("Lever")),
        check=escape(_("Prøv først uden at gemme")),
        what=escape(_("Hvad skal der stå i filen?")),
        columns="".join(_column_words(stem) for stem in KINDS),
        filled=escape(
            _(
                "Første linje er overskrifter. I behøver ikke skrive jer selv som udbyder, og numre på rækkerne kan "
                "udelades. Aldrig CPR-numre: brug det nummer, kommunen har givet kursisten."
            )
        ),
    )
    return page(title=_("Lever en fil"), user=user, body=body)


def meaning_form(*, user: str, number: str, files: tuple[Unrecognised, ...], problem: str = "") -> str:
    """The form that asks what a file holds, and what each of its columns is."""
    body = _MEANINGS.substitute(
        title=escape(_("Hvad er hvad i filen?")),
        lead=escape(_("Vi kan ikke se af overskrifterne, hvad der står hvor. Fortæl det her; intet er gemt endnu.")),
        problem=note(problem),
        number=escape(number),
        files="".join(_one_file(place, file) for place, file in enumerate(files)),
        go_on=escape(_("Fortsæt")),
        another=escape(_("Vælg en anden fil")),
    )
    return page(title=_("Hvad er hvad i filen?"), user=user, body=body, number=number)


def note(sentence: str, kind: str = "") -> str:
    """One quiet line; nothing where there is nothing to say."""
    return f'<p class="note {kind}" role="alert">{escape(sentence)}</p>' if sentence else ""


@cache
def version() -> str:
    """A name for the page's own files as they are in this release."""
    return sha256(b"".join((STATIC / name).read_bytes() for name in ITS_FILES)).hexdigest()[:12]


def _column_words(stem: str) -> str:
    needed, welcome = (_(words) if words else "" for words in delivery_words.WHAT_A_FILE_HOLDS[stem])
    more = f"; {welcome}" if welcome else ""
    return f"<dt>{escape(_(delivery_words.KINDS[stem]))}</dt><dd>{escape(needed + more)}</dd>"


def _one_file(place: int, file: Unrecognised) -> str:
    kinds = [(stem, _(delivery_words.KINDS[stem])) for stem in KINDS]
    kinds = [("", _("Vælg")), *kinds, (WHOLE_FILE_LEFT_OUT, _("Noget andet: lad filen være ude"))]
    columns = sorted({name for stem in KINDS for name in OWN_FORMS[stem].column_names})
    words = [(name, _(delivery_words.COLUMNS[name])) for name in columns]
    words.sort(key=lambda pair: pair[1])
    choices = [(LEFT_OUT, _("Bruges ikke")), *words]
    pairs = "".join(
        f"<div class='pair'><label for='k-{place}-{at}'>{escape(shown(header))}</label>"
        f"{_select(f'k-{place}-{at}', choices, file.meanings.get(header, LEFT_OUT))}</div>"
        for at, header in enumerate(file.headers)
    )
    missing = ", ".join(_(delivery_words.COLUMNS[name]) for name in file.missing)
    lacks = _("Vi mangler at finde: {columns}.").format(columns=missing) if missing else ""
    holds, columns_here = escape(_("Hvad holder filen?")), escape(_("Jeres kolonne, og hvad den er hos os"))
    return (
        f"<fieldset><legend>{escape(shown(file.name))}</legend>{note(lacks)}"
        f"<div class='pair'><label for='art-{place}'><strong>{holds}</strong></label>"
        f"{_select(f'art-{place}', kinds, file.stem)}</div>"
        f"<h3>{columns_here}</h3>{pairs}</fieldset>"
    )


def _select(name: str, choices: list[tuple[str, str]], chosen: str) -> str:
    options = "".join(
        f"<option value='{escape(value)}'{' selected' if value == chosen else ''}>{escape(word)}</option>"
        for value, word in choices
    )
    return f"<select id='{name}' name='{name}' autocomplete='off'>{options}</select>"
