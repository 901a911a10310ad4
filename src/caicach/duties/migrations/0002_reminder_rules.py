"""When people are told, as dated data: working days before (negative) and after the due day."""

import datetime

from django.db import migrations

RULES = [("before", -5), ("before", -2), ("on_day", 0), ("overdue", 1), ("escalated_head", 3), ("escalated_standing", 5)]
SINCE = datetime.date(2021, 1, 1)


def add(apps, schema_editor):
    ReminderRule = apps.get_model("duties", "ReminderRule")
    for kind, working_days in RULES:
        ReminderRule.objects.create(kind=kind, working_days=working_days, valid_from=SINCE)


def drop(apps, schema_editor):
    apps.get_model("duties", "ReminderRule").objects.filter(valid_from=SINCE).delete()


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
