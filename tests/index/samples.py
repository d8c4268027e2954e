"""Functions that make the files the readers are tested on: Russian office documents of every format."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from io import BytesIO

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Cm
from pypdf import PdfReader, PdfWriter

LEAVE = (
    "Ежегодный основной оплачиваемый отпуск предоставляется работнику продолжительностью 28 календарных дней. "
    "График отпусков утверждается работодателем не позднее чем за две недели до наступления календарного года."
)
PAY = "Заработная плата выплачивается не реже чем каждые полмесяца."


@dataclass(frozen=True, slots=True)
class Run:
    """A line of a PDF page, `y` counted upwards from the page's foot."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False
    askew: bool = False


def pdf(
    pages: Sequence[Sequence[Run]],
    title: str = "",
    boxes: Sequence[tuple[float, float, float, float]] = (),
    forms: int = 0,
) -> bytes:
    """Pages of 595 by 842 points, each with the `boxes` (x, y, width, height); a letter is .6 of its size wide.

    Each page is drawn within so many `forms` (Form XObjects), one in another, as an imported page is.
    """
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", *_pdf_fonts()]
    kids = []
    for runs in pages:
        content = "".join(f"{x} {y} {w} {h} re S\n" for x, y, w, h in boxes) + "".join(map(_pdf_text, runs))
        resources = "/Resources << /Font << /F1 3 0 R /F2 6 0 R >> >>"
        for _ in range(forms):
            form = f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}"
            objects.append(f"<< {form} /Length {len(content)} >>\nstream\n{content}\nendstream")
            content, resources = "q /P Do Q", f"/Resources << /XObject << /P {len(objects)} 0 R >> >>"
        kids.append(f"{len(objects) + 2} 0 R")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    stated = f"/Title <FEFF{title.encode('utf-16-be').hex()}> " if title else ""
    objects.append(f"<< {stated}/CreationDate (D:20240312101500+03'00') >>")
    return _pdf_file(objects)


