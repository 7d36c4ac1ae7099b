"""One generation's vectors in Chroma: a collection for each language, as LlamaIndex stores.

A collection for each language, because candidates are taken for each language and a filter costs
Chroma more than the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import chromadb
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from llama_index.core.schema import TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from eujassist.documents import LANGUAGES, Language
from eujassist.indexing.catalogue import IndexedPassage
from eujassist.indexing.geometry import Vectors

CHROMA_ERRORS = (ChromaError, ValueError, AttributeError)
"""What opening a damaged folder raises: the last one at a second try, from the half-open client
that Chroma keeps for the folder."""

_BATCH = 500  # Chroma added no faster in larger batches
_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200}
}


class VectorStores:
    """The open collections of one Chroma folder; at most one process writes, and no other reads."""

    def __init__(self, folder: Path) -> None:
        client = chromadb.PersistentClient(
            folder, settings=ChromaSettings(anonymized_telemetry=False)
        )
        self._client = cast(Client, client)  # the interface that is declared has no close()
        self._stores = {
            language: ChromaVectorStore(
                chroma_collection=self._client.get_or_create_collection(
                    f"passages-{language}", configuration=_CONFIGURATION, embedding_function=None
                )
            )
            for language in LANGUAGES
        }

    def close(self) -> None:
        """Close the files."""
        self._client.close()

    def add(self, passages: Sequence[IndexedPassage]) -> None:
        """Add passages whose ids are not there yet."""
        for language, store in self._stores.items():
            nodes = [_to_node(one) for one in passages if one.passage.language == language]
            for start in range(0, len(nodes), _BATCH):
                store.add(list(nodes[start : start + _BATCH]))

    def remove(self, identities: Iterable[str]) -> None:
        """Remove the passages with these ids, from whichever collection holds them."""
        wanted = list(identities)
        for store in self._stores.values() if wanted else ():
            store.delete_nodes(wanted)

    def count(self, language: Language) -> int:
        """Return how many passages are stored for `language`."""
        return int(self._stores[language].client.count())

    def nearest(self, vector: Vectors, language: Language, limit: int) -> list[str]:
        """Return the ids of the passages in `language` nearest to `vector`, nearest first."""
        # Not through LlamaIndex's store, which fetches the texts as well, in four times the time.
        collection = self._stores[language].client
        found = collection.query(query_embeddings=[vector.tolist()], n_results=limit, include=[])
        return list(found["ids"][0])


def _to_node(indexed: IndexedPassage) -> TextNode:
    return TextNode(
        id_=indexed.passage.id,
        text=indexed.passage.text,
        metadata={"document": indexed.passage.document_id, "language": indexed.passage.language},
        embedding=indexed.vector.tolist(),
    )
