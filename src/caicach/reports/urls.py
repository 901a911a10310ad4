from django.urls import path

from . import views, views_cycles, views_figures, views_issuing, views_submission

app_name = "reports"
urlpatterns = [
    path("", views.index, name="list"),
    path("xem-truoc/", views.preview, name="preview"),
    path("viet/", views.write, name="write"),
    path("<int:pk>/tep/", views.download, name="download"),
    path("ky/", views_cycles.cycles, name="cycles"),
    path("ky/moi/", views_cycles.cycle_new, name="cycle_new"),
    path("ky/<int:pk>/", views_cycles.cycle, name="cycle"),
    path("ky/<int:pk>/don-doc/", views_cycles.remind, name="remind"),
    path("ky/<int:pk>/tong-hop/", views_cycles.merge, name="merge"),
    path("cua-co-quan/<int:pk>/", views_submission.submission, name="submission"),
    path("cua-co-quan/<int:pk>/soan/", views_submission.draft, name="draft"),
    path("cua-co-quan/<int:pk>/muc/", views_submission.section, name="section"),
    path("cua-co-quan/<int:pk>/trinh/", views_submission.send_to_head, name="send_to_head"),
    path("cua-co-quan/<int:pk>/ky-gui/", views_submission.sign, name="sign"),
    path("cua-co-quan/<int:pk>/tra-nguoi-soan/", views_submission.give_back, name="give_back"),
    path("cua-co-quan/<int:pk>/thu-hoi/", views_submission.take_back, name="take_back"),
    path("cua-co-quan/<int:pk>/chap-nhan/", views_submission.accept, name="accept"),
    path("cua-co-quan/<int:pk>/tra-lai/", views_submission.return_report, name="return"),
    path("cua-co-quan/<int:pk>/mo-khoa/", views_submission.reopen, name="reopen"),
    path("cua-co-quan/<int:pk>/so-lieu/", views_figures.figures, name="figures"),
    path("cua-co-quan/<int:pk>/mau.xlsx", views_figures.sheet_out, name="sheet_out"),
    path("cua-co-quan/<int:pk>/nop-mau/", views_figures.sheet_in, name="sheet_in"),
    path("cua-co-quan/<int:pk>/bieu-so-lieu.xlsx", views_figures.annex, name="annex"),
    path("cua-co-quan/<int:pk>/kiem-tra/", views_issuing.checks, name="checks"),
    path("cua-co-quan/<int:pk>/kiem-tra/giai-trinh/", views_issuing.explain, name="explain"),
    path("cua-co-quan/<int:pk>/van-ban/", views_issuing.paper, name="paper"),
    path("cua-co-quan/<int:pk>/ban-hanh/", views_issuing.issue, name="issue"),
    path("cua-co-quan/<int:pk>/cong-bo/", views_issuing.publish, name="publish"),
    path("doan/<int:pk>/", views_submission.passage, name="passage"),
    path("doan/<int:pk>/ban-cu/", views_submission.restore, name="restore"),
    path("doan/<int:pk>/y-kien/", views_submission.remark, name="remark"),
    path("y-kien/<int:pk>/xong/", views_submission.settle, name="settle"),
]
