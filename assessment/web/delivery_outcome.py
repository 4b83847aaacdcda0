"""The HTML of what became of a delivery: the answer first, counts as filters, and each row with its cure."""

from collections.abc import Sequence
from html import escape

from assessment.exchange.refusals import Refusal
from assessment.i18n.words import _, _n
from assessment.use_cases.deliver_as_provider import ROWS_SHOWN, RowFate
from assessment.use_cases.import_bundle import ImportOutcome
from assessment.web.delivery_form import note, page
from assessment.web.delivery_held import Held

REFUSED = "afvist"
FATES = {"taget-ind": "added", "uaendret": "unchanged", "aendret": "changed"}
"""The filters of the page, and the fate that each shows."""
REFUSALS_SHOWN = 500


def outcome_page(*, user: str, number: str, held: Held, outcome: ImportOutcome, wanted: str, problem: str = "") -> str:
    """What became of a delivery; ``wanted`` is the filter that was followed."""
    title, lead = _answer(held, outcome)
    counts = _counts(held, outcome)
    chosen = wanted if counts.get(wanted) else next((name for name, n in counts.items() if n), "")
    body = [
        f"<h1>{escape(title)}</h1><p class='lead'>{escape(lead)}</p>",
        note(problem),
        _acts(number, held, outcome),
        _undoing(number, held),
        _filters(number, counts, chosen, stored=held.is_stored),
        _refused_table(number, outcome.refused) if chosen == REFUSED else "",
        _rows_table(held.delivered.fates.get(FATES[chosen], ()), counts[chosen]) if chosen in FATES else "",
        _passed_over(outcome),
    ]
    return page(title=title, user=user, body="\n".join(part for part in body if part), number=number)


def _answer(held: Held, outcome: ImportOutcome) -> tuple[str, str]:
    """The heading and the sentence under it: whether anything is stored comes first."""
    if held.undone:
        return _("Leveringen er fortrudt"), _("Intet af det, den bragte, gælder mere. Den står stadig i historikken.")
    if outcome.refused:
        count = len(outcome.refused)
        told = _n(
            "Én ting skal rettes. Ret den i filen, og lever den igen.",
            "{n} ting skal rettes. Ret dem i filen, og lever den igen.",
            count,
        )
        return _("Intet er gemt"), told.format(n=count)
    new = sum(outcome.added.values()) + sum(outcome.changed.values())
    if not held.is_stored:
        told = _("Filen er i orden.") if new else _("Filen er i orden, men der er intet nyt i den.")
        return _("Intet er gemt endnu"), told
    nothing_new = _("Vi havde det hele i forvejen, så intet er ændret.")
    return _("Leveringen er modtaget"), _("Alt i den er gemt.") if new else nothing_new


def _counts(held: Held, outcome: ImportOutcome) -> dict[str, int]:
    """Rows by fate; what is wrong with a file as a whole counts as one."""
    rows = {(one.file, one.line) for one in outcome.refused}
    return {REFUSED: len(rows), **{name: held.delivered.counts.get(fate, 0) for name, fate in FATES.items()}}


def _acts(number: str, held: Held, outcome: ImportOutcome) -> str:
    if not outcome.refused and not held.is_stored and not held.undone and held.files:
        deliver, another = escape(_("Lever nu")), escape(_("Vælg en anden fil"))
        return (
            "<form method='post' action='/levering' class='acts'>"
            f"<input type='hidden' name='nr' value='{escape(number)}'>"
            f"<button class='act primary' name='handling' value='lever-nu'>{deliver}</button>"
            f"<a class='away' href='/levering'>{another}</a></form>"
        )
    again = _("Lever den rettede fil") if outcome.refused else _("Lever en fil mere")
    home = escape(_("Se alle leveringer"))
    primary = "act primary" if outcome.refused else "act"
    return (
        f"<div class='acts'><a class='{primary}' href='/levering'>{escape(again)}</a>"
        f"<a class='away' href='/'>{home}</a></div>"
    )


