"""The kinds of report that everybody demands, as dated data.

Windows and due days are those of Nghị định 09/2019/NĐ-CP as `core.Regime` keeps them: closed on day 14 of the last
month, sent within two working days. The outline follows the periodic reports on reform that offices write: direction;
results field by field; assessment; what is ahead; proposals.
"""

import datetime

from django.db import migrations

SINCE = datetime.date(2019, 3, 12)
SOURCE = "Nghị định 09/2019/NĐ-CP"

PERIODIC_OUTLINE = [
    ("steering", "I. Công tác chỉ đạo, điều hành", 1),
    ("steering-done", "1. Về chỉ đạo, điều hành", 2),
    ("tasks", "2. Tình hình thực hiện nhiệm vụ", 2),
    ("targets", "3. Tình hình thực hiện chỉ tiêu", 2),
    ("results", "II. Kết quả thực hiện", 1),
    ("field-2", "1. Cải cách thể chế", 2),
    ("field-3", "2. Cải cách thủ tục hành chính", 2),
    ("field-4", "3. Cải cách tổ chức bộ máy hành chính nhà nước", 2),
    ("field-5", "4. Cải cách chế độ công vụ", 2),
    ("field-6", "5. Cải cách tài chính công", 2),
    ("field-7", "6. Xây dựng, phát triển chính quyền điện tử, chính quyền số", 2),
    ("assessment", "III. Đánh giá chung", 1),
    ("achievements", "1. Những mặt được", 2),
    ("shortcomings", "2. Tồn tại, hạn chế", 2),
    ("causes", "3. Nguyên nhân", 2),
    ("ahead", "IV. Phương hướng, nhiệm vụ kỳ sau", 1),
    ("proposals", "V. Kiến nghị, đề xuất", 1),
]
THEME_OUTLINE = [
    ("situation", "I. Tình hình chung", 1),
    ("results", "II. Kết quả thực hiện", 1),
    ("shortcomings", "III. Tồn tại, hạn chế và nguyên nhân", 1),
    ("ahead", "IV. Phương hướng, giải pháp", 1),
    ("proposals", "V. Kiến nghị, đề xuất", 1),
]
MAY_BE_EMPTY = {"targets", "causes", "proposals"}

KINDS = [
    ("quy", "Báo cáo cải cách hành chính quý", "periodic", "quarter", PERIODIC_OUTLINE),
    ("6-thang", "Báo cáo cải cách hành chính 6 tháng", "periodic", "half", PERIODIC_OUTLINE),
    ("9-thang", "Báo cáo cải cách hành chính 9 tháng", "periodic", "nine_months", PERIODIC_OUTLINE),
    ("nam", "Báo cáo cải cách hành chính năm", "periodic", "year", PERIODIC_OUTLINE),
    ("chuyen-de", "Báo cáo chuyên đề", "thematic", "", THEME_OUTLINE),
    ("dot-xuat", "Báo cáo đột xuất", "ad_hoc", "", THEME_OUTLINE),
]


def add(apps, schema_editor):
    ReportKind = apps.get_model("reports", "ReportKind")
    DueRule = apps.get_model("reports", "DueRule")
    for code, name, nature, period_kind, outline in KINDS:
        kind = ReportKind.objects.create(
            code=code, name=name, nature=nature, period_kind=period_kind, source=SOURCE, valid_from=SINCE,
            outline=[
                {"key": key, "title": title, "level": level, "needed": key not in MAY_BE_EMPTY}
                for key, title, level in outline
            ],
        )  # fmt: skip
        if period_kind:
            DueRule.objects.create(kind=kind, level="any", closes_on_day=14, due_working_days=2)


def drop(apps, schema_editor):
    # With the statements themselves: the collector of `delete` would look for cycles by a class of another state.
    DueRule = apps.get_model("reports", "DueRule")
    ReportKind = apps.get_model("reports", "ReportKind")
    alias = schema_editor.connection.alias
    kinds = ReportKind.objects.using(alias).filter(source=SOURCE, valid_from=SINCE)
    rules = DueRule.objects.using(alias).filter(kind_id__in=list(kinds.values_list("pk", flat=True)))
    rules._raw_delete(alias)
    kinds._raw_delete(alias)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_reporting_regime")]
    operations = [migrations.RunPython(add, drop)]
