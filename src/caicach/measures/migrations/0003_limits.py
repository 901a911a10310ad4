"""What limits a number: whether it may be negative, or more than the whole."""

from django.db import migrations, models

KINDS = [
    ("compare", "So hai chỉ tiêu"),
    ("sum", "Tổng các phần"),
    ("jump", "Tăng, giảm đột ngột"),
    ("outlier", "Khác hẳn các cơ quan cùng nhóm"),
    ("range", "Ngoài khoảng của chính cơ quan"),
    ("size", "Số lớn bất thường"),
]


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_append_only")]

    operations = [
        migrations.AddField("indicator", "may_be_negative", models.BooleanField(null=True, blank=True)),
        migrations.AddField("indicator", "may_exceed_whole", models.BooleanField(null=True, blank=True)),
        migrations.AlterField("validationrule", "kind", models.CharField(choices=KINDS, max_length=8)),
    ]
