"""HTML: the text of the page without what surrounds it, and what its head declares."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from eujassist.documents import Page
from eujassist.reading.blocks import Block, page_text, table_blocks
from eujassist.reading.cleaning import normalise, superscript
from eujassist.reading.encodings import decode
from eujassist.reading.extract import Declared, Extract
from eujassist.reading.metadata import find_date, known_language, sensible_title

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form header hgroup hr li main ol p pre section summary table ul".split()
) | frozenset(_HEADINGS)
_NEVER_SHOWN = (
    "script, style, template, noscript, svg, math annotation, iframe, object, embed, canvas, audio,"
    " video, button, select, input, textarea, rt, rp, [hidden], [aria-hidden=true]"
)
_SURROUNDINGS = (
    "nav, footer, aside, form, dialog, [role=navigation], [role=banner], [role=contentinfo],"
    " [role=search], [role=complementary], [role=menu], [role=dialog], body > header"
)
_SURROUNDING_NAME = re.compile(
    r"(^|[\s_-])(nav(bar|igation)?|menu|breadcrumbs?|fil-?ariane|cookies?|consent|banner|bandeau"
    r"|sidebar|footer|share|sharing|partage|social|related|newsletter|subscribe|advert(isement)?s?"
    r"|ads?|promo|comments?|skip|pagination|pager|toolbar|search)([\s_-]|$)",
    re.IGNORECASE,
)
_MAIN = ("main", "[role=main]", "article", "#content", "#main")
_CHARSET = re.compile(
    rb"<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*[\"']?\s*([a-zA-Z0-9_-]+)", re.IGNORECASE
)
# A block of so many links that are so much of its text is navigation; they stand so deep in it.
_LINKS, _LINK_SHARE, _LINK_DEPTH = 3, 0.6, 6
_DATE_METAS = (
    "article:published_time",
    "datepublished",
    "dcterms.date",
    "dc.date",
    "date",
    "pubdate",
)


def read_html(raw: bytes, file: str) -> Extract:
    """Return an HTML page as one page, with title, date, language and URL from its head.

    Raises EncodingUnknown; `file` is the name it shows.
    """
    tree = LexborHTMLParser(_decode(raw, file))
    declared = _declared(tree)
    for node in tree.css(_SURROUNDINGS):
        node.decompose()
    body = tree.body
    if body is None:
        return Extract((Page(1, ""),), declared)
    for node in [node for node in body.traverse(include_text=False) if _is_surrounding(node)]:
        node.decompose()
    for node in _link_lists(body):
        node.decompose()
    roots = next((found for name in _MAIN if (found := tree.css(name))), [body])
    root = roots[0] if len(roots) == 1 else body
    return Extract((Page(1, page_text(_blocks(root))),), declared)


def html_blocks(html: str) -> list[Block]:
    """Return all blocks of a piece of HTML, surroundings and all."""
    body = LexborHTMLParser(html).body
    return list(_blocks(body)) if body else []


def _decode(raw: bytes, file: str) -> str:
    charset = _CHARSET.search(raw[:4096])
    return decode(raw, file, charset[1].decode("ascii") if charset else "")


def _is_surrounding(node: LexborNode) -> bool:
    if node.tag in ("body", "main", "article", *_HEADINGS):
        return False
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return node.tag in _BLOCKS and _SURROUNDING_NAME.search(names) is not None


def _link_lists(body: LexborNode) -> list[LexborNode]:
    """Return the blocks that are mostly links: navigation that is not called so."""
    blocks: dict[int, LexborNode] = {}
    counts, linked = Counter[int](), Counter[int]()
    for link in body.css("a"):
        parent = link.parent
        for _ in range(_LINK_DEPTH):
            if parent is None or parent.tag == "body":
                break
            if parent.tag in ("ul", "ol", "div", "section", "p"):
                blocks[parent.mem_id] = parent
                counts[parent.mem_id] += 1
                linked[parent.mem_id] += len(link.text().strip())
            parent = parent.parent
    return [
        block
        for place, block in blocks.items()
        if counts[place] >= _LINKS and linked[place] > _LINK_SHARE * len(block.text().strip())
    ]


def _blocks(root: LexborNode) -> Iterator[Block]:
    for node in root.css(_NEVER_SHOWN):
        node.decompose()
    yield from _walk(root, "")


def _walk(node: LexborNode, marker: str) -> Iterator[Block]:
    """Yield the blocks of a node; `marker` is what the first text of a list item begins with."""
    inline = ""

    def flush() -> Iterator[Block]:
        nonlocal inline, marker
        text, inline = " ".join(normalise(inline).split(" ")).strip(), ""
        if text:
            yield Block("item", marker + text) if marker else Block("paragraph", text)
            marker = ""

    number = 0
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            inline += child.text_content or ""
        elif tag == "br":
            inline += "\n"
        elif tag not in _BLOCKS:
            inline += _inline(child)
        else:
            yield from flush()
            if tag in _HEADINGS:
                yield Block("heading", " ".join(normalise(_inline(child)).split()))
            elif tag == "table":
                yield from _table(child)
            elif tag == "li":
                number += 1
                yield from _walk(child, f"{number}. " if node.tag == "ol" else "- ")
            else:
                yield from _walk(child, marker)
                marker = ""
    yield from flush()


def _inline(node: LexborNode) -> str:
    """Return the text of an inline node; blocks inside it are set apart by a space."""
    text = ""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            text += child.text_content or ""
        else:
            gap = " " if child.tag in _BLOCKS or child.tag in ("br", "td", "th") else ""
            text += gap + _inline(child) + gap
    if node.tag == "sup" and text.strip().isdecimal():
        return superscript(text)
    return text


def _table(node: LexborNode) -> Iterator[Block]:
    rows: list[list[str]] = []
    headed = False
    for caption in node.css("caption"):
        yield Block("paragraph", " ".join(normalise(_inline(caption)).split()))
    for row in node.css("tr"):
        cells: list[str] = []
        tags = []
        for cell in row.iter():
            if cell.tag in ("td", "th"):
                tags.append(cell.tag)
                cells.append(" ".join(normalise(_inline(cell)).split()))
                cells += [""] * (_colspan(cell) - 1)
        if not rows:
            headed = bool(tags) and tags.count("th") == len(tags)
        rows.append(cells)
    yield from table_blocks(rows, headed=headed)


def _colspan(cell: LexborNode) -> int:
    span = cell.attributes.get("colspan") or "1"
    return min(int(span), 100) if span.isascii() and span.isdigit() else 1


def _declared(tree: LexborHTMLParser) -> Declared:
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        values = node.attributes
        name = values.get("property") or values.get("name") or values.get("itemprop")
        if name and values.get("content"):
            metas.setdefault(name.lower(), (values["content"] or "").strip())
    root, head_title = tree.root, tree.css_first("title")
    canonical = tree.css_first("link[rel=canonical]")
    link = canonical.attributes.get("href") if canonical else None
    url = link or metas.get("og:url")
    dates = [metas[name] for name in _DATE_METAS if name in metas]
    times = [time.attributes.get("datetime") or "" for time in tree.css("time")[:1]]
    language = root.attributes.get("lang") if root else None
    title = metas.get("og:title") or (head_title.text() if head_title else "")
    heading = tree.css_first("h1")
    named = " ".join(normalise(_inline(heading)).split()) if heading else ""
    return Declared(
        # Many titles end in the name of the site.
        title=sensible_title(named if named and named in title else normalise(title)),
        language=known_language(language),
        date=next(filter(None, map(find_date, [*dates, _linked_data_date(tree), *times])), None),
        url=url if url and url.startswith(("https://", "http://")) else None,
    )


def _linked_data_date(tree: LexborHTMLParser) -> str:
    """Return `datePublished` of the page's JSON-LD, or an empty text."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data: Any = json.loads(node.text())
        except ValueError:
            continue
        entries = data if isinstance(data, list) else [data]
        for entry in entries:
            if isinstance(entry, dict) and isinstance(entry.get("datePublished"), str):
                return str(entry["datePublished"])
    return ""
