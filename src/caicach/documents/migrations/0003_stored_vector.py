"""PostgreSQL keeps each document's words beside its text: an index over an expression makes it split the text again
for every row that it looks at, which takes most of a second at twenty thousand documents."""

from django.db import migrations

POSTGRES = [
    "ALTER TABLE documents_document ADD COLUMN search_words tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX documents_search_words ON documents_document USING gin (search_words)",
    "DROP INDEX documents_full_text",
]
POSTGRES_BACK = [
    "CREATE INDEX documents_full_text ON documents_document USING gin (to_tsvector('simple', search_text))",
    "DROP INDEX documents_search_words",
    "ALTER TABLE documents_document DROP COLUMN search_words",
]


def run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def add(apps, schema_editor):
    run(schema_editor, POSTGRES)


def drop(apps, schema_editor):
    run(schema_editor, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_full_text")]
    operations = [migrations.RunPython(add, drop)]
