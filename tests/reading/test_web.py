import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist.reading.reader import read_document
from eujassist.reading.web import read_html
from tests.reading.making import SETTINGS

PAGE = """<!doctype html><html lang="fr-CA"><head><meta charset="utf-8">
<title>Le rapport | Le site</title><meta property="og:title" content="Le rapport annuel">
<meta property="article:published_time" content="2025-10-14T09:00:00+02:00">
<link rel="canonical" href="https://example.org/rapport"></head><body>
<header>Le site</header><nav><a href="/">Accueil</a></nav>
<div class="cookie-banner">Nous utilisons des cookies.</div>
<main><ul class="breadcrumb"><li>Accueil</li></ul><h1>Le rapport annuel</h1>
<p>Un <b>texte</b> avec<br>10<sup>2</sup> mots et <ruby>漢字<rp>(</rp><rt>かんじ</rt></ruby>.</p>
<p>Voici :</p><ul><li>un</li><li>deux<ol><li>trois</li></ol></li></ul>
<table><tr><th>Pays</th><th>2025</th></tr><tr><td>France</td><td>12 %</td></tr></table>
<div><a>Un</a> <a>Deux</a> <a>Trois</a></div></main>
<footer>Mentions légales</footer><script>alert(1)</script></body></html>"""


def test_a_page_is_read_without_what_surrounds_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    document = read_document(path, "a.html", SETTINGS)
    assert document.pages[0].text == (
        "# Le rapport annuel\n\nUn texte avec 10² mots et 漢字.\n\n"
        "Voici :\n- un\n- deux\n1. trois\n\nPays: France | 2025: 12 %"
    )
    assert (document.title, document.language) == ("Le rapport annuel", "fr")
    assert document.date == datetime.date(2025, 10, 14)
    assert document.url == "https://example.org/rapport"


def test_the_name_of_the_site_is_no_part_of_the_title() -> None:
    html = b"<!doctype html><title>The report - The site</title><h1>The <b>report</b></h1><p>A."
    assert read_html(html, "a.html").declared.title == "The report"


def test_a_page_in_shift_jis_is_read() -> None:
    head = '<meta charset="Shift_JIS"><title>議事録</title>'
    html = f'<!doctype html><html lang="ja">{head}<p>本文です。'
    content = read_html(html.encode("cp932"), "a.html")
    assert content.pages[0].text == "本文です。"
    assert (content.declared.title, content.declared.language) == ("議事録", "ja")


ACCENTS = "Le comité adopte à l’unanimité la déclaration ; le procès-verbal relève où l’on diffère."


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("utf-8", "cp1252", ACCENTS),
        ("iso-8859-1", "utf-8", ACCENTS),
        ("iso-8859-1", "cp1252", ACCENTS),
        ("utf-16", "utf-8", ACCENTS),
        ("no-such-charset", "cp1252", ACCENTS),
        ("shift_jis", "euc_jp", "本文です。議事録を公開しました。"),
        ("utf-8", "cp932", "本文です。議事録を公開しました。"),
        ("iso-8859-1", "iso2022_jp", "本文です。議事録を公開しました。"),
        ("utf-8", "utf-16-le", "本文です。議事録を公開しました。"),
        ("iso-8859-2", "iso8859_2", "Zażółć gęślą jaźń."),
        ("windows-1257", "cp1257", "Žąsų ėjo į šilą."),
    ],
)
def test_a_declared_charset_is_believed_only_where_the_text_agrees(
    tmp_path: Path, declared: str, encoding: str, text: str
) -> None:
    html = f'<!doctype html><html><meta charset="{declared}"><p>{text}</p></html>'
    (tmp_path / "a.html").write_bytes(html.encode(encoding))
    assert read_document(tmp_path / "a.html", "a.html", SETTINGS).pages[0].text == text


def test_the_encoding_of_an_xml_declaration_is_heeded() -> None:
    head = '<?xml version="1.0" encoding="iso-8859-15"?><!doctype html><html>'
    html = f"{head}<p>Prix : 12 €</p></html>"
    assert read_html(html.encode("iso8859_15"), "a.html").pages[0].text == "Prix : 12 €"


def test_a_link_that_is_no_web_address_is_no_url() -> None:
    html = b'<!doctype html><link rel="canonical" href="javascript:alert(1)"><p>Text.'
    assert read_html(html, "a.html").declared.url is None


@given(st.text(alphabet="<>/ahpdivul =\"'&;!-", max_size=200))
def test_any_markup_is_read(text: str) -> None:
    assert read_html(b"<!doctype html>" + text.encode(), "a.html").pages[0].number == 1
