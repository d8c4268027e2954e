"""Presentations: a slide is a page, its title a heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.text.text import TextFrame

from index.readers.archive import open_archive
from index.readers.blocks import Block, Content
from index.readers.clean import collapse, one_line
from index.readers.limits import ReadLimits
from index.readers.tables import table_block
from index.types import SectionKind

_REPEATED = frozenset({PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER})
_TITLES = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE})
_LISTS = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})


def read(data: bytes, limits: ReadLimits) -> Content:
    with open_archive(data, limits):
        show = Presentation(BytesIO(data))
    about = show.core_properties
    written = about.modified or about.created
    blocks = (block for page, slide in enumerate(show.slides, start=1) for block in _slide(slide, page))
    return Content(blocks, about.title or "", file_date=written.date() if written else None)


def _slide(slide: Slide, page: int) -> Iterator[Block]:
    """Title first, then the shapes in their order, then the speaker's notes. Hidden slides are left out."""
    if slide._element.get("show") in {"0", "false"}:
        return
    shapes = [(shape, _role(shape)) for shape in _flat(slide.shapes)]
    for shape, role in sorted(shapes, key=lambda pair: pair[1] not in _TITLES):
        if role not in _REPEATED:
            yield from _shape(shape, role, page)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from (Block(text, page=page) for text in _paragraphs(slide.notes_slide.notes_text_frame))


def _flat(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _flat(shape.shapes)
        else:
            yield shape


def _role(shape: BaseShape) -> PP_PLACEHOLDER | None:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _shape(shape: BaseShape, role: PP_PLACEHOLDER | None, page: int) -> Iterator[Block]:
    if isinstance(shape, GraphicFrame) and shape.has_table:
        rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
        yield from table_block(rows, page)
        return
    frame: TextFrame | None = getattr(shape, "text_frame", None)
    if frame is None:
        return
    paragraphs = list(_paragraphs(frame))
    if role in _TITLES:
        yield Block(one_line(" ".join(paragraphs)), level=1, page=page)
    elif role in _LISTS and len(paragraphs) > 1:
        yield from (Block(f"• {one_line(text)}", SectionKind.LIST, page=page) for text in paragraphs)
    else:
        yield from (Block(text, page=page) for text in paragraphs)


def _paragraphs(frame: TextFrame) -> Iterator[str]:
    return (text for paragraph in frame.paragraphs if (text := collapse(paragraph.text)))
