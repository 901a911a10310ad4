"""The table of figures of a kind of report, the steps of a review, explained findings, the document that left."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0003_person_session"),
        ("documents", "0004_numbers_renditions_signatures"),
        ("duties", "0005_duties_in_part"),
        ("reports", "0003_report_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("cycle", "statistics", models.JSONField(blank=True, null=True)),
        migrations.AddField("reportkind", "statistics", models.JSONField(blank=True, null=True)),
        migrations.AddField("reportkind", "steps", models.JSONField(blank=True, null=True)),
        migrations.AlterField(
            "passagerevision", "made",
            models.CharField(
                choices=[
                    ("drafted", "Hệ thống soạn từ số liệu"), ("written", "Soạn, sửa"),
                    ("taken", "Lấy từ báo cáo cấp dưới"), ("removed", "Bỏ"), ("renewed", "Số liệu được cập nhật"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="CycleStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bodies.body"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="reports.cycle"
                    ),
                ),
                (
                    "duty",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="report_step",
                        to="duties.duty",
                    ),
                ),
            ],
            options={
                "ordering": ["ordinal"],
                "constraints": [models.UniqueConstraint(fields=["cycle", "key"], name="step_once_per_cycle")],
            },
        ),
        migrations.CreateModel(
            name='IssuedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='issued_report', to='documents.document')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued', to='reports.submission')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReportException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='reports.submission')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('submission', 'code'), name='report_exception_once')],
            },
        ),
    ]
