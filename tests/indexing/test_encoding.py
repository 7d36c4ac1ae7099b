"""Passages with the vectors of their sentences and tokens."""

from __future__ import annotations

import numpy as np

from eujassist.indexing.embedding import E5Embedding, encode_passages
from eujassist.indexing.encoding import encode
from tests.indexing.parts import RecordingEmbedding, document, vector_of

PAGE = """# Votes

To say Yes was right. Who said it? Yes

The network was created:
- in Grenoble
- in 2025"""
NEXT_PAGE = "# Places\n\nThe symposium was held in a city that"
LAST_PAGE = "is called Brussels. Then all went home."


def test_a_sentence_has_the_tokens_of_its_own_place() -> None:
    one = document(PAGE, NEXT_PAGE, LAST_PAGE)
    for indexed in encode(one, "v1", E5Embedding()):
        passage = indexed.passage
        head = f"{one.title}\n{passage.heading}\n"
        (encoded,) = encode_passages(E5Embedding(), [head + passage.text])
        np.testing.assert_array_equal(indexed.tokens, encoded.tokens)
        ends = []
        for sentence, (first, last) in zip(passage.sentences, indexed.sentence_tokens, strict=True):
            start, end = encoded.spans[first][0], encoded.spans[last - 1][1]
            assert (head + passage.text)[start:end].strip() == sentence.text
            ends.append(int(end))
        if passage.heading == "Votes":
            assert passage.sentences[2].text == "Yes"
            assert ends[2] > ends[1]


def test_an_embedding_of_whole_texts_gives_no_tokens() -> None:
    (first, *_) = encode(document("One. Two."), "v1", RecordingEmbedding())
    assert first.tokens.shape[0] == 0
    assert first.sentence_tokens == ((0, 0), (0, 0))
    np.testing.assert_allclose(first.vector, vector_of("Title\n\nOne. Two."), atol=1e-6)


def test_a_long_document_is_encoded_in_the_order_of_its_passages() -> None:
    text = "\n\n".join(f"# Section {number}\n\nSentence {number}." for number in range(150))
    indexed = encode(document(text), "v1", RecordingEmbedding())
    assert [one.passage.text for one in indexed] == [f"Sentence {n}." for n in range(150)]
    for number, one in enumerate(indexed):
        expected = vector_of(f"Title\nSection {number}\nSentence {number}.")
        np.testing.assert_allclose(one.sentence_vectors[0], expected, atol=1e-6)
