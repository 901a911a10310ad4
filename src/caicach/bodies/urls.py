from django.urls import path

from . import views, views_people

app_name = "bodies"
urlpatterns = [
    path("co-quan/", views.body_list, name="list"),
    path("co-quan/moi/", views.open_new, name="open"),
    path("co-quan/<int:pk>/", views.body, name="body"),
    path("co-quan/<int:pk>/doi-ten/", views.rename, name="rename"),
    path("co-quan/<int:pk>/sap-nhap/", views.merge, name="merge"),
    path("co-quan/<int:pk>/chia-tach/", views.split, name="split"),
    path("co-quan/<int:pk>/giai-the/", views.close, name="close"),
    path("co-quan/<int:pk>/ten-goi-khac/", views.alias, name="alias"),
    path("co-quan/<int:pk>/nhom/", views.group, name="group"),
    path("nguoi-dung/", views_people.people, name="people"),
    path("nguoi-dung/moi/", views_people.person_new, name="person_new"),
    path("nguoi-dung/toi/", views_people.profile, name="profile"),
    path("nguoi-dung/co-quan-lam-viec/", views_people.work_in, name="work_in"),
    path("nguoi-dung/uy-quyen/", views_people.delegations, name="delegations"),
    path("nguoi-dung/uy-quyen/<int:pk>/thu-hoi/", views_people.delegation_revoke, name="delegation_revoke"),
    path("nguoi-dung/<int:pk>/", views_people.person, name="person"),
    path("nguoi-dung/<int:pk>/sua/", views_people.person_change, name="person_change"),
    path("nguoi-dung/<int:pk>/mat-khau/", views_people.person_password, name="person_password"),
    path("nguoi-dung/<int:pk>/khoa/", views_people.person_deactivate, name="person_deactivate"),
    path("nguoi-dung/<int:pk>/mo-lai/", views_people.person_reactivate, name="person_reactivate"),
    path("nguoi-dung/<int:pk>/vai-tro/", views_people.membership_add, name="membership_add"),
    path("nguoi-dung/vai-tro/<int:pk>/ket-thuc/", views_people.membership_end, name="membership_end"),
]
