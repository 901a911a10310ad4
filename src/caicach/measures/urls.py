from django.urls import path

from . import views, views_acts, views_defining, views_sheets

app_name = "measures"
urlpatterns = [
    path("", views.index, name="list"),
    path("nhap/", views_acts.enter, name="enter"),
    path("quyet-dinh/", views_acts.decide, name="decide"),
    path("giai-trinh/", views_acts.forgive, name="forgive"),
    path("mau/", views_sheets.sheet_out, name="sheet_out"),
    path("mau/nop/", views_sheets.sheet_in, name="sheet_in"),
    path("can-xem-lai/", views.findings, name="findings"),
    path("chi-tieu/moi/", views_defining.define, name="define"),
    path("chi-tieu/<str:code>/sua/", views_defining.edit, name="edit"),
    path("chi-tieu/<str:code>/thay-the/", views_defining.replace, name="replace"),
    path("chi-tieu/<str:code>/quy-tac/moi/", views_defining.rule_new, name="rule_new"),
    path("chi-tieu/<str:code>/quy-tac/<int:pk>/", views_defining.rule, name="rule"),
    path("chi-tieu/<str:code>/", views.indicator, name="indicator"),
    path("giai-thich/<str:code>/<int:body>/<str:period>/", views.explained, name="explained"),
    path("giai-thich/<str:code>/<int:body>/<str:period>/json/", views.explained_json, name="explained_json"),
    path("<int:pk>/", views.figure, name="figure"),
    path("<int:pk>/tai-lieu/", views_acts.add_evidence, name="add_evidence"),
    path("tai-lieu/<int:pk>/", views.evidence, name="evidence"),
]
