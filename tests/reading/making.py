"""PDF and office files made by hand, good and bad."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from eujassist.settings import Settings

FILES = Path(__file__).parent / "files"
SETTINGS = Settings(recognition_seconds=0)


def pdf(pages: Iterable[bytes], *, filters: str = "", info: str = "", labels: str = "") -> bytes:
    """Return a PDF whose pages have these content streams, in Helvetica as /F1."""
    contents = list(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {labels} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {resources}"
            f" /Contents {5 + 2 * number} 0 R >>".encode()
        )
        head = f"<< /Length {len(content)} {filters} >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    if info:
        objects.append(f"<< {info} >>".encode())
    return assembled(objects, f"/Info {len(objects)} 0 R" if info else "")


def assembled(objects: list[bytes], trailer: str = "") -> bytes:
    """Return a PDF of these objects, of which the first is the catalogue."""
    stream, places = io.BytesIO(), []
    stream.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(stream.tell())
        stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = stream.tell()
    stream.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        stream.write(b"%010d 00000 n \n" % place)
    stream.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode())
    stream.write(b"startxref\n%d\n%%%%EOF" % start)
    return stream.getvalue()


def lines(*texts: str, size: int = 12, top: int = 780, step: int = 15) -> bytes:
    """Return a content stream that writes lines of text below one another."""
    written = [f"BT /F1 {size} Tf"]
    for number, text in enumerate(texts):
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        written.append(f"1 0 0 1 72 {top - number * step} Tm ({escaped}) Tj")
    return "\n".join([*written, "ET"]).encode("cp1252")


def placed(*texts: tuple[int, int, str], size: int = 11) -> bytes:
    """Return a content stream with texts at places, in points from the lower left corner."""
    written = [f"BT /F1 {size} Tf"]
    written += [f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in texts]
    return "\n".join([*written, "ET"]).encode("cp1252")


def flate_bomb(size: int) -> bytes:
    """Return a PDF whose page unpacks to `size` bytes."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)]
    return pdf([b"".join([*parts, packer.flush()])], filters="/Filter /FlateDecode")


def text_bomb(characters: int) -> bytes:
    """Return a PDF with a page of so many characters."""
    line = b"(" + b"a" * 10_000 + b") Tj\n"
    content = b"BT /F1 1 Tf\n" + line * (characters // 10_000) + b"ET"
    return pdf([zlib.compress(content)], filters="/Filter /FlateDecode")


def many_references(count: int) -> bytes:
    """Return a PDF that says to have `count` pages, all the same one."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b"3 0 R " * count),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    )


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return a zip archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, **members: str) -> bytes:
    """Return a DOCX with this body; `footnotes="..."` and the like add parts."""
    parts = {"word/document.xml": f"<w:body>{body}</w:body>"}
    parts |= {f"word/{name}.xml": content for name, content in members.items()}
    return zipped(
        {name: f'<w:document xmlns:w="{_WORD}">{part}</w:document>' for name, part in parts.items()}
    )
