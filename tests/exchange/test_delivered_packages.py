"""A package is held to its limits before it is opened, and whatever it is, it gives sentences and never hangs."""

import io
import os
import random
import stat
import struct
import zipfile

import pytest
from support.deliveries import SMALL, TEST_CPR, current_texts, deliver, fingerprint, write_folder, zip_bytes
from support.somebody_else import without_roots_power

from assessment.exchange import package
from assessment.exchange.package import open_package, open_upload

MEGABYTE = 1024 * 1024


def packed(tmp_path, content: bytes):
    path = tmp_path / "levering.zip"
    path.write_bytes(content)
    return path


def a_zip(entries, compression=zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return held.getvalue()


def the_refusal(path):
    """The one sentence about a package of which no file was read."""
    opened = open_package(path)
    assert opened.files == {}
    (refused,) = opened.refused
    return refused


def unopenable(monkeypatch):
    """Make reading any member of a zip an error, so that a limit must speak first."""
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("a member was opened"))


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path, monkeypatch):
    path = packed(tmp_path, a_zip([("newcomers.csv", b"0" * (40 * MEGABYTE))]))
    unopenable(monkeypatch)

    refused = the_refusal(path)

    assert path.stat().st_size < 100_000
    assert refused.file == "levering.zip"
    assert (
        refused.message
        == "Zip-filen pakker sig ud til over 100 gange sin størrelse og åbnes ikke. Lever filerne i en mappe."
    )


def test_a_zip_that_expands_too_far_is_refused_before_it_is_opened(tmp_path, monkeypatch):
    half = os.urandom(MEGABYTE // 4) + b"0" * (26 * MEGABYTE)
    path = packed(tmp_path, a_zip([("newcomers.csv", half), ("workplaces.csv", half)]))
    unopenable(monkeypatch)

    assert the_refusal(path).message == "Leveringen fylder 53 MB; grænsen er 50 MB. Del den i flere leveringer."


def test_a_zip_with_too_many_files_is_refused_before_it_is_opened(tmp_path, monkeypatch):
    path = packed(tmp_path, a_zip([(f"fil-{number}.txt", "") for number in range(200)] + list(SMALL.items())[:1]))
    unopenable(monkeypatch)

    assert the_refusal(path).message == "Leveringen har 201 filer; grænsen er 200. Lever kun bundtets filer."


def test_a_zip_that_is_too_large_is_refused_before_its_directory_is_read(tmp_path, monkeypatch):
    path = packed(tmp_path, a_zip([("billede.jpg", os.urandom(20 * MEGABYTE))], zipfile.ZIP_STORED))
    unopenable(monkeypatch)

    assert the_refusal(path).message == "Leveringen fylder 21 MB; grænsen er 20 MB. Del den i flere leveringer."


def test_the_limits_hold_for_several_zips_together(monkeypatch):
    half = package.ZIP_MAX_EXPANDED_BYTES // 2 // MEGABYTE
    content = random.Random(34).randbytes(MEGABYTE // 8) + b" " * (7 * MEGABYTE // 8)
    bulky = a_zip([(f"del{number}.csv", content) for number in range(half + 1)])
    assert len(bulky) < package.ZIP_MAX_BYTES

    one = open_upload([("uge 34.zip", bulky)])
    both = open_upload([("uge 34.zip", bulky), ("uge 35.zip", bulky)])

    assert (len(one.files), one.refused) == (half + 1, [])
    assert [refused.file for refused in both.refused] == ["uge 35.zip"]
    assert len(both.files) == half + 1, "nothing of the second was unpacked"


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_said(tmp_path):
    content = bytearray(a_zip([("newcomers.csv", b"0" * (40 * MEGABYTE))]))
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 1000)

    refused = the_refusal(packed(tmp_path, bytes(content)))

    assert refused.message == "Zip-filen er beskadiget eller låst med kode. Pak filerne igen uden kode."


def test_a_zip_locked_with_a_code_is_refused_with_that_cure(tmp_path):
    content = bytearray(a_zip(SMALL.items()))
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4

    assert "uden kode" in the_refusal(packed(tmp_path, bytes(content))).message


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_zip_is_refused_as_one_however_it_was_packed(tmp_path, compression):
    whole = a_zip([("newcomers.csv", os.urandom(3000).hex())], compression)
    for place in (60, 80, 200, 1500):
        damaged = bytearray(whole)
        damaged[place : place + 12] = b"\xff" * 12

        assert "beskadiget" in the_refusal(packed(tmp_path, bytes(damaged))).message


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_zip_is_refused(tmp_path, share):
    whole = zip_bytes(SMALL)

    refused = the_refusal(packed(tmp_path, whole[: int(len(whole) * share)]))

    assert refused.message.endswith(".")


@pytest.mark.parametrize(
    "name", ["../newcomers.csv", "/newcomers.csv", "..\\newcomers.csv", "C:\\newcomers.csv", "mappe/newcomers.csv"]
)
def test_a_name_that_points_elsewhere_never_becomes_a_path(ledger, tmp_path, name):
    inner = tmp_path / "inde"
    inner.mkdir()

    outcome = deliver(ledger, packed(inner, a_zip([(name, SMALL["newcomers.csv"])])))

    assert outcome.refused == ()
    assert outcome.added["newcomers.csv"] == 2
    assert not list(tmp_path.rglob("newcomers.csv"))


def test_files_deep_in_folders_are_passed_over_and_said_so(tmp_path):
    opened = open_package(packed(tmp_path, a_zip([("a/b/newcomers.csv", "x"), ("../../placements.csv", "x")])))

    assert opened.files == {}
    assert opened.ignored == ["newcomers.csv", "placements.csv"]
    assert opened.refused[0].message.startswith("Der er ingen filer, vi kender.")


def test_a_file_that_stands_twice_in_a_zip_is_refused(tmp_path):
    entries = [("newcomers.csv", SMALL["newcomers.csv"]), ("gammel/Newcomers.csv", SMALL["newcomers.csv"])]

    (refused,) = open_package(packed(tmp_path, a_zip(entries))).refused

    assert (
        refused.message == "Filen findes to gange i leveringen (newcomers.csv og gammel/Newcomers.csv). Behold den ene."
    )


def test_what_a_mac_adds_to_a_zip_is_no_part_of_the_delivery(ledger, tmp_path):
    extra = {f"__MACOSX/levering/._{name}": "\0\5" for name in SMALL}
    path = packed(tmp_path, zip_bytes({**{f"levering/{name}": text for name, text in SMALL.items()}, **extra}))

    outcome = deliver(ledger, path)

    assert (outcome.refused, outcome.ignored) == ((), ())


def a_folder(folder):
    folder.mkdir()


def a_link_to_nothing(path):
    path.symlink_to(path.with_name("findes-ikke"))


def a_link_in_a_ring(path):
    path.symlink_to(path)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("special", [a_folder, os.mkfifo, a_link_to_nothing, a_link_in_a_ring])
def test_what_is_no_file_where_one_should_be_refuses_the_delivery(take, ledger, tmp_path, special):
    """Were it passed over, the observations would be taken without their ratings, and could never get them."""
    folder = write_folder(tmp_path / "med", {name: text for name, text in SMALL.items() if name != "ratings.csv"})
    special(folder / "ratings.csv")
    before = fingerprint(ledger)

    (refused,) = deliver(ledger, folder).refused

    assert (refused.file, refused.line) == ("ratings.csv", None)
    assert refused.message.startswith("Det er ikke en almindelig fil")
    assert fingerprint(ledger) == before


@pytest.mark.timeout(60)
def test_what_is_no_file_and_has_another_name_is_passed_over_and_listed(ledger, tmp_path):
    folder = write_folder(tmp_path / "med", SMALL)
    (folder / "arkiv").mkdir()
    os.mkfifo(folder / "roer")

    outcome = deliver(ledger, folder)

    assert (outcome.refused, outcome.ignored) == ((), ("arkiv/", "roer"))


def test_a_link_to_a_file_is_read_as_the_file(ledger, tmp_path):
    kept = tmp_path / "kursister.csv"
    kept.write_text(SMALL["newcomers.csv"], encoding="utf-8")
    folder = write_folder(tmp_path / "med", {name: text for name, text in SMALL.items() if name != "newcomers.csv"})
    (folder / "newcomers.csv").symlink_to(kept)

    assert deliver(ledger, folder).refused == ()
    assert "Amina" in current_texts(ledger)["newcomers.csv"]


NOTHING_KNOWN = "Der er ingen filer, vi kender. En levering består af fx newcomers.csv og placements.csv."
NEITHER = "Det er hverken en mappe eller en zip-fil. Pak filerne i en zip, eller peg på mappen."


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda _path: None, "Stien findes ikke. Se efter, om navnet er stavet rigtigt."),
        (lambda path: path.mkdir(), NOTHING_KNOWN),
        (lambda path: path.write_text(SMALL["newcomers.csv"]), NEITHER),
        (lambda path: path.write_bytes(b""), NEITHER),
        (os.mkfifo, NEITHER),
        (lambda path: path.write_bytes(a_zip([])), NOTHING_KNOWN),
    ],
)
def test_what_is_no_delivery_is_refused_with_the_cure(tmp_path, make, sentence):
    path = tmp_path / "newcomers.csv"
    make(path)

    refused = the_refusal(path)

    assert (refused.file, refused.line, refused.message) == ("newcomers.csv", None, sentence)


