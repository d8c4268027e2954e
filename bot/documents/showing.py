"""What came in and what it would change → what an admin reads before they decide."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from bot.documents.comparing import Difference, Stretch, marked
from bot.documents.proposing import Proposal, Version
from bot.documents.reports import reason_text
from bot.documents.staging import Item, Upload
from bot.markup import MESSAGE_UNITS, Html, bold, escape, joined, one_line, units, visible
from bot.texts import Texts

MOST_LINES = 8
NAME_UNITS = 80
SIDE_UNITS = 400
"""Of each side of a difference in a message; the file has all of it."""
ROOM = MESSAGE_UNITS - 900
MOST_ROWS = 4_000
"""Of one document in the file."""


@dataclass(frozen=True, slots=True)
class Shown:
    text: Html
    file: bytes | None = None
    """All of what did not fit, as a page."""


def received_html(texts: Texts, upload: Upload) -> Html:
    """What was sent, each with its title or why it cannot be taken."""
    readable = [item for item in upload.items if item.is_readable]
    refused = [item for item in upload.items if not item.is_readable]
    parts = []
    if readable:
        parts += [texts("docs-received", n=len(readable)), *_listed(texts, [_item(texts, item) for item in readable])]
    if refused:
        parts += [texts("docs-refused", n=len(refused)), *_listed(texts, [_refusal(texts, item) for item in refused])]
    return joined("\n", parts)


def _listed(texts: Texts, lines: list[Html]) -> list[Html]:
    more = len(lines) - MOST_LINES
    return lines if more <= 1 else [*lines[:MOST_LINES], texts("docs-and-more", n=more)]


def _item(texts: Texts, item: Item) -> Html:
    name, title = one_line(item.name, NAME_UNITS), one_line(item.title, NAME_UNITS)
    line = texts("docs-item", name=name, title=title, characters=item.characters)
    return joined(" ", [line, texts("docs-twin", path=one_line(item.twin, NAME_UNITS))]) if item.twin else line


def _refusal(texts: Texts, item: Item) -> Html:
    reason = reason_text(texts, item.refusal) if item.refusal else ""
    return texts("docs-refused-item", name=one_line(item.name, NAME_UNITS), reason=reason)


def proposal_shown(texts: Texts, proposal: Proposal) -> Shown:
    """The new documents, those known elsewhere, and each change of a known one; what is too long, as a file too."""
    versions = {version.path for version in proposal.versions}
    fresh = [target.path for target in proposal.targets if target.path not in versions]
    parts = [texts("docs-new", n=len(fresh)), *_listed(texts, _paths(texts, fresh))] if fresh else []
    for path, twin in proposal.twins[:MOST_LINES]:
        parts.append(texts("docs-twin-elsewhere", path=_name(path), twin=_name(twin)))
    if proposal.unchanged:
        parts.append(texts("docs-left-out", n=len(proposal.unchanged)))
    head = joined("\n", parts)
    room = ROOM - units(visible(head))
    shown = []
    for change in _versions(texts, proposal.versions):
        room -= units(visible(change)) + 2
        if room < 0:
            break
        shown.append(change)
    left = sum(1 + len(version.comparison.differences) for version in proposal.versions) - len(shown)
    if not left:
        return Shown(joined("\n\n", [head, *shown]))
    more = texts("docs-changes-in-file", n=left)
    return Shown(joined("\n\n", [head, *shown, more]), changes_page(texts, proposal.versions))


def _paths(texts: Texts, paths: list[str]) -> list[Html]:
    return [texts("docs-path", path=_name(path)) for path in paths]


def _name(path: str) -> str:
    return one_line(path, NAME_UNITS)


def _versions(texts: Texts, versions: tuple[Version, ...]) -> Iterator[Html]:
    for version in versions:
        yield _summary(texts, version)
        yield from (_difference(texts, difference) for difference in version.comparison.differences)


def _summary(texts: Texts, version: Version) -> Html:
    comparison = version.comparison
    return texts(
        "docs-version",
        path=_name(version.path),
        added=comparison.added,
        changed=comparison.changed,
        removed=comparison.removed,
    )


def _difference(texts: Texts, difference: Difference) -> Html:
    if not difference.before:
        return texts("docs-passage-added", after=one_line(difference.after, SIDE_UNITS))
    if not difference.after:
        return texts("docs-passage-removed", before=one_line(difference.before, SIDE_UNITS))
    before = one_line(difference.before, SIDE_UNITS)
    after = one_line(difference.after, SIDE_UNITS)
    return texts("docs-passage-changed", before=_struck(marked(before, after)), after=_bold(marked(after, before)))


def _struck(stretches: list[Stretch]) -> Html:
    return Html("".join(f"<s>{escape(s.text)}</s>" if s.differs else escape(s.text) for s in stretches))


def _bold(stretches: list[Stretch]) -> Html:
    return Html("".join(bold(escape(s.text)) if s.differs else escape(s.text) for s in stretches))


_STYLE = (
    "body{font:15px/1.4 sans-serif;margin:1em}table{border-collapse:collapse;width:100%;table-layout:fixed}"
    "td{border:1px solid #bbb;padding:.4em;vertical-align:top;overflow-wrap:anywhere}del{background:#fcc}"
    "ins{background:#cfc;text-decoration:none}"
)


def changes_page(texts: Texts, versions: tuple[Version, ...]) -> bytes:
    """Before and after in two columns, for a browser; in UTF-8, nothing in it comes from elsewhere."""
    parts = [f'<!doctype html><meta charset="utf-8"><title>{html.escape(texts.plain("docs-changes-title"))}</title>']
    parts.append(f"<style>{_STYLE}</style>")
    for version in versions:
        parts.append(f"<h1>{html.escape(version.path)}</h1><table>")
        parts += [_row(difference) for difference in version.comparison.differences[:MOST_ROWS]]
        parts.append("</table>")
    return "\n".join(parts).encode("utf-8", "replace")


def _row(difference: Difference) -> str:
    before, after = difference.before, difference.after
    return f"<tr><td>{_marked(before, after, 'del')}</td><td>{_marked(after, before, 'ins')}</td></tr>"


def _marked(text: str, other: str, tag: str) -> str:
    stretches = marked(text, other)
    return "".join(f"<{tag}>{html.escape(s.text)}</{tag}>" if s.differs else html.escape(s.text) for s in stretches)
