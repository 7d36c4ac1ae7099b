"""The tables of a catalogue; those of the lexical index stand in terms.py."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, version TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
    language TEXT NOT NULL, date TEXT, url TEXT, sample INTEGER NOT NULL);
CREATE TABLE pages (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL,
    text TEXT NOT NULL, label TEXT NOT NULL, ocr INTEGER NOT NULL,
    PRIMARY KEY (document_id, number));
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, version TEXT NOT NULL,
    language TEXT NOT NULL, spans TEXT NOT NULL, heading TEXT NOT NULL, ocr INTEGER NOT NULL,
    text TEXT NOT NULL, vector BLOB NOT NULL, tokens BLOB NOT NULL);
CREATE INDEX passages_of_document ON passages (document_id);
CREATE INDEX passages_of_language ON passages (language);
CREATE TABLE sentences (
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE, number INTEGER NOT NULL,
    spans TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL,
    first_token INTEGER NOT NULL, last_token INTEGER NOT NULL,
    PRIMARY KEY (passage, number));
CREATE TABLE failures (
    document_id TEXT PRIMARY KEY, version TEXT NOT NULL, error TEXT NOT NULL,
    fields TEXT NOT NULL);
"""
