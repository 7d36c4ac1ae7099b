import datetime
import subprocess
import sys
from pathlib import Path

from eujassist.documents import Document
from eujassist.errors import FileDamaged, ReaderFailed
from eujassist.reading import reader as reading
from eujassist.reading.process import WorkerProcess
from eujassist.reading.reader import Reader, read_document
from tests.reading.making import FILES, SETTINGS, lines, pdf


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def read(path: Path, document_id: str) -> Document:
    return read_document(path, document_id, SETTINGS)


def test_files_come_back_in_the_order_given_errors_among_them(tmp_path: Path) -> None:
    files = []
    for number in range(12):
        name = f"{number}.txt"
        files.append((write(tmp_path / name, f"This is the text number {number}."), name))
    files.insert(5, (write(tmp_path / "bad.pdf", "no PDF"), "bad.pdf"))
    with Reader(SETTINGS) as reader:
        results = list(reader.read(files))
    assert [document_id for document_id, _ in results] == [name for _, name in files]
    assert isinstance(results[5][1], FileDamaged)
    assert results[6][1] == read(*files[6])


def test_a_reader_can_be_used_again_and_left_early(tmp_path: Path) -> None:
    files = [(write(tmp_path / f"{n}.txt", "A text."), f"{n}.txt") for n in range(8)]
    with Reader(SETTINGS) as reader:
        assert next(iter(reader.read(files)))[0] == "0.txt"
        assert len(list(reader.read(files))) == 8


def test_a_worker_gives_what_reading_here_gives() -> None:
    names = ["lo_en_2col.docx", "lo_fr_2col.pdf"]
    with Reader(SETTINGS) as reader:
        for name, document in reader.read((FILES / name, name) for name in names):
            assert document == read(FILES / name, name)


def test_it_works_from_any_main_program_and_whatever_is_printed(tmp_path: Path) -> None:
    program = write(
        tmp_path / "program.py",
        "from pathlib import Path\n"
        "from eujassist.reading.reader import Reader\n"
        "from eujassist.settings import Settings\n"
        "with Reader(Settings()) as reader:\n"
        "    for document_id, document in reader.read([(Path('a.txt'), 'a.txt')]):\n"
        "        print(document.title)\n",
    )
    write(tmp_path / "a.txt", "The only line.")
    write(tmp_path / "pypdfium2.py", "raise SystemExit('a module in the working folder')")
    done = subprocess.run(
        [sys.executable, program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "The only line.\n"


def test_reading_is_light_to_import() -> None:
    code = (
        "import sys, eujassist.reading.reader, eujassist.reading.places; heavy = {'pypdfium2',"
        " 'PIL', 'selectolax', 'charset_normalizer', 'markdown_it', 'numpy'};"
        " print(heavy & sys.modules.keys() or 'light')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "light\n"


def test_a_defect_in_a_worker_is_told_with_its_cause_and_the_next_request_served() -> None:
    worker = WorkerProcess(SETTINGS)
    path = FILES / "lo_en_2col.docx"
    try:
        worker.ask({"task": "read", "path": str(path)}, "a.docx")
    except ReaderFailed as error:
        assert "a.docx" in str(error)
        assert "document_id" in str(error)
    reply = worker.ask({"task": "read", "path": str(path), "document_id": "a.docx"}, "a.docx")
    worker.close()
    assert reply["extract"]["pages"]


def test_a_worker_that_died_idle_is_replaced() -> None:
    worker = WorkerProcess(SETTINGS)
    path = FILES / "lo_en_2col.docx"
    request = {"task": "read", "path": str(path), "document_id": "a.docx"}
    first = worker.ask(request, "a.docx")
    assert worker._process
    worker._process.kill()
    worker._process.wait()
    assert worker.ask(request, "a.docx") == first
    worker.close()


def test_the_fingerprint_says_which_scans_are_read() -> None:
    assert reading.FINGERPRINT.startswith("reading-")


def test_the_sidecar_goes_before_the_front_matter_and_that_before_the_name(tmp_path: Path) -> None:
    path = write(
        tmp_path / "2024-01-02-note.md",
        "---\ntitle: From the text\ndate: 2025-03-04\nsample: true\nauthor: nobody\n---\n"
        "# Head\n\nA.",
    )
    assert read(path, "white-papers/2024-01-02-note.md") == Document(
        id="white-papers/2024-01-02-note.md",
        title="From the text",
        kind="white-paper",
        language="en",
        date=datetime.date(2025, 3, 4),
        url=None,
        sample=True,
        pages=read(path, "x.md").pages,
    )
    write(
        tmp_path / "2024-01-02-note.md.toml",
        'title = "From beside"\nlanguage = "fr"\nkind = "press-release"\n'
        'date = 2026-07-01\nurl = "https://example.org/note"\nsample = false\n',
    )
    document = read(path, "white-papers/2024-01-02-note.md")
    assert (document.title, document.language) == ("From beside", "fr")
    assert (document.kind, document.sample) == ("press-release", False)
    assert (document.date, document.url) == (datetime.date(2026, 7, 1), "https://example.org/note")


def test_front_matter_may_name_a_region_and_hold_fields_of_others(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "---\nlanguage: fr-CA\nlayout: post\n---\nOui.")
    assert read(path, "a.md").language == "fr"


def test_the_kind_is_the_first_folders(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "A text.")
    kinds = {
        "press-releases/a.txt": "press-release",
        "white-papers/2025/a.txt": "white-paper",
        "working-group-notes/a.txt": "working-group-note",
        "others/a.txt": "other",
        "a.txt": "other",
    }
    assert {name: read(path, name).kind for name in kinds} == kinds


def test_the_date_is_the_names_then_the_files(tmp_path: Path) -> None:
    content = pdf([lines("A text.")], info="/CreationDate (D:20230405120000Z)")
    (tmp_path / "a.pdf").write_bytes(content)
    dates = {
        "a.pdf": datetime.date(2023, 4, 5),
        "note_20260701.pdf": datetime.date(2026, 7, 1),
        "2026-07-01 note.pdf": datetime.date(2026, 7, 1),
        "note-20261399.pdf": datetime.date(2023, 4, 5),
    }
    assert {name: read(tmp_path / "a.pdf", name).date for name in dates} == dates


def test_the_title_is_the_first_heading_else_the_first_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "An introduction.\n\n# The heading\n\nMore.")
    assert read(path, "a.md").title == "The heading"
    path = write(tmp_path / "a.txt", "The first line\n\nand the second.")
    assert read(path, "a.txt").title == "The first line"
