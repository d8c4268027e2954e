"""Names that came from anywhere → names that any disk takes, Cyrillic and all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

MOST_BYTES = 180
"""Of one name in UTF-8: file systems take 255, and a number may have to be added."""
MOST_FOLDERS = 4
"""How deep an archive's own folders are kept."""

_SUFFIX = re.compile(r"\.\w{1,10}$")
_UNWANTED = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]')
"""What Windows refuses, what cannot be seen, what turns text around, and what is no text."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_HIDDEN_STARTS = ". ~$"
"""Files so named are passed over by a reindex."""


def safe_name(raw: str, fallback: str = "document") -> str:
    """The last part of a path as a name of a file: composed, visible, of at most `MOST_BYTES`, its suffix kept."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", raw)[-1])
    name = " ".join(_UNWANTED.sub(" ", last).split()).lstrip(_HIDDEN_STARTS).rstrip(". ")
    if not name or (last.startswith(".") and "." not in name):
        name = f"{fallback}.{name}" if name else fallback
    return _shortened(f"_{name}" if _DEVICES.match(name) else name)


def _shortened(name: str) -> str:
    suffix = found[0] if (found := _SUFFIX.search(name)) else ""
    stem = name.removesuffix(suffix)
    most = MOST_BYTES - len(suffix.encode())
    return stem.encode()[:most].decode("utf-8", "ignore").rstrip(". ") + suffix


def safe_path(raw: str) -> str | None:
    """A path within an archive, made safe part by part; None for one that leads out of it or is hidden."""
    parts = re.split(r"[/\\]", raw)
    outside = raw.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", raw)
    if outside:
        return None
    folders = [safe_name(part) for part in parts[:-1] if part not in ("", ".")]
    return "/".join([*folders[-MOST_FOLDERS:], safe_name(parts[-1])])


def is_hidden(raw: str) -> bool:
    """What systems put into archives beside the files of a person."""
    parts = [part for part in raw.split("/") if part not in (".", "..")]
    return any(part.startswith((".", "~$", "__MACOSX")) or part.lower() == "thumbs.db" for part in parts)


def without_repeats(names: Iterable[str]) -> list[str]:
    """Each name another one, also where letters are the same large and small: `a.txt`, `a (2).txt`."""
    taken: set[str] = set()
    found = []
    for name in names:
        path, number = PurePosixPath(name), 1
        free = name
        while free.casefold() in taken:
            number += 1
            free = path.with_name(f"{path.stem} ({number}){path.suffix}").as_posix()
        taken.add(free.casefold())
        found.append(free)
    return found


def collections_in(folder: Path) -> list[str]:
    """Names of the folders at the top, in order; links and hidden ones left out."""
    entries = (entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink())
    return sorted(entry.name for entry in entries if not entry.name.startswith(tuple(_HIDDEN_STARTS)))


def existing_path(folder: Path, path: str) -> str:
    """The path as the folder has it already in other letters or code points, else as it is."""
    place, found = folder, []
    for part in PurePosixPath(path).parts:
        known = part if (place / part).exists() else _same(place, part)
        found.append(known)
        place = place / known
    return "/".join(found)


def _same(folder: Path, name: str) -> str:
    if not folder.is_dir():
        return name
    wanted = _folded(name)
    return next((entry.name for entry in folder.iterdir() if _folded(entry.name) == wanted), name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
