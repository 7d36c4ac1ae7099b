"""Which documents could not be read, and why; noted in the catalogue."""

from __future__ import annotations

import json
import sqlite3

from eujassist import errors


def read(connection: sqlite3.Connection) -> dict[str, tuple[str, errors.ReadingError]]:
    """Return, by document id, the version that could not be read and why."""
    return {
        identity: (version, getattr(errors, name)(**json.loads(fields)))
        for identity, version, name, fields in connection.execute(
            "SELECT document_id, version, error, fields FROM failures"
        )
    }


def note(
    connection: sqlite3.Connection, identity: str, version: str, error: errors.ReadingError
) -> None:
    """Note that this version of a document could not be read."""
    connection.execute(
        "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)",
        (identity, version, type(error).__name__, json.dumps(error.values)),
    )


def forget(connection: sqlite3.Connection, identity: str) -> None:
    """Forget what was noted of a document."""
    connection.execute("DELETE FROM failures WHERE document_id = ?", (identity,))
