from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A period may be opened anew after it was withdrawn: the constraint lets in more than before, never less.
    The version that still runs goes on: the column has its value from the database, the check asks nothing of it."""

    dependencies = [("reports", "0007_cycle_withdrawn")]

    operations = [
        migrations.AddField("cycle", "withdrawn_reason", models.TextField(blank=True, default="", db_default="")),
        migrations.RemoveConstraint("cycle", "one_cycle_per_period"),
        migrations.AddConstraint(
            "cycle",
            models.UniqueConstraint(
                fields=["kind", "body", "year", "ordinal"],
                condition=~Q(period_kind="") & Q(withdrawn_at=None),
                name="one_cycle_per_period",
            ),
        ),
        migrations.AddConstraint(
            "cycle",
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawal_has_a_reason",
            ),
        ),
    ]
