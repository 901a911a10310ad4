from django.urls import path

from . import views, views_acts, views_issuing

app_name = "duties"
urlpatterns = [
    path("", views.duty_list, name="list"),
    path("xuat/<str:kind>/", views.export, name="export"),
    path("chi-dao/", views.directive_new, name="directive_new"),
    path("thong-bao/", views.notifications, name="notifications"),
    path("thong-bao/<int:pk>/", views.open_notification, name="open_notification"),
    path("tai-lieu/<int:pk>/", views.evidence, name="evidence"),
    path("hang-loat/", views_acts.bulk, name="bulk"),
    path("dua-vao-thuc-hien/<int:plan>/", views_issuing.put_in_force, name="put_in_force"),
    path("<int:pk>/", views.duty, name="duty"),
    path("<int:pk>/tien-do/", views_acts.progress, name="progress"),
    path("<int:pk>/ky-gui/", views_acts.send_up, name="send_up"),
    path("<int:pk>/tra-nguoi-xu-ly/", views_acts.give_back, name="give_back"),
    path("<int:pk>/chap-nhan/", views_acts.accept, name="accept"),
    path("<int:pk>/tra-lai/", views_acts.return_to_body, name="return"),
    path("<int:pk>/xin-gia-han/", views_acts.ask_extension, name="ask_extension"),
    path("<int:pk>/gia-han/", views_acts.decide_extension, name="decide_extension"),
    path("<int:pk>/phan-cong/", views_acts.assign, name="assign"),
    path("<int:pk>/chuyen-giao/", views_acts.hand_over, name="hand_over"),
    path("<int:pk>/huy/", views_acts.cancel, name="cancel"),
    path("<int:pk>/hoan-tac/", views_acts.undo, name="undo"),
]
