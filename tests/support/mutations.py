"""Spoil a delivery at random, as disks, spreadsheets, editors and hurried people do. Same seed, same damage."""

import random
from collections.abc import Callable, Mapping

from .hostile import HOSTILE

Files = dict[str, bytes]
_SIGNS = "\"';,\t\n\r\0\x1b\x07\ufeff\u2028\u200b\u00a0=+-@[fjernet]ÆØÅæøå€😀\U0001f468‍👩e\u0301\u202e/\\%<>&"
_TEXTS = (
    "",
    " ",
    "'",
    '"',
    '""',
    "''",
    "=1+1",
    "'=1",
    "-",
    "-1",
    "0",
    "00",
    "1e9",
    "1e999",
    "NaN",
    "inf",
    "None",
    "null",
    "NULL",
    "ja",
    "nej",
    "true",
    "99999999999999999999999999",
    "-0",
    "0.000001",
    "1,5",
    "1.5",
    "1,5,5",
    "٣",
    "½",
    "２０２６-０３-０２",
    "0000-00-00",
    "2026-02-30",
    "30-02-2026",
    "2026-W54",
    "2026-W00",
    "9999-12-31",
    "2026-03-02T10:00:00",
    "2026-03-02T23:30:00Z",
    "2026-03-29T02:30:00+01:00",
    "2026-03-02T10:00:00+99:00",
    "1900-01-01T00:00:00+14:00",
    "610190-1234",
    "navn@firma.dk",
    "87 65 43 21",
    "x" * 65,
    "æ" * 501,
    "y" * 10_001,
    "a\nb",
    "a\r\nb",
    "\x00",
    "\x1f",
    "n1",
    "p1",
    "o1",
    "3f56cedc-2e82-44d8-bb89-f0fe83bd5296",
    "{3f56cedc2e8244d8bb89f0fe83bd5296}",
    "cpr",
    "Efternavn",
    "../../etc/passwd",
    "${jndi}",
    "<script>",
    "\u202e",
    "e\u0301",
)
_ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp865", "utf-7", "cp500")
_NAMES = (
    "Newcomers.CSV",
    "sanktioner.csv",
    "noter.txt",
    "cpr.csv",
    ".DS_Store",
    "fravær.csv",
    "610190-1234.csv",
    "RATINGS.csv",
)


def spoil(files: Mapping[str, bytes], rng: random.Random) -> tuple[Files, list[str]]:
    """The delivery after one to four kinds of damage, and their names."""
    damaged, done = dict(files), []
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        if not damaged:
            break
        damage = rng.choice(DAMAGES)
        damage(damaged, rng)
        done.append(damage.__name__.strip("_"))
    return damaged, done


def _a_name(files: Files, rng: random.Random) -> str:
    return rng.choice(sorted(files))


