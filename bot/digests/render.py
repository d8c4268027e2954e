"""Content → Telegram HTML: pages of one message each, and the caption of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.digests.content import Asked, Content
from bot.digests.differences import marked
from bot.markup import Html, bold, cut, escape, joined, one_line, units, visible
from bot.texts import Texts
from index.digest import Edit, Entry, Story
from index.types import ChangeKind, DocumentCard

PAGE_UNITS = 3600
"""With the head and a note these stay within a message's 4096."""
PAGE_BLOCKS = 25
"""A message's markup may have 100 places."""
CAPTION_UNITS = 900
"""Of a picture's 1024."""
TITLE_UNITS, SENTENCE_UNITS, ANSWER_UNITS, QUESTION_UNITS = 140, 320, 260, 160
OTHERS = 6
"""Documents on one event that are named beside the one told."""
MARKS = {ChangeKind.ADDED: "🆕", ChangeKind.CHANGED: "✏️", ChangeKind.REMOVED: "🗑"}

Link = Callable[[DocumentCard], str]
"""Where a document's title leads."""


def pages(texts: Texts, content: Content, link: Link) -> list[Html]:
    """At least one; each within one message."""
    head, note = _head(texts, content), _note(texts, content)
    packed: list[list[Html]] = [[]]
    room = PAGE_UNITS
    for block in blocks(texts, content, link):
        size = units(visible(block)) + 2
        if packed[-1] and (size > room or len(packed[-1]) >= PAGE_BLOCKS):
            packed.append([])
            room = PAGE_UNITS
        packed[-1].append(block)
        room -= size
    return [joined("\n\n", [head, *page, note if not at else Html()]) for at, page in enumerate(packed)]


def caption(texts: Texts, content: Content, link: Link) -> Html:
    """The headlines under a picture, as many as fit; the rest is behind the button."""
    parts = [_head(texts, content), _note(texts, content)]
    room = CAPTION_UNITS - sum(units(visible(part)) + 2 for part in parts)
    lines: list[Html] = []
    for story in content.stories:
        line = _title(story.lead, link)
        room -= units(visible(line)) + 1
        if room < 0:
            break
        lines.append(line)
    return joined("\n\n", [parts[0], joined("\n", lines), parts[1]])


def blocks(texts: Texts, content: Content, link: Link) -> Iterator[Html]:
    """What must not be parted by a page's end."""
    yield from (_story(texts, story, link) for story in content.stories)
    if content.asked:
        yield bold(texts("digest-asked"))
        yield from (_asked(texts, one) for one in content.asked)
    if content.unanswered:
        lines = [Html(f"• {escape(one_line(question, QUESTION_UNITS))}") for question in content.unanswered]
        yield joined("\n", [bold(texts("digest-unanswered")), *lines])


def _head(texts: Texts, content: Content) -> Html:
    counts = [(kind, content.count(kind)) for kind in MARKS]
    told = [texts(f"digest-{kind}-count", n=many) for kind, many in counts if many]
    title = texts("digest-title", date=content.day)
    return joined("\n", [bold(title), joined(" · ", told)])


def _note(texts: Texts, content: Content) -> Html:
    return texts("digest-doubtful", date=content.doubtful) if content.doubtful else Html()


def _story(texts: Texts, story: Story, link: Link) -> Html:
    lead = story.lead
    said = [Html(f"— {escape(cut(sentence, SENTENCE_UNITS))}") for sentence in lead.sentences]
    changed = [line for edit in lead.edits for line in _edit(texts, edit)]
    more = [texts("digest-more-edits", n=lead.more_edits)] if lead.more_edits else []
    return joined("\n", [_dated(texts, lead, link), *said, *changed, *more, _others(texts, story, link)])


def _dated(texts: Texts, entry: Entry, link: Link) -> Html:
    day = texts("place-date", date=entry.card.date) if entry.card.date else Html()
    return joined(" · ", [_title(entry, link), day])


def _title(entry: Entry, link: Link) -> Html:
    return Html(f"{MARKS[entry.kind]} {_named(entry, link)}")


def _named(entry: Entry, link: Link) -> Html:
    """A link, unless there is no card any more."""
    name = escape(one_line(entry.card.title or entry.card.path, TITLE_UNITS))
    if entry.kind is ChangeKind.REMOVED:
        return bold(name)
    return Html(f'<a href="{escape(link(entry.card))}">{name}</a>')


def _others(texts: Texts, story: Story, link: Link) -> Html:
    if not story.others:
        return Html()
    names = joined("; ", [_named(entry, link) for entry in story.others[:OTHERS]])
    return texts("digest-same-event", names=names, n=max(0, len(story.others) - OTHERS))


def _edit(texts: Texts, edit: Edit) -> Sequence[Html]:
    if edit.before and edit.after:
        before, after = marked(edit.before, edit.after)
        return (texts("digest-was", text=before), texts("digest-is", text=after))
    if edit.after:
        return (texts("digest-put-in", text=cut(edit.after, SENTENCE_UNITS)),)
    return (texts("digest-taken-out", text=cut(edit.before, SENTENCE_UNITS)),)


def _asked(texts: Texts, one: Asked) -> Html:
    question = bold(escape(one_line(one.question, QUESTION_UNITS)))
    answer = escape(one_line(one.answer, ANSWER_UNITS))
    return joined("\n", [joined(" · ", [question, texts("digest-times", n=one.times)]), answer])
