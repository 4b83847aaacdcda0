"""Open a delivery: a folder or a zip of CSV files, with every limit checked before a file is opened."""

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath

from assessment.domain.bundle import BUNDLE_FILES
from assessment.exchange.refusals import Refusal, refusal, shown
from assessment.i18n.system_words import why
from assessment.i18n.words import _
from assessment.reference.refused_columns import why_refused

MEGABYTE = 1024 * 1024
ZIP_MAX_BYTES = 20 * MEGABYTE
ZIP_MAX_EXPANDED_BYTES = 50 * MEGABYTE
ZIP_MAX_ENTRIES = 200
ZIP_MAX_RATIO = 100
FOLDER_MAX_BYTES = 1024 * MEGABYTE
FOLDER_MAX_ENTRIES = 200

SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers")

_Entry = tuple[str, Callable[[], bytes]]


@dataclass(slots=True)
class Package:
    """What was delivered: the bytes of each known file by its stem, what was ignored, and what was refused."""

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def open_package(path: Path) -> Package:
    """Read the known files of a folder or a zip; nothing is unpacked to disk and no name becomes a path.

    A path that is neither, a zip over its limits or a damaged one gives a package with refusals and no files.
    """
    package = Package(name=path.name)
    try:
        if path.is_dir():
            _read_all(package, list(_folder_entries(package, path)))
        elif path.is_file() and zipfile.is_zipfile(path):
            _read_zip(package, path, path.stat().st_size, _read_all, _Budget())
        elif path.exists():
            package.refused.append(
                refusal(
                    path.name, _("Det er hverken en mappe eller en zip-fil. Pak filerne i en zip, eller peg på mappen.")
                )
            )
        else:
            package.refused.append(refusal(path.name, _("Stien findes ikke. Se efter, om navnet er stavet rigtigt.")))
    except OSError as problem:
        which = Path(problem.filename).name if isinstance(problem.filename, str) else path.name
        package.refused.append(refusal(which, _("Kan ikke læses: {why}.").format(why=why(problem))))
    if not package.files and not package.refused:
        package.refused.append(
            refusal(
                path.name, _("Der er ingen filer, vi kender. En levering består af fx newcomers.csv og placements.csv.")
            )
        )
    return package


@dataclass(slots=True)
class _Budget:
    """What one delivery may still hold, however many zips it is spread over."""

    entries: int = ZIP_MAX_ENTRIES
    expanded: int = ZIP_MAX_EXPANDED_BYTES

    def spend(self, entries: int, expanded: int) -> str | None:
        """Take from what is left; a sentence where it does not reach, and then nothing more is taken."""
        self.entries -= entries
        self.expanded -= expanded
        if self.entries < 0:
            return _too_many(ZIP_MAX_ENTRIES - self.entries, ZIP_MAX_ENTRIES)
        if self.expanded < 0:
            return _too_large(ZIP_MAX_EXPANDED_BYTES - self.expanded, ZIP_MAX_EXPANDED_BYTES)
        return None


