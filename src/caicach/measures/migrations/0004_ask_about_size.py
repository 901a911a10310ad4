"""Every indicator given by hand has a rule that asks about numbers too large to believe."""

from django.db import migrations


def ask_about_size(apps, schema_editor):
    """The indicators that there are get the rule that new ones start with; what they hold already stays as it is."""
    Indicator = apps.get_model("measures", "Indicator")
    ValidationRule = apps.get_model("measures", "ValidationRule")
    for indicator in Indicator.objects.filter(source="entered").only("pk", "code", "valid_from"):
        ValidationRule.objects.get_or_create(
            code=f"{indicator.code}.LON"[:40],
            defaults={"kind": "size", "indicator": indicator, "valid_from": indicator.valid_from},
        )


def ask_no_more(apps, schema_editor):
    apps.get_model("measures", "ValidationRule").objects.filter(kind="size", exceptions=None).delete()


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_limits")]

    operations = [migrations.RunPython(ask_about_size, ask_no_more)]
