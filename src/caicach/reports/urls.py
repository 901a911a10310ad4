from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="list"),
    path("xem-truoc/", views.preview, name="preview"),
    path("viet/", views.write, name="write"),
    path("<int:pk>/tep/", views.download, name="download"),
]
