from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from eujassist import Assistant, Settings, Turn, sync
from eujassist.documents import LANGUAGES, Language
from eujassist.errors import IndexOutdated
from eujassist.indexing import generations
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.index import Index
from eujassist.retrieval.evidence import find_evidence
from eujassist.retrieval.question import encode
from eujassist.retrieval.retriever import HybridRetriever

from .embeddings import BlindEmbedding, CountingEmbedding, PairsEmbedding

Shelve = Callable[[dict[str, str]], Settings]

_HARBOURS = {
    "brest.txt": "Le port de Brest\n\nLe phare du port est peint en rouge tous les cinq ans.\n\n"
    "La rade accueille aussi les remorqueurs de la société Arvor-7, venus de Lorient.\n",
    "dover.txt": "The port of Dover\n\nThe lighthouse of the port is painted white every year.\n\n"
    "Its tugboats are lent by a firm called Tidewater, which also repairs them in winter.\n",
    "hirado.txt": "平戸の港\n\n港の灯台は三年ごとに青く塗られます。\n\n"
    "曳船は長崎の会社から借りており、冬のあいだに修理されます。\n",
}


@pytest.fixture(scope="module")
def index(settings: Settings) -> Iterator[Index]:
    """The repository's corpus."""
    opened = _open(settings.index_dir, E5Embedding().model_name)
    yield opened
    opened.close()


def _open(index_dir: Path, encoder: str) -> Index:
    return Index.open(generations.visible(index_dir), encoder)


def _languages(nodes: list[NodeWithScore]) -> list[str]:
    return [str(node.metadata["language"]) for node in nodes]


def test_the_retriever_is_one_of_llamaindex(index: Index) -> None:
    retriever = HybridRetriever(index, E5Embedding(), "en", limit=7)
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve("Who founded the network?")
    assert len(nodes) == 7
    passages = index.passages(node.node_id for node in nodes)
    for node in nodes:
        assert node.get_content() == passages[node.node_id].passage.text
        assert node.metadata["document"] == passages[node.node_id].passage.document_id


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Où a eu lieu le deuxième symposium ?"),
        ("en", "Where was the second symposium held?"),
        ("ja", "第2回シンポジウムはどこで開かれましたか？"),
        ("en", "xyzzy"),
        ("fr", "?"),
    ],
)
def test_passages_come_best_first_and_once(index: Index, language: Language, question: str) -> None:
    nodes = HybridRetriever(index, E5Embedding(), language).retrieve(question)
    scores = [node.get_score() for node in nodes]
    assert scores == sorted(scores, reverse=True)
    assert len({node.node_id for node in nodes}) == len(nodes) == 40


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Quels sont les trois domaines de la feuille de route ?"),
        ("en", "What are the three areas of the roadmap?"),
        ("ja", "ロードマップの3分野は何ですか？"),
    ],
)
def test_what_all_languages_tell_is_taken_from_the_language_of_the_question(
    index: Index, language: Language, question: str
) -> None:
    nodes = HybridRetriever(index, E5Embedding(), language).retrieve(question)
    assert _languages(nodes)[0] == language
    assert set(_languages(nodes[:10])) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("asked", "question", "source", "document"),
    [
        ("fr", "Combien de watts le cerveau humain consomme-t-il ?", "ja", "ai-for-science.txt"),
        ("fr", "Sous quelle licence publie-t-on les données ?", "en", "research-data-rules.md"),
        ("en", "What does the WUE of a data centre express?", "fr", "centre-de-donnees.docx"),
        ("en", "What is the chiplet prototype’s overall budget?", "ja", "chiplet-shisaku.docx"),
        ("ja", "PUEの計算方法を定めた規格は何ですか？", "fr", "centre-de-donnees.docx"),
        ("ja", "ネットワークに参加している組織の種類は？", "en", "about-the-network.md"),
    ],
)
def test_a_better_passage_wins_in_whatever_language(
    index: Index, asked: Language, question: str, source: str, document: str
) -> None:
    best = HybridRetriever(index, E5Embedding(), asked).retrieve(question)[0]
    assert best.metadata["language"] == source
    assert str(best.metadata["document"]).endswith(document)


def test_a_name_is_found_in_documents_of_other_languages(shelve: Shelve) -> None:
    settings = shelve(_HARBOURS)
    blind = BlindEmbedding()
    sync(settings, embedding=blind)
    index = _open(settings.index_dir, "pairs")

    def best(language: Language, question: str, source: str) -> str:
        nodes = HybridRetriever(index, blind, language).retrieve(question)
        return next(node.get_content() for node in nodes if node.metadata["language"] == source)

    assert "Arvor-7" in best("ja", "Arvor-7とはどの会社ですか？", "fr")
    assert "Arvor-7" in best("en", "Where does Arvor-7 come from?", "fr")
    assert "Tidewater" in best("fr", "Que fait l’entreprise Tidewater ?", "en")


def test_a_question_costs_one_encoding_and_a_follow_up_two(settings: Settings) -> None:
    counting = CountingEmbedding()
    assistant = Assistant.open(settings, embedding=counting)
    queries, texts = counting.encoded
    queries.clear()  # opening may have warmed the encoder up
    first = assistant.ask("Combien de watts le cerveau humain consomme-t-il ?")
    assistant.ask("And in Japan?", history=[Turn(first.question, first.text)])
    assistant.ask("")
    assert queries == [first.question, "And in Japan?", "watts, cerveau humain — and in Japan?"]
    assert texts == []
    assistant.close()


