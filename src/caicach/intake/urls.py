"""Đọc văn bản."""

from django.urls import path

from .views import bench, sheets, upload

app_name = "intake"
urlpatterns = [
    path("", upload.upload, name="upload"),
    path("<int:pk>/", bench.draft, name="draft"),
    path("<int:pk>/trang-thai/", upload.state, name="state"),
    path("<int:pk>/doc-ngay/", upload.read_again, name="read_again"),
    path("<int:pk>/bo/", upload.discard, name="discard"),
    path("<int:pk>/khoi-phuc/", upload.restore, name="restore"),
    path("<int:pk>/tep/", upload.file, name="file"),
    path("<int:pk>/dung/", upload.stop, name="stop"),
    path("<int:pk>/doc-tiep/", upload.go_on, name="go_on"),
    path("<int:pk>/doc-lai-trang/", upload.read_pages_again, name="read_pages_again"),
    path("<int:pk>/to/<int:number>/", sheets.sheet, name="sheet"),
    path("<int:pk>/trang/<int:number>/anh/", sheets.page_image, name="page_image"),
    path("<int:pk>/muc-cua-phan/", sheets.rows, name="rows"),
    path("<int:pk>/con-lai/", sheets.now, name="now"),
    path("<int:pk>/phan/", sheets.claim, name="claim"),
    path("<int:pk>/muc/them/", bench.add, name="add"),
    path("<int:pk>/muc/", bench.act, name="act"),
    path("<int:pk>/muc/chac-chan/", bench.accept_sure, name="accept_sure"),
    path("<int:pk>/muc/hoan-tac/", bench.undo, name="undo"),
    path("<int:pk>/muc/<int:item>/", bench.edit, name="edit"),
    path("<int:pk>/muc/<int:item>/loai/", bench.change_kind, name="change_kind"),
    path("<int:pk>/muc/<int:item>/tach/", bench.split, name="split"),
    path("<int:pk>/thong-tin/", bench.header, name="header"),
    path("<int:pk>/co-quan/", bench.owner, name="owner"),
    path("<int:pk>/xac-nhan/", bench.confirm, name="confirm"),
]
