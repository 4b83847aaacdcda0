"""Deliveries as somebody careless, unlucky or ill-meaning makes them: bombs, lies, odd names, and rows without end."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from assessment.reference.header_aliases import published_aliases

Files = dict[str, bytes]
MEGABYTE = 1024 * 1024
_NUMBERS = (
    "2147483648",
    "9223372036854775808",
    "1e309",
    "-0",
    "0x10",
    "1_000",
    "999999999.999999",
    "1.000,5",
    "NaN",
    "١٢",
)
_ODD_NAMES = (
    "budget.xlsx",
    "læs mig.txt",
    "con.csv",
    "newcomers.csv.bak",
    ".newcomers.csv",
    "ratings (1).csv",
    "x" * 200,
)


def huge_field(files: Files, rng: random.Random) -> None:
    """A cell longer than a cell may be, or than Python's own reader takes."""
    _change_rows(files, rng, lambda row: _put(row, rng, "z" * rng.choice((9_999, 10_001, 140_000))))


def nul_bytes(files: Files, rng: random.Random) -> None:
    """Zeros, as a broken disk or a wrong encoding leaves them."""
    name = _one(files, rng)
    content = bytearray(files[name])
    for _ in range(rng.choice((1, 2, 50))):
        content.insert(rng.randrange(len(content) + 1), 0)
    files[name] = bytes(content)


def lone_surrogate(files: Files, rng: random.Random) -> None:
    """Half a sign, in UTF-8 as some programs write it, or in UTF-16."""
    name = _one(files, rng)
    text = files[name].decode(errors="replace")
    at = rng.randrange(len(text) + 1)
    halved = text[:at] + chr(rng.randrange(0xD800, 0xE000)) + text[at:]
    files[name] = halved.encode(rng.choice(("utf-8", "utf-16", "utf-16-le")), errors="surrogatepass")


def repeat_a_header(files: Files, rng: random.Random) -> None:
    """Two columns that mean the same, one of them perhaps in Danish."""
    name = _one(files, rng)
    lines = files[name].decode(errors="replace").split("\n")
    headers = lines[0].split(";")
    chosen = rng.choice(headers)
    called = rng.choice((chosen, chosen.upper(), _in_danish(name, chosen, rng)))
    files[name] = "\n".join(
        f"{line};{called if number == 0 else rng.choice(('', 'x', '1'))}" if line else line
        for number, line in enumerate(lines)
    ).encode(errors="replace")


def some_danish_headers(files: Files, rng: random.Random) -> None:
    """Danish and English headers side by side."""
    for name in rng.sample(sorted(files), k=rng.randint(1, len(files))):
        head, newline, rest = files[name].decode(errors="replace").partition("\n")
        named = [_in_danish(name, header, rng) if rng.random() < 0.5 else header for header in head.split(";")]
        files[name] = (";".join(named) + newline + rest).encode(errors="replace")


def decimal_commas(files: Files, rng: random.Random) -> None:
    """Every decimal point a comma, with or without a separator that is a comma too."""
    name = _one(files, rng)
    text = re.sub(r"(?<=\d)\.(?=\d)", ",", files[name].decode(errors="replace"))
    files[name] = (text.replace(";", ",") if rng.random() < 0.3 else text).encode(errors="replace")


def danish_dates(files: Files, rng: random.Random) -> None:
    """Days as they are written in Denmark, in America, or by a spreadsheet."""
    name = _one(files, rng)
    form = rng.choice((r"\3-\2-\1", r"\3.\2.\1", r"\3/\2/\1", r"\2/\3/\1", r"\1-\2-\3 00:00:00", r"\1\2\3"))
    share = rng.choice((0.3, 1.0))
    files[name] = re.sub(
        r"(\d{4})-(\d\d)-(\d\d)(?!T)",
        lambda found: found.expand(form) if rng.random() < share else found[0],
        files[name].decode(errors="replace"),
    ).encode(errors="replace")


def long_id(files: Files, rng: random.Random) -> None:
    """One id, wherever it stands, as long as an id may be, or a sign longer."""
    old = rng.choice(("n1", "n2", "w1", "p1", "o1", "e1", "s1", "r2"))
    new = (old + rng.choice("øx-😀") * 65)[: rng.choice((63, 64, 65))]
    for name, content in files.items():
        text = re.sub(rf"(?m)(?<![^;\n]){old}(?![^;\n])", new, content.decode(errors="replace"))
        files[name] = text.encode(errors="replace")


