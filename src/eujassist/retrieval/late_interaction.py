"""How far each token of a question is met by some token of a text: late interaction.

The sum over the question's tokens of the highest cosine with a token of the text (Khattab and
Zaharia, 2020, ColBERT), here their mean, and between the tokens of an encoder that was trained for
vectors of whole texts. It sees that a long text says one thing that is asked for, which the vector
of the whole hides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eujassist.documents import Language
from eujassist.indexing.geometry import Vectors

UNRELATED: dict[Language, dict[Language, float]] = {
    "fr": {"fr": 0.47, "en": 0.29, "ja": 0.17},
    "en": {"fr": 0.35, "en": 0.46, "ja": 0.27},
    "ja": {"fr": 0.23, "en": 0.24, "ja": 0.41},
}
"""By language of a question and of a text, the mean over texts that do not answer: measured with
encyclopaedia paragraphs; the means of single questions deviate by .02 to .04."""


def met(question: Vectors, text: Vectors) -> float:
    """Return from -1 to 1 how far the tokens of a question are met by those of a text.

    Both have a row for each token, of length 1, and at least one.
    """
    return float((question @ text.T).max(axis=1).mean())


def met_within(question: Vectors, text: Vectors, ranges: Sequence[tuple[int, int]]) -> Vectors:
    """Return the same for parts of a text, each a half-open range of its tokens; 0 for none."""
    cosines = question @ text.T
    means = [
        cosines[:, start:end].max(axis=1).mean() if start < end else 0 for start, end in ranges
    ]
    return np.array(means, dtype=np.float32)
