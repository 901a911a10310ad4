from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bodies", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="temporary_password_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
