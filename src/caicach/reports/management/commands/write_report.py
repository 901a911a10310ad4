"""`caicach report`: write a period's official report from the command line."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caicach.bodies.models import Body, Person
from caicach.core.evidence import path_of
from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.reports import services

YEARS = (2000, 2100)
_NEEDED = {"body": "body", "year": "year", "as": "username"}


class Command(BaseCommand):
    help = "Viết báo cáo định kỳ (DOCX, PDF) của một cơ quan theo thể thức Nghị định 30/2020/NĐ-CP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        # What is missing or no number is said by `handle`, in the language of the rest.
        parser.add_argument("--body", default="", metavar="MÃ", help="mã cơ quan (bắt buộc)")
        kinds = ", ".join(PeriodKind.values)
        parser.add_argument("--kind", default=PeriodKind.QUARTER.value, metavar="KỲ", help=f"một trong: {kinds}")
        parser.add_argument("--year", default="", metavar="NĂM", help="năm báo cáo (bắt buộc)")
        parser.add_argument("--ordinal", default="1", metavar="SỐ", help="quý 1-4, hoặc nửa năm 1-2")
        parser.add_argument("--as", dest="username", default="", metavar="TÊN", help="tên đăng nhập của người viết")
        parser.add_argument("--pdf", action="store_true", help="viết thêm bản PDF/A cạnh bản DOCX")
        parser.add_argument("-o", "--output", type=Path, metavar="TỆP")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [f"--{name}" for name, key in _NEEDED.items() if not options[key]]
        if missing:
            raise CommandError(f"Thiếu {', '.join(missing)}. Xem cách dùng: thêm --help.", returncode=2)
        output: Path | None = options["output"]
        if output is not None and (output.is_dir() or not output.absolute().parent.is_dir()):
            raise CommandError(f"Không ghi được vào “{output}”: cần tên tệp trong một thư mục đã có.", returncode=2)
        body = Body.objects.filter(code=options["body"]).first()
        if body is None:
            raise CommandError(f"Không có cơ quan mang mã {options['body']}. Xem mã ở trang Cơ quan.", returncode=2)
        person = Person.objects.filter(username=options["username"], is_active=True).first()
        if person is None:
            raise CommandError(f"Không có người dùng {options['username']}.", returncode=2)
        period = _period(options["kind"], _number("--year", options["year"]), _number("--ordinal", options["ordinal"]))
        try:
            report = services.write_report(body=body, period=period, by=person, now=timezone.now())
        except services.NoRegime as error:
            raise CommandError(f"Chưa có chế độ báo cáo nào áp dụng cho {error}.", returncode=2) from error
        except services.NotAllowed as error:
            raise CommandError(f"{person} không có quyền viết báo cáo của {body}.", returncode=2) from error
        output = output or Path(report.file_name)
        written = {output: report.file}
        if options["pdf"]:
            pdf = report.file.renditions.filter(form="pdf").select_related("file").first()
            if pdf is None:
                raise CommandError(
                    "Đã viết báo cáo nhưng máy chưa có phông chữ để viết PDF; chạy caicach doctor.", returncode=1
                )
            written[output.with_suffix(".pdf")] = pdf.file
        try:
            for path, file in written.items():
                shutil.copyfile(path_of(file.sha256), path)
        except OSError as error:
            raise CommandError(
                f"Đã viết báo cáo nhưng không ghi được vào “{output}” ({error.strerror}); tải ở trang Báo cáo.",
                returncode=1,
            ) from error
        for path in written:
            self.stdout.write(str(path))


def _number(option: str, given: str | int) -> int:
    """The whole number that was given."""
    if not str(given).isdecimal():
        raise CommandError(f"{option} cần là một số nguyên; đã ghi “{given}”.", returncode=2)
    return int(given)


def _period(kind: str, year: int, ordinal: int) -> Period:
    """The period that the options name."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise CommandError(f"Kỳ báo cáo không hợp lệ: năm {year}; cần từ {YEARS[0]} đến {YEARS[1]}.", returncode=2)
    if kind not in PeriodKind.values:
        raise CommandError(f"--kind cần là một trong: {', '.join(PeriodKind.values)}; đã ghi “{kind}”.", returncode=2)
    try:
        return Period(PeriodKind(kind), year, ordinal)
    except ValueError as error:
        raise CommandError(
            f"Kỳ báo cáo không hợp lệ: --ordinal {ordinal}; quý từ 1 đến 4, 6 tháng từ 1 đến 2, 9 tháng và năm là 1.",
            returncode=2,
        ) from error