def test_a_question_that_is_encoded_is_not_encoded_again(index: Index) -> None:
    counting = CountingEmbedding()
    question = "Who founded the network?"
    retriever = HybridRetriever(index, counting, "en")
    given = retriever.retrieve(encode(question, "en", E5Embedding()))
    assert counting.encoded == ([], [])
    assert given == retriever.retrieve(question)


def test_a_vector_that_comes_with_the_question_is_used(index: Index) -> None:
    counting = CountingEmbedding()
    vector = E5Embedding().get_query_embedding("When was the second symposium?")
    other_words = QueryBundle("Zzz", embedding=vector)
    best = HybridRetriever(index, counting, "en").retrieve(other_words)[0]
    assert counting.encoded == ([], [])
    assert "symposium" in best.get_content()


def test_a_question_in_capitals_is_the_same_question() -> None:
    spoken = encode("when was the network founded?", "en", E5Embedding())
    shouted = encode("WHEN WAS THE NETWORK FOUNDED?", "en", E5Embedding())
    np.testing.assert_array_equal(shouted.vector, spoken.vector)
    assert shouted.query_str == "WHEN WAS THE NETWORK FOUNDED?"


def test_an_own_embedding_fits_in(shelve: Shelve) -> None:
    settings = shelve(_HARBOURS)
    report = sync(settings, embedding=PairsEmbedding())
    assert len(report.added) == 3
    assistant = Assistant.open(settings, embedding=PairsEmbedding())
    answer = assistant.ask("The lighthouse of the port is painted in which colour?")
    documents = answer.nearest or [citation.document for citation in answer.citations]
    assert documents[0].id == "dover.txt"
    with pytest.raises(IndexOutdated):
        Assistant.open(settings)


def test_an_own_embedding_may_give_vectors_of_any_length(shelve: Shelve, tmp_path: Path) -> None:
    settings = shelve(_HARBOURS)
    larger = Settings(corpus_dir=settings.corpus_dir, index_dir=tmp_path / "larger")
    question = "How often is the lighthouse painted?"
    scores = []
    for one, length in ((settings, 1.0), (larger, 7.0)):
        embedding = PairsEmbedding(length)
        sync(one, embedding=embedding)
        index = _open(one.index_dir, "pairs")
        nodes = HybridRetriever(index, embedding, "en").retrieve(question)
        scores.append({node.node_id: node.get_score() for node in nodes})
    assert scores[1] == pytest.approx(scores[0], abs=1e-4)


def test_an_empty_index_has_no_passages_and_no_evidence(shelve: Shelve) -> None:
    settings = shelve({})
    embedding = PairsEmbedding()
    sync(settings, embedding=embedding)
    index = _open(settings.index_dir, "pairs")
    nodes = HybridRetriever(index, embedding, "fr").retrieve("Où est le phare ?")
    assert nodes == []
    assert find_evidence(encode("Où est le phare ?", "fr", embedding), nodes, index) == []


@pytest.mark.parametrize("question", ['"', "* ( ) : ^", "NEAR(a b)", "a OR b -c", "terms : x", ""])
def test_the_syntax_of_searches_means_nothing_in_a_question(index: Index, question: str) -> None:
    for language in LANGUAGES:
        assert HybridRetriever(index, E5Embedding(), language).retrieve(question)


def test_evidence_comes_strongest_first_with_strengths_from_nothing_to_certainty(
    index: Index,
) -> None:
    question = "What three aims has the network set itself?"
    encoded = encode(question, "en", E5Embedding())
    nodes = HybridRetriever(index, E5Embedding(), "en").retrieve(encoded)
    evidence = find_evidence(encoded, nodes, index)
    strengths = [one.strength for one in evidence]
    assert strengths == sorted(strengths, reverse=True)
    assert 0.5 < strengths[0] <= 1
    assert strengths[-1] >= 0
    assert evidence[0].sentence.text.startswith("It has set itself three aims:")
    for one in evidence:
        assert one.sentence.text in one.passage.text
        assert np.linalg.norm(one.vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("question", "language", "asked", "other"),
    [
        ("第2回シンポジウムはいつ開催されましたか？", "ja", "第2回", "第3回"),
        ("When was the second symposium held?", "en", "second", "third"),
        ("Où se tiendra le troisième symposium ?", "fr", "troisième|third|第3回", "deuxième"),
    ],
)
def test_what_is_on_another_number_than_the_question_does_not_come_first(
    index: Index, question: str, language: Language, asked: str, other: str
) -> None:
    encoded = encode(question, language, E5Embedding())
    nodes = HybridRetriever(index, E5Embedding(), language).retrieve(encoded)
    best = find_evidence(encoded, nodes, index)[0].sentence.text
    assert re.search(asked, best) or not re.search(other, best)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quelles entreprises étaient dans la salle à Bruxelles ?", "fr"),
        ("Which companies came to Brussels?", "en"),
    ],
)
def test_a_list_that_is_asked_for_comes_first_and_whole(
    index: Index, question: str, language: Language
) -> None:
    encoded = encode(question, language, E5Embedding())
    nodes = HybridRetriever(index, E5Embedding(), language).retrieve(encoded)
    best = find_evidence(encoded, nodes, index)[0].sentence.text
    assert best == (
        "Three companies were present:\n- IBM Japan;\n- STMicroelectronics;\n- Hitachi Europe."
    )
