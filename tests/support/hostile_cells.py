"""Five hundred texts that a spreadsheet, a typesetter or a reader might take for something else than text."""

from itertools import product

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\n",
    "\r",
    "\u200f",
    "\u202e",
    "'",
    "#",
    "$",
    "\\",
    "<r>",
    "_x0041_",
    "{",
    "",
    " ",
    "\ufeff",
    "﹦",
)
ENDS = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://x.example";"y")',
    "WEBSERVICE(A1)",
    'read("/etc/passwd")',
    'import "@preview/x:1.0.0"',
    "emph[x]",
    "a;b",
    'a"b""c',
    "a\nb",
    "a\r\n=1",
    "مرحبا",
    "\u202eabc\u202c",
    "😀漢字",
    "a\x00\x01\x0b\x1fb",
    "\ud800",
    "x" * 300,
    "</t></r>",
    "&lt;x&gt;<b>",
    "1e5",
    "true",
    "2026-01-02",
    "0045",
    "%s{x}",
    "\ufffe\uffff",
)
HOSTILE_CELLS: tuple[str, ...] = tuple(start + end for start, end in product(STARTS, ENDS))
"""Every beginning with every rest."""

TOO_LONG = ("=" + "x" * 40_000, "ø😀" * 30_000)
"""More than a cell can hold."""
