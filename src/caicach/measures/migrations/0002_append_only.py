"""The words that were given for a figure are only ever added to: the triggers that the event log has."""

from django.db import migrations

TABLE = "measures_figurerevision"


def add_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        trigger = f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION core_append_only();"
    else:
        trigger = f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END;"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(trigger)


def drop_trigger(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_update")


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial"), ("core", "0002_append_only")]
    operations = [migrations.RunPython(add_trigger, drop_trigger)]
