from django.urls import path

from . import views

app_name = "monitoring"
urlpatterns = [
    path("", views.index, name="list"),
    path("can-xem-lai/", views.review, name="review"),
    path("<int:pk>/theo-doi/", views.decide, name="decide"),
]
