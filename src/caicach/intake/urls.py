"""Đọc văn bản."""

from django.urls import path

from .views import bench, upload

app_name = "intake"
urlpatterns = [
    path("", upload.upload, name="upload"),
    path("<int:pk>/", bench.draft, name="draft"),
    path("<int:pk>/trang-thai/", upload.state, name="state"),
    path("<int:pk>/doc-ngay/", upload.read_again, name="read_again"),
    path("<int:pk>/bo/", upload.discard, name="discard"),
    path("<int:pk>/khoi-phuc/", upload.restore, name="restore"),
    path("<int:pk>/tep/", upload.file, name="file"),
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
