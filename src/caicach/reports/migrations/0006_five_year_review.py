"""The review of a five-year plan as dated data: what its report holds, and what goes before it: an outline to write by,
thematic reports of those who lead a subject, a survey, consultation, a conference. `days` count from the day on which
the agencies' own reports are due. Leads are named as cities name them; one that a city does not have falls to its
standing agency.
"""

import datetime

from django.db import migrations

SINCE = datetime.date(2025, 3, 25)
CODE = "tong-ket-ke-hoach"
SOURCE = "Kế hoạch tổng kết cải cách hành chính giai đoạn 5 năm"
OUTLINE = [
    ("steering", "I. Công tác chỉ đạo, điều hành", 1),
    ("results", "II. Kết quả thực hiện", 1),
    ("targets", "1. Mục tiêu, chỉ tiêu", 2),
    ("field-2", "2. Cải cách thể chế", 2),
    ("field-3", "3. Cải cách thủ tục hành chính", 2),
    ("field-4", "4. Cải cách tổ chức bộ máy", 2),
    ("field-5", "5. Cải cách chế độ công vụ", 2),
    ("field-6", "6. Cải cách tài chính công", 2),
    ("field-7", "7. Chính quyền điện tử, chính quyền số", 2),
    ("assessment", "III. Đánh giá chung", 1),
    ("achievements", "1. Kết quả nổi bật, cách làm hay", 2),
    ("shortcomings", "2. Tồn tại, hạn chế", 2),
    ("causes", "3. Nguyên nhân", 2),
    ("lessons", "4. Bài học kinh nghiệm", 2),
    ("ahead", "IV. Nhiệm vụ, giải pháp giai đoạn tới", 1),
    ("proposals", "V. Kiến nghị, đề xuất", 1),
]
THEMES = [
    ("Sở Tư pháp", ["cải cách thể chế"]),
    (
        "",
        [
            "chỉ đạo, điều hành", "chỉ số cải cách hành chính", "sự hài lòng của người dân, tổ chức",
            "tổ chức bộ máy", "chế độ công vụ", "tiền lương của cán bộ, công chức, viên chức",
            "tiền lương, bảo hiểm xã hội, ưu đãi người có công",
        ],
    ),
    ("Sở Tài chính", ["tài chính công", "cơ chế tài chính, tự chủ", "phân cấp quản lý, trụ sở và trang thiết bị"]),
    (
        "Sở Khoa học và Công nghệ",
        ["chính quyền điện tử, chính quyền số", "khoa học, công nghệ và đổi mới sáng tạo", "quản lý chất lượng ISO"],
    ),
    ("Trung tâm Phục vụ hành chính công", ["thủ tục hành chính, một cửa, dịch vụ công"]),
    ("Văn phòng", ["hệ thống phục vụ chỉ đạo, điều hành"]),
    ("Viện Nghiên cứu", ["đo lường sự hài lòng đối với cơ quan, đơn vị"]),
    ("Sở Y tế", ["đơn vị sự nghiệp y tế, bảo hiểm y tế", "sự hài lòng đối với dịch vụ y tế công"]),
    ("Sở Giáo dục và Đào tạo", ["đơn vị sự nghiệp, mạng lưới trường lớp", "sự hài lòng đối với dịch vụ giáo dục công"]),
    ("Sở Văn hóa", ["xã hội hóa văn hóa, thể thao"]),
    ("Công an", ["dữ liệu dân cư, định danh và xác thực điện tử"]),
]
STEPS = [
    {"key": "outline", "title": "Ban hành đề cương hướng dẫn tổng kết", "days": -19, "leads": ""},
    *(
        {"key": f"theme-{place}", "title": f"Báo cáo chuyên đề: {title}", "days": 0, "leads": leads}
        for place, (leads, title) in enumerate(((leads, one) for leads, several in THEMES for one in several), start=1)
    ),
    {"key": "survey", "title": "Khảo sát theo chuyên đề", "days": 16, "leads": ""},
    {"key": "consultation", "title": "Dự thảo báo cáo tổng kết, lấy ý kiến", "days": 47, "leads": ""},
    {"key": "conference", "title": "Tổ chức hội nghị tổng kết", "days": 75, "leads": ""},
    {"key": "submission", "title": "Trình báo cáo tổng kết", "days": 76, "leads": ""},
]
MAY_BE_EMPTY = {"causes", "proposals"}


def add(apps, schema_editor):
    kinds = apps.get_model("reports", "ReportKind").objects.using(schema_editor.connection.alias)
    kinds.create(
        code=CODE, name="Báo cáo tổng kết kế hoạch cải cách hành chính", nature="review", period_kind="",
        source=SOURCE, valid_from=SINCE, steps=STEPS,
        outline=[
            {"key": key, "title": title, "level": level, "needed": key not in MAY_BE_EMPTY}
            for key, title, level in OUTLINE
        ],
    )  # fmt: skip


def drop(apps, schema_editor):
    # With the statement itself: the collector of `delete` would look for cycles by a class of another state.
    alias = schema_editor.connection.alias
    kinds = apps.get_model("reports", "ReportKind").objects.using(alias)
    kinds.filter(code=CODE, source=SOURCE, valid_from=SINCE)._raw_delete(alias)


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_statistics_tables")]
    operations = [migrations.RunPython(add, drop)]
