"""A trilingual assistant that answers from your documents, and quotes them.

from eujassist import Assistant, Settings, sync
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eujassist.answering.assistant import Assistant
    from eujassist.documents import Answer, Citation, Document, Page, Passage, Span, Turn
    from eujassist.errors import EujassistError
    from eujassist.indexing.sync import SyncReport, sync
    from eujassist.settings import Settings

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Document",
    "EujassistError",
    "Page",
    "Passage",
    "Settings",
    "Span",
    "SyncReport",
    "Turn",
    "sync",
]

_HOMES = {
    "Assistant": "answering.assistant",
    "EujassistError": "errors",
    "Settings": "settings",
    "SyncReport": "indexing.sync",
    "sync": "indexing.sync",
}


def __getattr__(name: str) -> Any:
    """Import an exported name at its first use: the heavy libraries wait until then."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'documents')}"), name)
