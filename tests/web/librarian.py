"""Fixed answers to tell the web's behaviour by, kind ones and hostile ones."""

from __future__ import annotations

import asyncio
import datetime
import threading
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from eujassist.documents import Answer, Citation, Document, Language, Page, Passage, Span, Turn
from eujassist.errors import IndexMissing

ROADMAP = Document(
    id="white-papers/roadmap.pdf",
    title="Feuille de route des fondations numériques",
    kind="white-paper",
    language="fr",
    date=datetime.date(2025, 3, 18),
    url="https://network.example/roadmap.pdf",
    sample=False,
    pages=(Page(1, "", "i"), Page(2, "", "ii"), Page(3, "", "1")),
)
SYMPOSIUM = Document(
    id="press-releases/symposium.md",
    title="第2回シンポジウムを東京で開催",
    kind="press-release",
    language="ja",
    date=datetime.date(2025, 11, 7),
    url=None,
    sample=True,
    pages=(Page(1, ""),),
)
NOTES = Document(
    id="working-group-notes/quantum.pdf",
    title="Quantum working group: notes of the spring meeting",
    kind="working-group-note",
    language="en",
    date=None,
    url="javascript:alert(1)",
    sample=True,
    pages=(Page(1, ""), Page(2, "")),
)
HOSTILE = (
    "<img src=https://evil.example/a.png onerror=alert(1)> ![x](https://evil.example/b.png) "
    "[click](javascript:alert(2)) <a href=data:text/html,<b>y</b>>x</a> \u202e "
    "${alert(3)} {{alert(4)}} $$\\href{javascript:alert(5)}{x}$$ "
    "<script>alert(6)</script> </blockquote><iframe src=https://evil.example></iframe>"
)


def passage(document: Document, text: str, heading: str = "", ocr: bool = False) -> Passage:
    return Passage(
        id=f"{document.id}#1",
        document_id=document.id,
        version="1",
        language=document.language,
        spans=(Span(1, 0, len(text)),),
        heading=heading,
        ocr=ocr,
        text=text,
        sentences=(),
    )


AREAS = (
    "La feuille de route retient trois domaines : l'intelligence artificielle, le calcul quantique "
    "et les réseaux 6G."
)
WHEN = "第2回シンポジウムは2025年11月7日、東京で開催されました。"
SUMMARY = "This roadmap was adopted by both sides."
"""In English, in a document that is in French."""
QUOTED = (
    Citation(
        1,
        ROADMAP,
        passage(
            ROADMAP,
            f"Le comité s'est réuni deux fois. {AREAS} Chaque domaine a son groupe de travail.",
            "2. Priorités",
        ),
        AREAS,
        (Span(3, 0, len(AREAS)),),
    ),
    Citation(2, SYMPOSIUM, passage(SYMPOSIUM, WHEN, ocr=True), WHEN, (Span(1, 0, len(WHEN)),)),
)


SENTENCES = (
    "La feuille de route retient trois domaines. [1]",
    "Le symposium s’est tenu à Tokyo. [2]",
    "Cent personnes y ont assisté. [non prouvé par les documents]",
)


class Librarian:
    """Answers from its shelf; remembers what it was asked.

    A question with "sentence" is answered one sentence at a time: the next when `say_on` is
    released, unless that answer is ended, which `ended` then tells by its question.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[Turn], Language | None]] = []
        self.say_on = threading.Semaphore(0)
        self.ended: dict[str, str] = {}

    async def stream(
        self, question: str, *, history: Sequence[Turn] = (), language: Language | None = None
    ) -> AsyncGenerator[Answer]:
        self.asked.append((question, list(history), language))
        if "index" in question:
            raise IndexMissing(folder="index")
        if "explode" in question:
            raise RuntimeError("a secret of the inside")
        if "slowly" in question:
            await asyncio.sleep(0.5)
        answer = _answer(question, language or "en")
        if question.startswith("Et ") and history:
            answer = replace(answer, understood=f"{history[-1].question} — {question}")
        if "sentence" not in question:
            yield answer
            return
        try:
            for number in range(1, 4):
                while not self.say_on.acquire(blocking=False):
                    await asyncio.sleep(0.01)
                if "breaks" in question and number == 2:
                    raise RuntimeError("a secret of the inside")
                yield _grown(answer, number)
        except BaseException as end:
            self.ended[question] = type(end).__name__
            raise


GLOSS = "Le 2e symposium s’est tenu à Tokyo le 7 novembre 2025."


def _grown(answer: Answer, sentences: int) -> Answer:
    """What a model's answer is after so many sentences."""
    text = " ".join(SENTENCES[:sentences])
    return replace(
        answer,
        text=text,
        language="fr",
        citations=(QUOTED[0], replace(QUOTED[1], gloss=GLOSS))[:sentences],
        unproved=((text.index("Cent"), len(text)),) if sentences == 3 else (),
        mode="generated",
    )


def _answer(question: str, language: Language) -> Answer:
    answer = Answer(
        question=question,
        understood=question,
        language=language,
        text=f"« {AREAS} » [1]\n\n« {WHEN} » [2]",
        citations=QUOTED,
        nearest=(),
        unproved=(),
        abstained=False,
        mode="quoted",
        index_version="1",
        timings={},
    )
    if "Mars" in question:
        return replace(
            answer,
            text="Les documents ne répondent pas à cette question.",
            citations=(),
            nearest=(SYMPOSIUM, NOTES),
            abstained=True,
        )
    if "long" in question:
        text = "Une phrase de plus.\n\n" * 60
        around = passage(ROADMAP, text + AREAS + text)
        return replace(answer, citations=(QUOTED[1], replace(QUOTED[0], passage=around)))
    if "summary" in question:
        summary = passage(replace(ROADMAP, language="en"), SUMMARY)
        spans = (Span(1, 0, len(SUMMARY)),)
        english = Citation(1, ROADMAP, summary, SUMMARY, spans)
        return replace(answer, text=f"“{SUMMARY}” [1]", citations=(english,))
    if "cut" in question:
        cut = _grown(answer, 3)
        text = f"{cut.text}\n\n« {AREAS} » [3]"
        citations = (*cut.citations, replace(QUOTED[0], number=3))
        return replace(cut, text=text, citations=citations, notice="Le modèle s’est interrompu.")
    if "hostile" in question:
        answer = replace(answer, understood=f"{HOSTILE} — {question}")
    if "hostile model" in question:
        text = f"{HOSTILE} [1] {HOSTILE} [not proved by the documents]"
        return replace(
            answer,
            text=text,
            language="en",
            citations=(replace(_hostile_citation(), quote=AREAS, gloss=HOSTILE),),
            unproved=((text.rindex(HOSTILE), len(text)),),
            mode="generated",
            notice=HOSTILE,
        )
    if "hostile" in question:
        return replace(answer, text=f"{HOSTILE} [1] [7]", citations=(_hostile_citation(),))
    return answer


def _hostile_citation() -> Citation:
    document = replace(NOTES, title=HOSTILE)
    return Citation(1, document, passage(document, f"{HOSTILE} {AREAS}", HOSTILE), HOSTILE, ())