def encrypted_pdf(user_password: str) -> bytes:
    """With an empty user password it can be read by everybody, as print-protected files can."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([[Run(50, 700, PAY)]]))))
    writer.encrypt(user_password, "owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _pdf_fonts() -> list[str]:
    """Objects 3 to 8 and their character map: a code is its own code point."""
    ranges = "".join(f"<{row:02X}00> <{row:02X}FF> <{row:02X}00>\n" for row in (0x00, 0x04, 0x20, 0x21))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n4 beginbfrange\n{ranges}endbfrange\nendcmap end end"
    )
    objects = []
    for first, name in ((3, "Sample"), (6, "Sample-Bold")):
        objects += [
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{first + 1} 0 R] /ToUnicode 9 0 R >>",
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 600 /FontDescriptor {first + 2} 0 R "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
            f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
            "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        ]
    return [*objects, f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream"]


def _pdf_text(run: Run) -> str:
    font = "F2" if run.bold else "F1"
    place = f".7 .7 -.7 .7 {run.x} {run.y} Tm" if run.askew else f"{run.x} {run.y} Td"
    return f"BT /{font} {run.size} Tf {place} <{run.text.encode('utf-16-be').hex()}> Tj ET\n"


def _pdf_file(objects: Sequence[str]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = len(out)
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode("ascii")
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{table}\n%%EOF"
    return bytes(out + trailer.encode("ascii"))


def word() -> bytes:
    """Headings, automatic numbers, a table with a cell over two rows, an insertion, a deletion, a content control."""
    document = docx.Document()
    document.core_properties.title = "Microsoft Word - положение.docx"
    document.core_properties.modified = datetime(2024, 3, 12, 10, 15)
    document.add_heading("Положение об отпусках", 0)
    document.add_heading("Общие положения", 1)
    document.add_paragraph(LEAVE)
    document.add_heading("Отпуск", 2)
    document.add_paragraph("К заявлению прилагаются:")
    for item in ("копия приказа", "справка о составе семьи"):
        document.add_paragraph(item, style="List Number")
    document.add_paragraph("без срока давности", style="List Bullet")
    _word_table(document)
    marks = "".join(f"<w:{tag}><w:r><w:{text}>{words}</w:{text}></w:r></w:{tag}>" for tag, text, words in _TRACKED)
    document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{marks}</w:p>"))
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Поле формы.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(-1, parse_xml(control))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


_TRACKED = (("ins", "t", "Вставлено редактором."), ("del", "delText", "Удалено редактором."))


def _word_table(document: docx.document.Document) -> None:
    table = document.add_table(rows=3, cols=3)
    rows = (("Отдел", "Стаж", "Дни"), ("Кадры", "до 5 лет", "28"), ("", "свыше 5 лет", "31"))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))


def workbook() -> bytes:
    """Two sheets and a hidden one; numbers, a date, a percentage, money, a title above the table."""
    book = Workbook()
    book.properties.title = "Прайс-лист 2024"
    book.properties.modified = datetime(2024, 3, 12)
    prices = book.active
    assert prices is not None
    prices.title = "Цены"
    prices.append(["Цены действуют с 1 апреля"])
    prices.append(["Товар", "Цена", "Скидка", "Поставка", "Остаток"])
    prices.append(["Бумага А4", 1388.5, 0.15, datetime(2024, 4, 1), 1388.0])
    prices.append(["Ручка шариковая", 12, None, "по запросу", True])
    for cell, form in (("B3", '#,##0.00" ₽"'), ("C3", "0%"), ("D3", "DD.MM.YYYY")):
        prices[cell].number_format = form
    contacts = book.create_sheet("Контакты")
    contacts.append(["Отдел", "Телефон"])
    contacts.append(["Склад", "+7 495 123-45-67"])
    book.create_sheet("Черновик").append(["не показывать", "никому"])
    book["Черновик"].sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def slides() -> bytes:
    """Two slides: a title with a list and notes, a title with a table."""
    show = Presentation()
    show.core_properties.title = "PowerPoint Presentation"
    show.core_properties.modified = datetime(2024, 3, 12)
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "Итоги года"
    first.placeholders[1].text = "Выручка выросла на 12%\nОткрыто три филиала"
    first.notes_slide.notes_text_frame.text = "Рассказать про филиал в Томске."
    second = show.slides.add_slide(show.slide_layouts[5])
    second.shapes.title.text = "Филиалы"
    table = second.shapes.add_table(2, 2, Cm(2), Cm(5), Cm(10), Cm(3)).table
    for row, cells in enumerate((("Город", "Сотрудники"), ("Северск", "24"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    out = BytesIO()
    show.save(out)
    return out.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_NAMES = " ".join(
    f'xmlns:{prefix}="{_ODF}:{prefix}:1.0"' for prefix in ("office", "text", "table", "style", "meta", "manifest")
)


def open_document(body: str = "", manifest: str = "") -> bytes:
    """With headings, a numbered list, a table and a comment, unless another body is given."""
    default = (
        '<text:h text:outline-level="1">Правила внутреннего распорядка</text:h>'
        '<text:h text:outline-level="2">Рабочее время</text:h>'
        f"<text:p>{PAY}<text:line-break/>Обед<text:s/>— час.<office:annotation><text:p>Проверить!</text:p>"
        "</office:annotation></text:p>"
        '<text:list text:style-name="L1"><text:list-item><text:p>Приходить вовремя</text:p></text:list-item>'
        "<text:list-item><text:p>Предупреждать об опоздании</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>День</text:p></table:table-cell><table:table-cell>"
        "<text:p>Часы</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Пятница"
        "</text:p></table:table-cell><table:table-cell><text:p>7</text:p></table:table-cell><table:table-cell"
        ' table:number-columns-repeated="16000"/></table:table-row></table:table>'
    )
    styles = '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>'
    content = (
        f"<office:document-content {_ODF_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body or default}</office:text></office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta {_ODF_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<dc:title>Правила распорядка</dc:title><dc:date>2024-03-12T10:15:00</dc:date>"
        "</office:meta></office:document-meta>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "meta.xml": meta,
            "META-INF/manifest.xml": f"<manifest:manifest {_ODF_NAMES}>{manifest}</manifest:manifest>",
        }
    )


def rich_text() -> bytes:
    """In code page 1251, with one letter as \\u, an information group and a table."""

    def escaped(text: str) -> str:
        return "".join(f"\\'{byte:02x}" if byte > 0x7F else chr(byte) for byte in text.encode("cp1251"))

    info = "{\\info{\\title " + escaped("Памятка водителю") + "}{\\creatim\\yr2024\\mo3\\dy12\\hr10}}"
    row = "\\trowd\\cellx3000\\cellx6000 %s\\cell %s\\cell\\row "
    table = "".join(row % tuple(map(escaped, cells)) for cells in (("Марка", "Расход"), ("ГАЗ", "12 л")))
    body = f"{escaped('Перед выездом п')}\\u1088?{escaped('оверь тормоза')}.\\par {escaped(PAY)}\\par "
    return f"{{\\rtf1\\ansi\\ansicpg1251\\deff0{{\\fonttbl{{\\f0\\fcharset204 Arial;}}}}{info}{body}{table}}}".encode(
        "ascii"
    )


def letter() -> bytes:
    """A page, a plain part that says nothing, an attachment with a Cyrillic name."""
    message = EmailMessage()
    message["Subject"] = "Перенос отпуска Петрова"
    message["From"] = "Иванова Мария <ivanova@example.org>"
    message["To"] = "Отдел кадров <hr@example.org>"
    message["Date"] = "Tue, 12 Mar 2024 10:15:00 +0300"
    message.set_content("\n")
    message.add_alternative(f"<html><body><p>Добрый день!</p><p>{PAY}</p></body></html>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="заявление.pdf")
    return message.as_bytes()


def page() -> bytes:
    """A page in code page 1251 with a menu, breadcrumbs, a footer, a list and a table."""
    menu = "".join(f'<li><a href="/{number}">Раздел сайта {number}</a></li>' for number in range(6))
    return (
        '<html><head><meta charset="windows-1251"><title>Вход в здание | Портал</title>'
        '<meta property="article:published_time" content="2024-03-12T08:00:00+03:00">'
        "<script>var a = 'x';</script></head><body>"
        f'<nav><ul>{menu}</ul></nav><div class="breadcrumbs">Главная / Правила</div>'
        "<h1>Как войти в здание</h1><p>Предъявите <b>пропуск</b>&nbsp;охране.<br>Гостей встречают.</p>"
        "<h2>Что взять с собой</h2><ol><li>Паспорт<ul><li>или права</li></ul></li><li>Пропуск</li></ol>"
        "<table><tr><th>Этаж</th><th>Отдел</th></tr><tr><td>2</td><td>Бухгалтерия</td></tr></table>"
        "<footer>© Портал, все права защищены</footer></body></html>"
    ).encode("cp1251")


MARKDOWN = f"""---
title: "Регламент доступа"
date: 2024-03-12
---
# Регламент доступа

{PAY} См. [**правила**](rules.md).

## Кто выдаёт пропуск

1. Охрана
2. Отдел кадров

| Кто | Когда |
| --- | ----- |
| Охрана | всегда |
"""

TABLE = 'Фамилия;Должность;Оклад\r\n"Петров; младший";инженер;"50 000,00"\r\nСидорова;бухгалтер;45 000\r\n'
