"""The full-text index over the folded text of documents (see documents/search.py)."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE documents_fts USING fts5(search_text, content='documents_document', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER documents_fts_insert AFTER INSERT ON documents_document BEGIN "
    "INSERT INTO documents_fts(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER documents_fts_delete AFTER DELETE ON documents_document BEGIN "
    "INSERT INTO documents_fts(documents_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER documents_fts_update AFTER UPDATE OF search_text ON documents_document BEGIN "
    "INSERT INTO documents_fts(documents_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); "
    "INSERT INTO documents_fts(rowid, search_text) VALUES (new.id, new.search_text); END",
    "INSERT INTO documents_fts(documents_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS documents_fts_insert",
    "DROP TRIGGER IF EXISTS documents_fts_delete",
    "DROP TRIGGER IF EXISTS documents_fts_update",
    "DROP TABLE IF EXISTS documents_fts",
]
POSTGRES = ["CREATE INDEX documents_full_text ON documents_document USING gin (to_tsvector('simple', search_text))"]
POSTGRES_BACK = ["DROP INDEX IF EXISTS documents_full_text"]


def run(schema_editor, for_postgres, for_sqlite):
    statements = for_postgres if schema_editor.connection.vendor == "postgresql" else for_sqlite
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def add(apps, schema_editor):
    run(schema_editor, POSTGRES, SQLITE)


def drop(apps, schema_editor):
    run(schema_editor, POSTGRES_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
