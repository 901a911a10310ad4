"""Kế hoạch."""

from django.urls import path

from . import views, views_cascade

app_name = "programme"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/thay-doi/", views.changes, name="changes"),
    path("<int:pk>/cu-the-hoa/", views_cascade.cascade, name="cascade"),
    path("<int:pk>/cu-the-hoa/gan/", views_cascade.link_plan, name="link_plan"),
    path("<int:pk>/cu-the-hoa/<int:link>/", views_cascade.match, name="match"),
    path("<int:pk>/cu-the-hoa/<int:link>/quyet-dinh/", views_cascade.decide, name="decide"),
    path("<int:pk>/cu-the-hoa/<int:link>/them/", views_cascade.derive, name="derive"),
    path("<int:pk>/cu-the-hoa/<int:link>/de-xuat/", views_cascade.propose, name="propose"),
    path("<int:pk>/cu-the-hoa/<int:link>/bo/", views_cascade.unlink_plan, name="unlink_plan"),
    path("<int:pk>/chu-tri/", views.give_lead, name="give_lead"),
    path("<int:pk>/bo/", views.discard, name="discard"),
    path("<int:plan>/viec/<int:pk>/", views.task, name="task"),
    path("<int:plan>/viec/<int:pk>/sua/", views.edit_task, name="edit_task"),
    path("<int:plan>/viec/<int:pk>/bo/", views.remove_task, name="remove_task"),
    path("<int:plan>/chi-tieu/<int:pk>/", views.target, name="target"),
    path("<int:plan>/chi-tieu/<int:pk>/sua/", views.edit_target, name="edit_target"),
    path("tu-van-ban/<int:draft>/", views.make, name="make"),
]