def _filters(number: str, counts: dict[str, int], chosen: str, *, stored: bool) -> str:
    words = {
        "taget-ind": _("taget ind") if stored else _("kan tages ind"),
        "uaendret": _("uændret"),
        "aendret": _("ændret") if stored else _("ville ændres"),
        REFUSED: _("afvist"),
    }

    def one(name: str) -> str:
        told = f"{escape(words[name])} <strong>{counts[name]}</strong>"
        if not counts[name]:
            return f"<li><span>{told}</span></li>"
        here = " aria-current='true'" if name == chosen else ""
        return f"<li><a href='/levering?nr={escape(number)}&amp;vis={name}'{here}>{told}</a></li>"

    return f"<ul class='counts'>{''.join(one(name) for name in words)}</ul>"


def _refused_table(number: str, refused: Sequence[Refusal]) -> str:
    rows = [
        (one.file, "" if one.line is None else str(one.line), one.column or "", one.value or "", one.message)
        for one in refused[:REFUSALS_SHOWN]
    ]
    heads = ((_("Fil"), 19), (_("Linje"), 9), (_("Kolonne"), 17), (_("Værdi"), 17), (_("Hvad der skal rettes"), 38))
    href = f"/levering?nr={escape(number)}&amp;hent={REFUSED}"
    fetch = escape(_("Hent listen over afviste rækker"))
    link = f"<p><a class='away' href='{href}' download>{fetch}</a></p>"
    return link + _table(heads, rows) + _shortened(len(refused), REFUSALS_SHOWN)


def _rows_table(fates: Sequence[RowFate], count: int) -> str:
    rows = [(one.file, str(one.line), " · ".join(one.about), ", ".join(one.changed)) for one in fates]
    heads = [(_("Fil"), 30), (_("Linje"), 10), (_("Rækken"), 60)]
    if any(one.changed for one in fates):
        heads = [(_("Fil"), 28), (_("Linje"), 9), (_("Rækken"), 38), (_("Ændret i"), 25)]
    return _table(heads, [row[: len(heads)] for row in rows]) + _shortened(count, ROWS_SHOWN)


def _table(heads: Sequence[tuple[str, int]], rows: Sequence[tuple[str, ...]]) -> str:
    """A table; where every row is of one file, its name stands above and not in each row."""
    caption, numbers = "", frozenset({1})
    files = {row[0] for row in rows}
    if len(files) == 1:
        caption, numbers = f"<caption>{escape(files.pop())}</caption>", frozenset()
        heads, rows = heads[1:], [row[1:] for row in rows]
    whole = sum(width for _word, width in heads)
    columns = "".join(f"<col style='width:{100 * width // whole}%'>" for _word, width in heads)
    head = "".join(
        f"<th scope='col'{_number_class(at in numbers)}>{escape(word)}</th>" for at, (word, _width) in enumerate(heads)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{_number_class(at in numbers)}>{escape(cell)}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return f"<table>{caption}<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _number_class(is_number: bool) -> str:
    return " class='number'" if is_number else ""


def _shortened(count: int, limit: int) -> str:
    if count <= limit:
        return ""
    told = _("Her er de første {shown} af {n}.").format(shown=limit, n=count)
    return f"<p class='quiet'>{escape(told)}</p>"


def _passed_over(outcome: ImportOutcome) -> str:
    told = []
    if outcome.redacted:
        told.append(
            _n(
                "{n} felt er renset for personlige oplysninger.",
                "{n} felter er renset for personlige oplysninger.",
                outcome.redacted,
            ).format(n=outcome.redacted)
        )
    if outcome.ignored:
        told.append(_("Kendes ikke og er sprunget over: {names}").format(names=", ".join(outcome.ignored)))
    return "".join(f"<p class='quiet'>{escape(sentence)}</p>" for sentence in told)


def _undoing(number: str, held: Held) -> str:
    if held.undone or not held.is_stored or held.delivered.outcome is None:
        return ""
    batch = str(held.delivered.outcome.batch_id)
    told = _("Det, leveringen bragte, gælder så ikke mere. Den bliver stående i historikken, og I kan levere igen.")
    named = escape(_("Leveringens nummer: {batch}").format(batch=batch))
    undo, sure = escape(_("Fortryd levering")), escape(_("Ja, fortryd leveringen"))
    return (
        f"<p class='quiet'>{named}</p><details><summary>{undo}</summary><p>{escape(told)}</p>"
        f"<form method='post' action='/levering'><input type='hidden' name='nr' value='{escape(number)}'>"
        f"<button class='act' name='handling' value='fortryd'>{sure}</button></form></details>"
    )
