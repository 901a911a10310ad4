"""The table of figures that goes with the periodic reports, as dated data: the lines that the demanding bodies of a city
usually ask for, under the headings of the outline. Codes that an installation does not have are passed over there.
"""

from django.db import migrations

TABLE = [
    ("Công tác chỉ đạo, điều hành", ["1.01", "1.02", "1.03", "1.04", "1.05", "1.06"]),
    ("Cải cách thể chế", ["2.01"]),
    ("Cải cách thủ tục hành chính", ["3.01", "3.02", "3.03", "3.04", "3.05", "3.06", "3.07"]),
    ("Cải cách chế độ công vụ", ["5.01"]),
    ("Xây dựng, phát triển chính quyền điện tử, chính quyền số", ["7.01", "7.02", "7.03"]),
]
LINES = [line for group, ends in TABLE for line in ({"group": group}, *({"code": f"CCHC.{end}"} for end in ends))]
PERIODIC = ("quy", "6-thang", "9-thang", "nam")


def fill(apps, schema_editor):
    kinds = apps.get_model("reports", "ReportKind").objects.using(schema_editor.connection.alias)
    for kind in kinds.filter(code__in=PERIODIC, body=None, nature="periodic", statistics__isnull=True):
        kind.statistics = LINES
        kind.save(update_fields=["statistics"])


def empty(apps, schema_editor):
    kinds = apps.get_model("reports", "ReportKind").objects.using(schema_editor.connection.alias)
    for kind in kinds.filter(code__in=PERIODIC, body=None, nature="periodic"):
        if kind.statistics == LINES:
            kind.statistics = None
            kind.save(update_fields=["statistics"])


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_statistics_steps_issuing")]
    operations = [migrations.RunPython(fill, empty)]
