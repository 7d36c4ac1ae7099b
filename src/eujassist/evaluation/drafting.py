"""A first draft of a case from a question: what the assistant finds, for a person to correct."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from eujassist.documents import Answer


def draft(answer: Answer) -> str:
    """Return a line of a cases file with the question and what was quoted as evidence.

    The answers are left empty, so that `eval check` refuses the line until a person has read the
    documents, corrected the evidence and written them.
    """
    mark = hashlib.sha256(answer.question.encode()).hexdigest()[:6]
    metadata: dict[str, Any] = {
        "lang": answer.language,
        "type": "",
        "answerable": True,
        "history": [],
        "standalone": answer.question,
        "answers": [],
        "nuggets": [],
        "evidence": [
            {"doc_id": citation.document.id, "quote": " ".join(citation.quote.split())}
            for citation in answer.citations
        ],
    }
    case = {"_id": f"{answer.language}-{mark}", "text": answer.question, "metadata": metadata}
    return json.dumps(case, ensure_ascii=False)
