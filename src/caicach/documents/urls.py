from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("", views.registry, name="registry"),
    path("<int:pk>/", views.document, name="document"),
    path("<int:pk>/tep/", views.file, name="file"),
]
