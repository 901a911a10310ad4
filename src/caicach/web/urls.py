"""Root URLs. Every view says to whom it opens (bodies.access); the middleware refuses what does not."""

from django.contrib import admin
from django.urls import include, path

from . import views, views_components, views_control_room, views_search, views_theme

handler400 = "caicach.web.errors.bad_request"
handler403 = "caicach.web.errors.forbidden"
handler404 = "caicach.web.errors.not_found"
handler500 = "caicach.web.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("phong-dieu-hanh/", views_control_room.control_room, name="control_room"),
    path("tim/", views_search.search_page, name="search"),
    path("thanh-phan/", views_components.components, name="components"),
    path("nen-trang/", views_theme.set_theme, name="theme"),
    path("tai-khoan/", include("allauth.account.urls")),
    path("tai-khoan/xac-thuc-hai-lop/", include("allauth.mfa.urls")),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("quan-tri-he-thong/", admin.site.urls),
    path("viec/", include("caicach.duties.urls")),
    path("doc-van-ban/", include("caicach.intake.urls")),
    path("ke-hoach/", include("caicach.programme.urls")),
    path("van-ban/", include("caicach.documents.urls")),
    path("so-lieu/", include("caicach.measures.urls")),
    path("chi-tieu/", include("caicach.monitoring.urls")),
    path("bao-cao/", include("caicach.reports.urls")),
    path("", include("caicach.bodies.urls")),
]
