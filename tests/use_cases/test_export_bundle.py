"""What is taken out is what was taken in: export then import is identity, whatever odd text people write."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.deliveries import NOW, SMALL, cells_of, current_texts, deliver, spoiled, text_of, with_row, write_folder
from support.generated import bundles, guarded

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.bundle import BUNDLE
from assessment.domain.errors import CallerCanMend, NotAllowed
from assessment.exchange.writing import bundle_texts
from assessment.reference.rubric import load_rubric
from assessment.simulation.municipality import simulate
from assessment.storage import journal
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.undo_import import undo_import

CRITERIA = sorted(load_rubric().codes)
PLAIN_KINDS = ("day", "moment", "number", "grade")


def exported(ledger, place, **how):
    """The bytes of an export, by file name."""
    export_bundle(ledger, SYSTEM, place, now=NOW, **how)
    return {file.name: file.read_bytes() for file in place.iterdir()}


def as_delivered(made, *, always):
    """Generated rows as the text that a sender writes."""
    files = {}
    for file in BUNDLE:
        plain = {column.name for column in file.columns if column.kind in PLAIN_KINDS}
        body = [
            [cell if name in plain else guarded(cell, always=always) for name, cell in row.items()]
            for row in made[file.stem]
        ]
        files[file.filename] = text_of([list(file.column_names), *body])
    return files


def as_exported(text):
    """The rows of an exported file, as the generated values."""
    header, *body = cells_of(text)
    return [{name: _without_guard(cell, name) for name, cell in zip(header, row, strict=True)} for row in body]


def _without_guard(cell, name):
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell.lstrip("'")[:1] in tuple("=+-@\t\r") else cell


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=bundles(BUNDLE, CRITERIA), always=st.booleans())
def test_export_then_import_is_identity(open_copy, tmp_path_factory, made, always):
    """Property: what was sent is what is taken out, and what is taken out gives the same bytes when sent again."""
    place = tmp_path_factory.mktemp("identity")
    one, other = _pair(open_copy)
    taken = deliver(one, write_folder(place / "sent", as_delivered(made, always=always)))
    assert taken.refused == ()
    first = exported(one, place / "first")
    again = deliver(other, place / "first")
    try:
        assert again.refused == ()
        assert exported(other, place / "second") == first
        assert again.added == {f"{stem}.csv": len(rows) for stem, rows in made.items()}
        for file in BUNDLE:
            rows = as_exported(first[file.filename].decode())
            assert sorted(rows, key=repr) == sorted(made[file.stem], key=repr)
    finally:
        undo_import(one, SYSTEM, taken.batch_id, now=NOW)
        if again.batch_id:
            undo_import(other, SYSTEM, again.batch_id, now=NOW)


_OPENED = {}


def _pair(open_copy):
    """Two ledgers, opened once for all examples of a run."""
    if _OPENED.get("by") is not open_copy:
        _OPENED.update(by=open_copy, pair=(open_copy(), open_copy()))
    return _OPENED["pair"]


def test_what_a_spreadsheet_would_run_is_guarded_on_its_way_out(ledger, tmp_path):
    deliver(ledger, write_folder(tmp_path / "sent", spoiled("newcomers.csv", "Oleh", "=HYPERLINK(0)")))

    text = exported(ledger, tmp_path / "out")["newcomers.csv"].decode()

    assert "n2;461;'=HYPERLINK(0);m" in text


def test_every_number_that_is_taken_can_be_taken_again(open_copy, tmp_path):
    one, other = open_copy(), open_copy()
    written = ["0,000001", "0.00001", "12,50", "+7", "-0", "007", "123456789.123456"]
    sent = SMALL
    for number, hours in enumerate(written):
        sent = with_row("placements.csv", f'x{number};n2;w2;igu;2026-02-02;;"{hours}";', sent)
    assert deliver(one, write_folder(tmp_path / "sent", sent)).refused == ()
    first = exported(one, tmp_path / "first")

    again = deliver(other, tmp_path / "first")

    assert again.refused == ()
    header, *body = cells_of(first["placements.csv"].decode())
    hours = {row[0]: row[header.index("hours_per_week")] for row in body if row[0].startswith("x")}
    assert [float(hours[f"x{number}"].replace(",", ".")) for number in range(len(written))] == [
        float(text.replace(",", ".")) for text in written
    ]
    assert not any("e" in told for told in hours.values())
    assert exported(other, tmp_path / "second") == first


def test_blanks_around_a_text_do_not_survive_one_journey_and_then_disappear(open_copy, tmp_path):
    one, other = open_copy(), open_copy()
    blanks = ["'\rhej", "'\thej", "'\r\n=1", "\u00a0hej\u2003"]
    rows = "".join(f'b{number};"{blank}"\n' for number, blank in enumerate(blanks))
    sent = {**SMALL, "providers.csv": SMALL["providers.csv"] + rows}
    assert deliver(one, write_folder(tmp_path / "sent", sent)).refused == ()
    first = exported(one, tmp_path / "first")

    again = deliver(other, tmp_path / "first")

    assert (again.refused, again.added["providers.csv"]) == ((), 1 + len(blanks))
    assert exported(other, tmp_path / "second") == first


def test_a_simulated_municipality_survives_the_journey_and_is_unchanged_where_it_came_from(open_copy, tmp_path):
    one, other = open_copy(), open_copy()
    deliver(one, write_folder(tmp_path / "sent", bundle_texts(simulate(15, 20, 3, NOW.date()).frames)))
    first = exported(one, tmp_path / "first")

    back, away = deliver(one, tmp_path / "first", now=NOW + timedelta(days=1)), deliver(other, tmp_path / "first")

    assert not any(back.added.values())
    assert not any(back.changed.values())
    assert away.added == back.unchanged
    assert exported(other, tmp_path / "second") == first


def test_an_export_is_written_as_the_contract_says(ledger, tmp_path):
    latin = {name: text.encode("cp1252") for name, text in SMALL.items()}
    deliver(ledger, write_folder(tmp_path / "sent", latin))

    files = exported(ledger, tmp_path / "out")

    assert sorted(files) == sorted(SMALL)
    for file in BUNDLE:
        text = files[file.filename].decode("utf-8")
        assert text.split("\n")[0] == ";".join(file.column_names)
        keys = [[row[file.column_names.index(name)] for name in file.key] for row in cells_of(text)[1:]]
        assert keys == sorted(keys)
        assert "\r" not in text
    assert "2026-03-02T13:30:00+00:00" in files["observations.csv"].decode()
    assert files["results.csv"].decode().endswith(";nej;02\n")


def test_one_municipalitys_export_can_stand_alone_and_names_nobody_else(open_copy, tmp_path):
    one, other = open_copy(), open_copy()
    mixed = spoiled("newcomers.csv", "n2;461", "n2;751")
    mixed = with_row(
        "providers.csv", "s2;Kun for Oleh", with_row("enrolments.csv", "e2;n2;s2;DU1;1;2026-02-02;", mixed)
    )
    mixed = with_row("calibrations.csv", "k9;o2;school;safety;2;2026-02-02T09:00:00Z", mixed)
    deliver(one, write_folder(tmp_path / "sent", mixed))

    files = exported(one, tmp_path / "out", municipality="461")
    outcome = deliver(other, tmp_path / "out")

    assert outcome.refused == ()
    assert outcome.added["newcomers.csv"] == outcome.added["placements.csv"] == 1
    assert outcome.added["calibrations.csv"] == 2
    assert not any(name in b"".join(files.values()).decode() for name in ("n2", "Oleh", "p2", "w2", "s2", "k9"))


@pytest.mark.parametrize("filled", [True, False])
def test_an_export_never_writes_over_something(ledger, tmp_path, filled):
    there = tmp_path / "ud"
    if filled:
        there.mkdir()
        (there / "vigtigt.txt").write_text("behold", encoding="utf-8")
    else:
        there.write_text("behold", encoding="utf-8")

    with pytest.raises(CallerCanMend, match="Vælg et andet navn"):
        export_bundle(ledger, SYSTEM, there, now=NOW)

    assert "behold" in (there / "vigtigt.txt" if filled else there).read_text(encoding="utf-8")


def test_an_export_is_written_in_the_journal_with_counts_only(ledger, tmp_path):
    deliver(ledger, write_folder(tmp_path / "sent", SMALL))
    texts = current_texts(ledger)

    export_bundle(ledger, SYSTEM, tmp_path / "out", now=NOW)

    with ledger.reading() as transaction:
        (line,) = journal.lines(transaction, act="export")
    assert line.detail.count(":") == len(SMALL)
    assert current_texts(ledger) == texts


def test_only_the_command_line_on_the_machine_may_export(ledger, tmp_path):
    with pytest.raises(NotAllowed):
        export_bundle(ledger, Actor("x", Role.CASEWORKER, municipality="461"), tmp_path / "ud", now=NOW)
