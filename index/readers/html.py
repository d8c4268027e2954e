"""Web pages: the main text without navigation, and what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lxml import html as lxml_html
from lxml.etree import _Element as Element

from index.errors import DocumentError
from index.readers.blocks import Block, Content
from index.readers.clean import normalise, one_line
from index.readers.dates import parse_date
from index.readers.decode import decode
from index.readers.html_blocks import html_blocks, line_of
from index.readers.limits import ReadLimits
from index.types import SkipReason

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
_DROPPED = tuple(
    re.findall(r"\w+", "nav aside dialog menu script style noscript template iframe object svg canvas button select")
)
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|sidebar|breadcrumbs?|cookies?|banner|advert\w*|ads?|share|social|toolbar|"
    r"pagination|pager|related|comments?|subscribe|popup|modal|skip-link|toc|editsection|copyright|footer|noprint)(?:$|[\s_-])",
    re.I,
)
_HEADER = re.compile(r"(?:^|[\s_-])(?:header|masthead|topbar)(?:$|[\s_-])", re.I)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"})
_DATE_FIELDS = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "pubdate",
)
_MAX_BOILERPLATE = 0.4
_LINK_SHARE = 0.8


def read(data: bytes, limits: ReadLimits) -> Content:
    named = _CHARSET.search(data[:4096])
    return page_content(decode(data, named[1].decode("ascii") if named else ""))


def page_content(page: str) -> Content:
    root = parse(page)
    main = _main_part(root)
    stated = _stated_date(root)
    return Content(_blocks(root, main), _title(root), stated)


def parse(page: str) -> Element:
    """Raises DocumentError EMPTY for a page without any element."""
    page = _PROLOGUE.sub("", normalise(page))
    if not page.strip():
        raise DocumentError(SkipReason.EMPTY, "no text")
    return lxml_html.document_fromstring(page)


def _blocks(root: Element, main: Element) -> Iterator[Block]:
    """The page's own h1 comes first where the main part leaves it out."""
    heading = root.find(".//h1")
    if heading is not None and heading not in set(main.iter("h1")) and len(list(root.iter("h1"))) == 1:
        yield Block(line_of(heading), level=1)
    yield from html_blocks(main)


def _main_part(root: Element) -> Element:
    """What the page marks as its main text, else its body; navigation and the like taken out."""
    body = root.find("body")
    body = root if body is None else body
    for element in list(body.iter(*_DROPPED)):
        _drop(element)
    _drop_forms(body)
    whole = _length(body)
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.findall(path)
        if len(found) == 1 and _length(found[0]) > whole / 4:
            body = found[0]
            break
    _drop_boilerplate(body)
    return body


def _drop_forms(body: Element) -> None:
    """A form to search or to sign in; some sites put the whole page into one."""
    most = _MAX_BOILERPLATE * _length(body)
    for form in list(body.iter("form")):
        if _length(form) <= most:
            _drop(form)


def _drop_boilerplate(body: Element) -> None:
    """Parts named as boilerplate, unless that would be most of the page, and lists of nothing but links."""
    most = _MAX_BOILERPLATE * _length(body)
    for element in list(body.iterdescendants()):
        if isinstance(element.tag, str) and _is_boilerplate(element) and _length(element) <= most:
            _drop(element)


def _is_boilerplate(element: Element) -> bool:
    if element.get("role") in _ROLES or element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag in {"header", "footer"} or _HEADER.search(names):
        return element.tag not in _HEADINGS and element.find(".//h1") is None
    if element.tag in {"div", "section", "ul", "ol", "span", "table", "p"} and _BOILERPLATE.search(names):
        return True
    return element.tag in {"ul", "ol"} and _is_link_list(element)


def _is_link_list(element: Element) -> bool:
    links = list(element.iter("a"))
    short = all(_length(link) < 60 for link in links)
    return len(links) >= 4 and short and sum(map(_length, links)) >= _LINK_SHARE * _length(element)


def _drop(element: Element) -> None:
    """Without the text that follows the element."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _length(element: Element) -> int:
    return sum(len(str(text).strip()) for text in element.itertext())


def _title(root: Element) -> str:
    """The page's only h1, else what it states; the site's name after a bar is left out."""
    headings = [line_of(heading) for heading in root.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    stated = _meta(root, ("og:title",)) or one_line(root.findtext(".//title") or "")
    return re.split(r"\s+[|•·—–]\s+", stated)[0]


def _stated_date(root: Element) -> date | None:
    stated = parse_date(_meta(root, _DATE_FIELDS))
    if stated is not None:
        return stated
    times = [element.get("datetime", "") for element in root.iter("time")]
    return parse_date(times[0]) if times else None


def _meta(root: Element, names: tuple[str, ...]) -> str:
    fields = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get("content", "")
        for meta in root.iter("meta")
    }
    return next((one_line(fields[name]) for name in names if fields.get(name)), "")