@pytest.mark.parametrize("content", ["", "\n", "\ufeff", "   \n", ";;;\n"])
def test_a_file_with_nothing_in_it_is_refused(take, content):
    refused = take({**SMALL, "pauses.csv": content}).refused

    assert refused[0].file == "pauses.csv"
    assert refused[0].message.endswith(("lad den være ude.", "Den skal være der."))


def test_a_folder_over_its_limits_is_refused_before_a_file_is_read(tmp_path, monkeypatch):
    folder = write_folder(tmp_path / "stor", SMALL)
    monkeypatch.setattr(package, "FOLDER_MAX_BYTES", 100)
    assert "Del den i flere leveringer" in the_refusal(folder).message

    monkeypatch.setattr(package, "FOLDER_MAX_ENTRIES", 12)
    assert f"{len(SMALL)} filer" in the_refusal(folder).message


def test_a_file_name_no_screen_can_draw_is_shown_without_harm(ledger, tmp_path):
    folder = write_folder(tmp_path / "med", SMALL)
    (folder / os.fsdecode(b"\xff\x1b[2J.txt")).touch()
    (folder / f"Amina {TEST_CPR}.txt").touch()

    outcome = deliver(ledger, folder)

    assert outcome.refused == ()
    assert outcome.ignored == ("Amina [fjernet].txt", "��[2J.txt")
    "".join(outcome.ignored).encode()


def test_a_folder_name_no_screen_can_draw_can_be_delivered(ledger, tmp_path):
    folder = write_folder(tmp_path / os.fsdecode(b"lever\xe5ng"), SMALL)

    assert deliver(ledger, folder).batch_id


def test_a_file_that_may_not_be_read_is_a_refusal():
    with without_roots_power() as place:
        folder = write_folder(place / "med", SMALL)
        (folder / "ratings.csv").chmod(stat.S_IWUSR)

        refused = open_package(folder).refused

    assert [(one.file, one.message.startswith("Kan ikke læses")) for one in refused] == [("ratings.csv", True)]
