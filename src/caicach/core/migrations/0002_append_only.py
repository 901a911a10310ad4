"""Triggers that keep the event log append-only, and the regimes of Nghị định 09/2019/NĐ-CP as dated data."""

import datetime

from django.db import migrations

TABLES = ("core_event", "core_eventseal")

SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END; $$;
"""
# TRUNCATE stays possible: it is what an administrator of the database could do anyhow, and `verify` shows it.
POSTGRES = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""


def add_triggers(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in TABLES:
            cursor.execute((POSTGRES if vendor == "postgresql" else SQLITE).format(table=table))


def drop_triggers(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS core_append_only()")


REGIMES = [("quarter", "Báo cáo quý"), ("half", "Báo cáo 6 tháng"), ("nine_months", "Báo cáo 9 tháng"), ("year", "Báo cáo năm")]


def add_regimes(apps, schema_editor):
    Regime = apps.get_model("core", "Regime")
    for kind, name in REGIMES:
        Regime.objects.create(
            name=name, kind=kind, closes_on_day=14, due_working_days=2,
            source="Nghị định 09/2019/NĐ-CP", valid_from=datetime.date(2019, 3, 12),
        )  # fmt: skip


def drop_regimes(apps, schema_editor):
    apps.get_model("core", "Regime").objects.filter(source="Nghị định 09/2019/NĐ-CP").delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers), migrations.RunPython(add_regimes, drop_regimes)]
