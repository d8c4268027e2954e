"""Word's automatic numbers: lists that go on, lists that begin anew."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.readers import ReadLimits, read_document

LEVELS = "".join(
    f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
    for depth, text in enumerate(("%1.", "%1.%2."))
)


def with_lists(*starts: dict[int, int]) -> WordDocument:
    """Lists 51, 52 and so on over the same levels; `starts` are the numbers that each overrides, by depth."""
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="50">{LEVELS}</w:abstractNum>'))
    for name, overridden in enumerate(starts, start=51):
        overrides = "".join(
            f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for depth, start in overridden.items()
        )
        number = f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="50"/>{overrides}</w:num>'
        root.append(parse_xml(number))
    return document


@pytest.mark.parametrize(
    ("starts", "items", "labels"),
    [
        (({}, {}), [(51, 0), (51, 0), (52, 0)], ["1.", "2.", "3."]),
        (({}, {0: 1}), [(51, 0), (51, 0), (52, 0), (52, 0), (51, 0)], ["1.", "2.", "1.", "2.", "3."]),
        (({0: 1}, {0: 5}), [(51, 0), (51, 0), (52, 0), (52, 0)], ["1.", "2.", "5.", "6."]),
        (
            ({}, {0: 1, 1: 1}),
            [(51, 0), (51, 1), (51, 1), (52, 0), (52, 1), (52, 1), (52, 0), (52, 1)],
            ["1.", "1.1.", "1.2.", "1.", "1.1.", "1.2.", "2.", "2.1."],
        ),
        (
            ({}, {1: 4}),
            [(51, 0), (51, 1), (52, 1), (52, 1), (52, 0), (52, 1)],
            ["1.", "1.1.", "1.4.", "1.5.", "2.", "2.4."],
        ),
    ],
    ids=["goes on", "restarted", "restarted at five", "restarted at both depths", "restarted within"],
)
def test_a_list_counts_as_word_shows_it(
    starts: tuple[dict[int, int], ...], items: list[tuple[int, int]], labels: list[str], tmp_path: Path
) -> None:
    document = with_lists(*starts)
    for name, depth in items:
        place = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/>'
        properties = parse_xml(f"<w:numPr {nsdecls('w')}>{place}</w:numPr>")
        document.add_paragraph("пункт")._p.get_or_add_pPr().append(properties)
    file = tmp_path / "правила.docx"
    document.save(str(file))
    text = read_document(file, file.name, ReadLimits()).text
    assert [line.strip() for line in text.splitlines()] == [f"{label} пункт" for label in labels]