def _flip_bytes(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    content = bytearray(files[name])
    for _ in range(min(len(content), rng.choice((1, 1, 2, 8, 64)))):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    files[name] = bytes(content)


def _truncate(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    files[name] = files[name][: rng.randrange(len(files[name]) + 1)]


def _insert_noise(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    at = rng.randrange(len(files[name]) + 1)
    files[name] = files[name][:at] + rng.randbytes(rng.choice((1, 2, 16, 200))) + files[name][at:]


def _insert_sign(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    text = files[name].decode(errors="replace")
    at = rng.randrange(len(text) + 1)
    files[name] = (text[:at] + rng.choice(_SIGNS) * rng.choice((1, 1, 2, 3)) + text[at:]).encode(errors="replace")


def _insert_unicode(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    text = files[name].decode(errors="replace")
    at = rng.randrange(len(text) + 1)
    signs = "".join(
        chr(rng.choice((rng.randrange(0x250), rng.randrange(0x3000), rng.randrange(0x110000))))
        for _ in range(rng.randrange(1, 9))
    )
    files[name] = (text[:at] + signs + text[at:]).encode(errors="replace")


def _change_a_cell(files: Files, rng: random.Random) -> None:
    def change(cells: list[list[str]]) -> None:
        row = rng.choice(cells)
        row[rng.randrange(len(row))] = rng.choice(_TEXTS)

    _edit_cells(files, rng, change)


def _swap_columns(files: Files, rng: random.Random) -> None:
    def change(cells: list[list[str]]) -> None:
        one, other = rng.randrange(len(cells[0])), rng.randrange(len(cells[0]))
        for row in cells if rng.random() < 0.5 else cells[1:]:
            if max(one, other) < len(row):
                row[one], row[other] = row[other], row[one]

    _edit_cells(files, rng, change)


def _drop_a_column(files: Files, rng: random.Random) -> None:
    def change(cells: list[list[str]]) -> None:
        place = rng.randrange(len(cells[0]))
        for row in cells:
            del row[place : place + 1]

    _edit_cells(files, rng, change)


def _rename_a_header(files: Files, rng: random.Random) -> None:
    def change(cells: list[list[str]]) -> None:
        cells[0][rng.randrange(len(cells[0]))] = rng.choice(
            (*_TEXTS, "navn", "Startdato", "alias", "newcomer_id", "Nationalitet")
        )

    _edit_cells(files, rng, change)


def _move_a_date(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    year = f"{rng.choice((1899, 1900, 2025, 2027, 2199, 2200, 9999))}".encode()
    files[name] = files[name].replace(b"2026", year, rng.choice((1, 2, -1)))


def _edit_cells(files: Files, rng: random.Random, change: Callable[[list[list[str]]], None]) -> None:
    """Change the cells of a file, cut at every semicolon as a careless script would."""
    name = _a_name(files, rng)
    cells = [line.split(";") for line in files[name].decode(errors="replace").split("\n")]
    change(cells)
    files[name] = "\n".join(";".join(row) for row in cells).encode(errors="replace")


def _delete_a_line(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    lines = files[name].splitlines(keepends=True)
    if lines:
        del lines[rng.randrange(len(lines))]
    files[name] = b"".join(lines)


def _repeat_a_line(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    lines = files[name].splitlines(keepends=True)
    if lines:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    files[name] = b"".join(lines)


def _shuffle_lines(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    lines = files[name].splitlines(keepends=True)
    rng.shuffle(lines)
    files[name] = b"".join(lines)


def _change_encoding(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    files[name] = files[name].decode(errors="replace").encode(rng.choice(_ENCODINGS), errors="replace")


def _mix_separators(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    lines = files[name].split(b"\n")
    other = rng.choice((b",", b"\t", b"|", b";;"))
    changed = [line.replace(b";", other) if rng.random() < rng.choice((0.3, 1.0)) else line for line in lines]
    files[name] = b"\n".join(changed)


def _change_line_ends(files: Files, rng: random.Random) -> None:
    name = _a_name(files, rng)
    files[name] = files[name].replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\r", b"\n\n", b"\x0b", b"")))


def _swap_files(files: Files, rng: random.Random) -> None:
    one, other = _a_name(files, rng), _a_name(files, rng)
    files[one], files[other] = files[other], files[one]


def _delete_a_file(files: Files, rng: random.Random) -> None:
    del files[_a_name(files, rng)]


def _rename_a_file(files: Files, rng: random.Random) -> None:
    content = files.pop(_a_name(files, rng))
    files[rng.choice(_NAMES)] = content


def _empty_a_file(files: Files, rng: random.Random) -> None:
    files[_a_name(files, rng)] = rng.choice((b"", b"\n", b" ", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b";;;\n", b'"'))


DAMAGES: tuple[Callable[[Files, random.Random], None], ...] = (
    _flip_bytes,
    _truncate,
    _insert_noise,
    _insert_sign,
    _insert_unicode,
    _change_a_cell,
    _change_a_cell,
    _change_a_cell,
    _swap_columns,
    _drop_a_column,
    _rename_a_header,
    _move_a_date,
    _delete_a_line,
    _repeat_a_line,
    _shuffle_lines,
    _change_encoding,
    _mix_separators,
    _change_line_ends,
    _swap_files,
    _delete_a_file,
    _rename_a_file,
    _empty_a_file,
    *HOSTILE,
)
"""Every kind of damage; changed cells come oftener, for they reach deepest."""
