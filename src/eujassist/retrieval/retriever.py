"""Finding passages: by meaning and by terms, in every language at once."""

from __future__ import annotations

import math
from collections.abc import Mapping

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from eujassist import languages
from eujassist.documents import LANGUAGES, Language, Passage
from eujassist.indexing.index import Index
from eujassist.retrieval import late_interaction
from eujassist.retrieval.question import Question, as_question

_LIMIT = 40
"""Passages returned, in all languages: of those of a French question 7 are French, and .89 of the
answers stand in them; with 20 in all, .86 did (129 questions of those of bench/choosing.py)."""
_CANDIDATES = 50
"""Passages taken from each leg and language."""

# Fitted on 1,200 questions asked in the language of their paragraph and 480 translated ones, over
# 1,440 passages of three languages: nDCG@10 of .93 within a language and .83 across. Scaled scores
# without regard to the passage's language gave .94 and .32.
_LEXICAL = 0.08
"""What a full match of the terms adds to a cosine."""
_FOREIGN = 0.3 * _LEXICAL
"""What a passage in another language gets in its place: about what one that answers would have."""
_NAMES = 0.02
"""What the best match of names and numbers adds to a passage in another language."""
_TOKENS = 0.2
"""What the late interaction of the tokens adds for each of the best so far, above that of texts
that do not answer. Of the 480 translated questions .72 then had their passage first (.70 without),
of French ones on French paragraphs .73 (.72); with .15 or .3 no more."""
_FULL_MATCH = 0.3
"""The share of the highest BM25 score that the terms can reach which counts as a full match, where
no passage has more."""
_BM25_K1 = 1.2  # of SQLite's bm25(): one term adds at most its weight times k1 + 1


class HybridRetriever(BaseRetriever):
    """Passages of one index, best first, scored so that the languages can be compared.

    A score is the cosine above what the question has with passages of that language on average,
    plus what terms (in the question's language) or names (in the others) add; those of the best
    are then set right by how far each of the question's tokens is met.
    """

    def __init__(
        self, index: Index, embedding: BaseEmbedding, language: Language, limit: int = _LIMIT
    ) -> None:
        self._index = index
        self._embedding = embedding
        self._language = language
        self._limit = limit
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """Return at most `limit` passages; a node's id is the passage's.

        What is encoded already is not encoded again (question.py).
        """
        question = as_question(query_bundle, self._language, self._embedding)
        scores = _best(self._first_scores(question), max(self._limit, _CANDIDATES))
        if len(question.tokens):
            scores = self._add_tokens(scores, question)
        best = _best(scores, self._limit)
        passages = self._index.passages(best)
        return [
            NodeWithScore(node=_to_node(passages[identity].passage), score=score)
            for identity, score in best.items()
        ]

    def _first_scores(self, question: Question) -> dict[str, float]:
        """Return the scores of all candidates before their tokens are looked at."""
        vector = question.vector
        lexical = self._lexical_scores(question)
        candidates = set(lexical)
        for language in LANGUAGES:
            candidates.update(self._index.nearest(vector, language, _CANDIDATES))
        expected = self._index.expected_similarity(vector, question.language, "passages")
        return {
            identity: float(own @ vector)
            - expected[language]
            + lexical.get(identity, 0.0)
            + (_FOREIGN if language != question.language else 0.0)
            for identity, (language, own) in self._index.vectors(candidates).items()
        }

    def _add_tokens(self, scores: Mapping[str, float], question: Question) -> dict[str, float]:
        """Return the scores with what the tokens of question and passage add."""
        usual = late_interaction.UNRELATED[question.language]
        return {
            identity: scores[identity]
            + _TOKENS * (late_interaction.met(question.tokens, own) - usual[language])
            for identity, (language, own) in self._index.tokens(scores).items()
        }

    def _lexical_scores(self, question: Question) -> dict[str, float]:
        """Return what terms and names add to the score of each passage that has any of them."""
        scores = self._term_scores(question)
        names = languages.names(question.query_str)
        found = [
            hit
            for language in LANGUAGES
            if language != question.language
            for hit in self._index.search_terms("names", names, language, _CANDIDATES)
        ]
        most = max((score for _, score in found), default=0.0)
        scores.update({identity: _NAMES * score / most for identity, score in found if most > 0})
        return scores

    def _term_scores(self, question: Question) -> dict[str, float]:
        terms = languages.terms(question.query_str, question.language)
        found = self._index.search_terms("terms", terms, question.language, _CANDIDATES)
        if not found:
            return {}
        weights = term_weights(self._index, terms, question.language)
        reachable = sum(weights.values()) * (_BM25_K1 + 1)
        full = max(found[0][1], _FULL_MATCH * reachable)
        return {identity: _LEXICAL * score / full for identity, score in found}


def _best(scores: Mapping[str, float], limit: int) -> dict[str, float]:
    """Return the highest scores, highest first."""
    best = sorted(scores, key=lambda identity: (-scores[identity], identity))[:limit]
    return {identity: scores[identity] for identity in best}


def _to_node(passage: Passage) -> TextNode:
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={
            "document": passage.document_id,
            "language": passage.language,
            "heading": passage.heading,
        },
    )


def term_weights(index: Index, terms: list[str], language: Language) -> dict[str, float]:
    """Return the inverse document frequency of each term, as SQLite's bm25() computes it."""
    count = index.passages_by_language[language]
    frequencies = index.term_frequencies(terms, language)
    return {term: term_weight(frequencies.get(term, 0), count) for term in terms}


def term_weight(known: int, count: int) -> float:
    """Return the weight of a term that stands in `known` of `count` passages."""
    return max(1e-6, math.log((count - known + 0.5) / (known + 0.5)))
