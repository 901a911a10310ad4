"""The seven fields of reform as dated data (Nghị quyết 76/NQ-CP; direction counted as field 1 as plans do)."""

import datetime

from django.db import migrations

FIELDS = [
    (1, "Công tác chỉ đạo, điều hành", "Chỉ đạo điều hành"),
    (2, "Cải cách thể chế", "Thể chế"),
    (3, "Cải cách thủ tục hành chính", "Thủ tục hành chính"),
    (4, "Cải cách tổ chức bộ máy hành chính nhà nước", "Tổ chức bộ máy"),
    (5, "Cải cách chế độ công vụ", "Chế độ công vụ"),
    (6, "Cải cách tài chính công", "Tài chính công"),
    (7, "Xây dựng, phát triển chính quyền điện tử, chính quyền số", "Chính quyền số"),
]
SINCE = datetime.date(2021, 7, 15)


def add(apps, schema_editor):
    Field = apps.get_model("programme", "Field")
    for number, name, short_name in FIELDS:
        Field.objects.create(number=number, name=name, short_name=short_name, valid_from=SINCE)


def drop(apps, schema_editor):
    apps.get_model("programme", "Field").objects.filter(valid_from=SINCE).delete()


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