@dataclass(slots=True)
class Upload:
    """What was sent: each CSV file's name and bytes, those inside zips too; what was ignored, what was refused."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def open_upload(sent: Sequence[tuple[str, bytes]]) -> Upload:
    """The CSV files among what was sent; zips are opened in memory, and no name is a path.

    The limits on files and expanded bytes hold for all of it together, and are asked before anything is expanded.

    Examples
    --------
    >>> open_upload([("../../Resultater.csv", b"a")]).files
    [('Resultater.csv', b'a')]
    """
    upload, budget = Upload(), _Budget()
    for name, content in sent:
        package = Package(name=_last_part(name))
        if name.lower().endswith(SPREADSHEETS):
            message = _("Det er et regneark. Gem det i Excel som CSV UTF-8, og lever den fil i stedet.")
            package.refused.append(refusal(package.name, message))
        elif name.lower().endswith(".zip") or content.startswith(b"PK\x03\x04"):
            _read_zip(package, BytesIO(content), len(content), partial(_take_csv, upload), budget)
        elif problem := budget.spend(1, len(content)):
            package.refused.append(refusal(package.name, problem))
        else:
            _take_csv(upload, package, [(name, partial(bytes, content))])
        upload.ignored.extend(package.ignored)
        upload.refused.extend(package.refused)
    return upload


def bundle_stem(name: str) -> str | None:
    """The bundle file that ``name`` is, whatever its case or folder; None for any other file."""
    return _stem_of(name)


def _take_csv(upload: Upload, package: Package, entries: list[_Entry]) -> None:
    for name, read in entries:
        if name.startswith("__MACOSX/"):
            continue
        if name.lower().endswith((".csv", ".txt", ".tsv")):
            upload.files.append((_last_part(name), read()))
        else:
            _pass_over(package, name)


def _last_part(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _folder_entries(package: Package, folder: Path) -> Iterator[_Entry]:
    entries = sorted(folder.iterdir())
    files = [entry for entry in entries if entry.is_file()]
    for entry in entries:
        if entry not in set(files):
            _pass_over_special(package, entry)
    size = sum(entry.stat().st_size for entry in files if _stem_of(entry.name))
    if len(entries) > FOLDER_MAX_ENTRIES:
        package.refused.append(refusal(folder.name, _too_many(len(entries), FOLDER_MAX_ENTRIES)))
    elif size > FOLDER_MAX_BYTES:
        package.refused.append(refusal(folder.name, _too_large(size, FOLDER_MAX_BYTES)))
    else:
        for entry in files:
            yield entry.name, entry.read_bytes


def _pass_over_special(package: Package, entry: Path) -> None:
    """A folder, pipe or broken link is ignored and listed, unless it stands where a file of the bundle should."""
    if _stem_of(entry.name):
        message = _(
            "Det er ikke en almindelig fil og kan ikke læses. Læg selve CSV-filen i mappen, eller lad den være ude."
        )
        package.refused.append(refusal(entry.name, message))
    else:
        package.ignored.append(f"{shown(entry.name)}/" if entry.is_dir() else shown(entry.name))


def _read_zip(
    package: Package,
    source: Path | BytesIO,
    size: int,
    take: Callable[[Package, list[_Entry]], None],
    budget: _Budget,
) -> None:
    if size > ZIP_MAX_BYTES:
        package.refused.append(refusal(package.name, _too_large(size, ZIP_MAX_BYTES)))
        return
    try:
        with zipfile.ZipFile(source) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if problem := _zip_problem(members, budget):
                package.refused.append(refusal(package.name, problem))
                return
            take(package, [(member.filename, partial(archive.read, member)) for member in members])
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        NotImplementedError,
        EOFError,
        ValueError,
        RuntimeError,
    ):
        package.files.clear()
        package.refused.append(
            refusal(package.name, _("Zip-filen er beskadiget eller låst med kode. Pak filerne igen uden kode."))
        )


def _zip_problem(members: list[zipfile.ZipInfo], budget: _Budget) -> str | None:
    """What in the zip's directory is over the limits, or over what is left of the budget; None where nothing is."""
    expanded = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if problem := budget.spend(len(members), expanded):
        return problem
    if expanded > ZIP_MAX_RATIO * max(packed, 1) and expanded > MEGABYTE:
        return _(
            "Zip-filen pakker sig ud til over {ratio} gange sin størrelse og åbnes ikke. Lever filerne i en mappe."
        ).format(ratio=ZIP_MAX_RATIO)
    return None


def _read_all(package: Package, entries: list[_Entry]) -> None:
    names: dict[str, str] = {}
    for name, read in entries:
        if name.startswith("__MACOSX/"):
            continue
        stem = _stem_of(name)
        if stem is None:
            _pass_over(package, name)
        elif stem in names:
            package.refused.append(
                refusal(
                    name,
                    _("Filen findes to gange i leveringen ({first} og {second}). Behold den ene.").format(
                        first=shown(names[stem]), second=shown(name)
                    ),
                )
            )
        else:
            names[stem] = name
            package.files[stem] = read()


def _pass_over(package: Package, name: str) -> None:
    """An unknown file is ignored and listed, unless its very name says that it holds what must never come here."""
    path = PurePosixPath(name.replace("\\", "/"))
    if reason := why_refused(path.stem):
        package.refused.append(refusal(path.name, reason.reason))
    else:
        package.ignored.append(shown(path.name))


def _stem_of(name: str) -> str | None:
    """The bundle file that ``name`` is, whatever its case or folder; None for any other file."""
    path = PurePosixPath(name.replace("\\", "/"))
    if len(path.parts) > 2 or path.suffix.lower() != ".csv":
        return None
    stem = path.stem.lower()
    return stem if stem in BUNDLE_FILES else None


def _too_many(count: int, limit: int) -> str:
    return _("Leveringen har {count} filer; grænsen er {limit}. Lever kun bundtets filer.").format(
        count=count, limit=limit
    )


def _too_large(size: int, limit: int) -> str:
    return _("Leveringen fylder {size} MB; grænsen er {limit} MB. Del den i flere leveringer.").format(
        size=-(-size // MEGABYTE), limit=limit // MEGABYTE
    )