def number_beyond(files: Files, rng: random.Random) -> None:
    """A number that no column of a database holds, or that is none."""
    _change_rows(files, rng, lambda row: _put(row, rng, rng.choice(_NUMBERS)))


def many_bad_rows(files: Files, rng: random.Random) -> None:
    """A file in which nearly everything is wrong."""
    name = _one(files, rng)
    width = files[name].split(b"\n", 1)[0].count(b";")
    row = b";".join(rng.choice((b"", b"x", b"1", b"2026-13-01", b"?" * 70)) for _ in range(width + 1))
    files[name] = files[name] + (row + b"\n") * rng.choice((20, 200, 800))


def extra_files(files: Files, rng: random.Random) -> None:
    """Files that nobody asked for: a few, or hundreds."""
    for number in range(rng.choice((1, 1, 3, 201))):
        files[f"{number}-{rng.choice(_ODD_NAMES)}" if number else rng.choice(_ODD_NAMES)] = b"a;b\n1;2\n"


def zip_in_the_place_of_a_file(files: Files, rng: random.Random) -> None:
    """A file that is a zip of itself."""
    name = _one(files, rng)
    files[name] = packed({name: files[name]})


HOSTILE: tuple[Callable[[Files, random.Random], None], ...] = (
    huge_field,
    nul_bytes,
    lone_surrogate,
    repeat_a_header,
    some_danish_headers,
    some_danish_headers,
    decimal_commas,
    danish_dates,
    danish_dates,
    long_id,
    number_beyond,
    number_beyond,
    many_bad_rows,
    extra_files,
    zip_in_the_place_of_a_file,
)
"""More kinds of damage to the files of a delivery."""


def packed(files: Mapping[str, bytes], *, inside: str = "") -> bytes:
    """The files as a zip, the same bytes whatever the clock says; ``inside`` is put before each name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{inside}{name}".encode(errors="replace").decode())  # dated 1980
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def hostile_zip(files: Mapping[str, bytes], rng: random.Random) -> tuple[bytes, str]:
    """A zip that means no good, and what is wrong with it."""
    kind = rng.choice((_bomb, _dense, _lying, _nested, _climbing, _twice, _locked, _strange_method, _crowded))
    return kind(dict(files)), kind.__name__.strip("_")


@cache
def _zeros(megabytes: int) -> bytes:
    return packed({"newcomers.csv": bytes(megabytes * MEGABYTE)})


def _bomb(_files: Files) -> bytes:
    return _zeros(60)


def _dense(_files: Files) -> bytes:
    return _zeros(2)


def _lying(_files: Files) -> bytes:
    """What it says it expands to is a fraction of what it does expand to."""
    content = bytearray(_zeros(60))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 1_000)
    content[22:26] = struct.pack("<I", 1_000)
    return bytes(content)


def _nested(files: Files) -> bytes:
    return packed({"levering.zip": packed(files), "newcomers.csv": packed(files)})


def _climbing(files: Files) -> bytes:
    return packed(files, inside="../../")


def _twice(files: Files) -> bytes:
    return packed({**files, **{f"også/{name}": content for name, content in files.items()}})


def _locked(files: Files) -> bytes:
    """The flag that says that a code is needed, on every file."""
    content = bytearray(packed(files))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flag] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def _strange_method(files: Files) -> bytes:
    content = bytearray(packed(files))
    for mark, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.find(mark)
        content[at + method : at + method + 2] = struct.pack("<H", 99)
    return bytes(content)


def _crowded(files: Files) -> bytes:
    return packed({**files, **{f"{number}.txt": b"" for number in range(200)}})


def _in_danish(name: str, header: str, rng: random.Random) -> str:
    return rng.choice(published_aliases().get((name.removesuffix(".csv"), header), (header,)))


def _one(files: Files, rng: random.Random) -> str:
    return rng.choice(sorted(files))


def _put(row: list[str], rng: random.Random, text: str) -> None:
    row[rng.randrange(len(row))] = text


def _change_rows(files: Files, rng: random.Random, change: Callable[[list[str]], None]) -> None:
    """Change a row of a file, cut at every semicolon as a careless script would."""
    name = _one(files, rng)
    rows = [line.split(";") for line in files[name].decode(errors="replace").split("\n")]
    change(rng.choice(rows[1:] or rows))
    files[name] = "\n".join(";".join(row) for row in rows).encode(errors="replace")
