import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


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
    ]
