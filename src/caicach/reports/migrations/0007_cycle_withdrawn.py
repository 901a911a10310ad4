import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("bodies", "0001_initial"),
        ("reports", "0006_five_year_review"),
    ]

    operations = [
        migrations.AddField("cycle", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "cycle",
            "withdrawn_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "cycle", "withdrawn_reason", models.TextField(blank=True, default=""), preserve_default=False
        ),
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
