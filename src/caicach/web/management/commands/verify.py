"""Check the event log, the evidence store and the database against each other."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from caicach.core.events import verify_chain
from caicach.core.evidence import verify_store
from caicach.core.models import EventSeal, StoredFile
from caicach.documents.selectors import verify_books

SENTENCES = {
    "gap": "nhật ký thiếu mục số {place}",
    "changed": "nội dung mục số {place} của nhật ký đã bị thay đổi",
    "unlinked": "mục số {place} của nhật ký không nối với mục trước",
    "missing": "tệp {place} có trong cơ sở dữ liệu nhưng không còn trong kho",
    "file_changed": "nội dung tệp {place} đã bị thay đổi",
    "number_gap": "sổ văn bản thiếu số ({place})",
    "file_exchanged": "tệp của văn bản {place} không phải là tệp đã phát hành",
}


class Command(BaseCommand):
    help = "Kiểm tra nhật ký (chuỗi băm), kho tài liệu kiểm chứng và cơ sở dữ liệu. Thoát với mã 1 nếu có sai lệch."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [SENTENCES[fault.code].format(place=fault.sequence) for fault in verify_chain()]
        for store_fault in verify_store():
            code = "file_changed" if store_fault.code == "changed" else store_fault.code
            faults.append(SENTENCES[code].format(place=store_fault.sha256))
        faults += [SENTENCES[of_book.code].format(place=of_book.place) for of_book in verify_books()]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"Có {len(faults)} sai lệch.", returncode=1)
        self.stdout.write(
            f"Nhật ký: {EventSeal.objects.count()} mục, chuỗi băm nguyên vẹn. "
            f"Kho: {StoredFile.objects.count()} tệp, đủ và đúng."
        )
