"""Make projection.npz: what vectors of tokens have in common, and the axes along which they differ.

    python bench/projecting.py FOLDER

The folder holds a public set as eval/README.md says; taken are its paragraphs and questions of the
half of the articles that the weights of evidence are fitted on, every language alike. No answer is
looked at: the axes are the first principal components of the tokens of paragraphs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from eujassist.documents import LANGUAGES
from eujassist.evaluation import public_sets
from eujassist.indexing import embedding
from eujassist.indexing.encoder import encoder
from eujassist.indexing.geometry import TOKEN_DIMENSION, Vectors
from halves import to_fit_on

_FILE = Path(embedding.__file__).with_name("projection.npz")
_TEXTS = 150  # of each language


def main(folder: Path) -> None:
    """Write the file."""
    paragraphs, problems = public_sets.read_paragraphs(folder)
    questions, more = public_sets.read_questions(folder, folder) or ([], [])
    if problems or more or not questions:
        raise SystemExit("\n".join(map(str, [*problems, *more])) or f"no public set: {folder}")
    articles = to_fit_on((one.lang, one.title) for one in paragraphs)
    fitted = [one for one in paragraphs if (one.lang, one.title) in articles]
    documents = {public_sets.document_id(one.id) for one in fitted}
    passages, asked = [], []
    for language in LANGUAGES:
        own = [f"{one.title}\n\n{one.text}" for one in fitted if one.lang == language]
        passages += _some(own)
        asked += _some(
            case.text
            for case in questions
            if case.language == language and case.evidence[0].document_id in documents
        )
    vectors = _tokens(f"passage: {text}" for text in passages)
    _, axes = np.linalg.eigh(np.cov(vectors.T))
    np.savez(
        _FILE,
        query_mean=_tokens(f"query: {text}" for text in asked).mean(axis=0).astype(np.float16),
        passage_mean=vectors.mean(axis=0).astype(np.float16),
        axes=axes[:, : -TOKEN_DIMENSION - 1 : -1].astype(np.float16),
    )
    print(f"{_FILE.name}: {len(vectors)} tokens of {len(passages)} paragraphs")


def _some(texts: Iterable[str]) -> list[str]:
    every = list(texts)
    return every[:: max(1, len(every) // _TEXTS)][:_TEXTS]


def _tokens(texts: Iterable[str]) -> Vectors:
    """Return the vectors of all tokens but those at beginning and end."""
    states = [encoder().encode(text) for text in texts]
    return np.concatenate([one.vectors[one.spans[:, 0] < one.spans[:, 1]] for one in states])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
