"""Pages of bodies and people: a welcome, a refusal, a stranger; what administrators change, and what they cannot."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from caicach.bodies import services
from caicach.bodies.access import Permission, standing_of
from caicach.bodies.hooks import Matter, matters_at_hand
from caicach.bodies.models import Body, BodyKind, Delegation, Membership, Person, Role
from caicach.bodies.sections import register_section, unregister_section
from caicach.core.models import Event

from .cast import NOW

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def visit(client):
    """Ask for a page as somebody; gives the answer and its words."""

    def ask(person, name, *args, data=None, **query):
        client.force_login(person)
        address = reverse(f"bodies:{name}", args=args)
        answer = client.get(address, query) if data is None else client.post(address, data)
        answer.words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
        return answer

    return ask


def test_the_standing_agency_sees_its_city_and_no_other(cast, visit):
    words = visit(cast.standing_officer, "list").words
    for shown in (cast.city, cast.finance, cast.budget_unit, cast.commune):
        assert shown.name in words
    assert cast.other_city.name not in words


def test_an_officer_sees_their_body_and_below(cast, visit):
    words = visit(cast.finance_officer, "list").words
    assert cast.budget_unit.name in words
    assert cast.justice.name not in words


@pytest.mark.parametrize("said", ["tu phap", "Sở TP", "STP", "T01.03", "tư PHÁP"])
def test_a_body_is_found_without_marks_and_by_what_it_is_called(cast, visit, said):
    words = visit(cast.standing_officer, "list", q=said).words
    assert "Sở Tư pháp" in words
    assert "Sở Tài chính" not in words


def test_the_list_is_paged_by_key_there_and_back(cast, visit):
    services.load_communes(province_code="01", under=cast.city, on=date(2025, 7, 1), by=None, now=NOW)
    first = visit(cast.standing_officer, "list", loai="commune")
    names = []
    page = first
    seen = 0
    while True:
        rows = [row.name for row, _parent, _level in page.context["rows"]]
        names += rows
        seen += 1
        if not page.context["page"].next:
            break
        page = visit(cast.standing_officer, "list", loai="commune", trang=page.context["page"].next)
    assert (len(names), len(set(names)), seen) == (76, 76, 2)
    back = visit(cast.standing_officer, "list", loai="commune", trang=page.context["page"].previous)
    assert [row for row, *_ in back.context["rows"]] == [row for row, *_ in first.context["rows"]]
    assert back.context["page"].previous is None
    nowhere = visit(cast.standing_officer, "list", loai="commune", trang="sau-999999999999999999999")
    assert nowhere.context["page"].previous is None


def test_the_page_of_a_body(cast, visit):
    words = visit(cast.finance_officer, "body", cast.finance.pk).words
    for said in (
        "Sở Tài chính",
        "T01.02",
        "Trần Quốc Đạt",
        "Thủ trưởng",
        "Các sở, ban, ngành",
        "UBND thành phố Thanh Lam",
    ):
        assert said in words
    assert visit(cast.stranger, "body", cast.finance.pk).status_code == 404
    assert visit(cast.ward_head, "body", cast.finance.pk).status_code == 404


def test_people_of_another_body_only_for_who_may_see_people(cast, visit):
    assert "Hoàng Đức Minh" in visit(cast.standing_officer, "body", cast.ward.pk).words
    assert "Hoàng Đức Minh" not in visit(cast.leader, "body", cast.ward.pk).words


def test_rooms_above_add_their_sections_in_order(cast, visit):
    asked = []

    def first(body, standing, today):
        asked.append((body, standing.person_id, today))
        return "components/empty.html", {"title": "Mục một"}

    def second(body, standing, today):
        return "components/empty.html", {"title": "Mục hai"}

    def none(body, standing, today):
        return None

    for order, build in ((20, second), (10, first), (5, none)):
        register_section(order, build)
    try:
        words = visit(cast.finance_officer, "body", cast.finance.pk).words
    finally:
        for build in (first, second, none):
            unregister_section(build)
    assert 0 < words.index("Mục một") < words.index("Mục hai")
    assert asked == [(cast.finance, cast.finance_officer.pk, TODAY)]


@pytest.mark.parametrize("act", ["rename", "merge", "split", "close", "alias", "group"])
def test_only_administrators_change_bodies(cast, visit, act):
    assert visit(cast.home_affairs_head, act, cast.ward.pk).status_code == 403
    assert visit(cast.administrator, act, cast.ward.pk).status_code == 200


def test_an_administrator_of_a_city_who_is_no_superuser_stays_in_it(cast, visit):
    Person.objects.filter(pk=cast.administrator.pk).update(is_superuser=False)
    assert visit(cast.administrator, "rename", cast.ward.pk).status_code == 200
    assert visit(cast.administrator, "rename", cast.other_finance.pk).status_code == 404
    assert visit(cast.administrator, "person", cast.stranger.pk).status_code == 404
    assert visit(cast.administrator, "person_change", cast.stranger.pk).status_code == 404
    data = {"body": cast.other_finance.code, "role": "head", "on": TODAY.isoformat()}
    refused = visit(cast.administrator, "membership_add", cast.ward_officer.pk, data=data)
    assert refused.status_code == 422
    assert not Membership.objects.filter(person=cast.ward_officer, body=cast.other_finance).exists()


def test_who_holds_a_role_elsewhere_is_not_changed_from_here(cast, visit):
    Person.objects.filter(pk=cast.administrator.pk).update(is_superuser=False)
    services.add_membership(
        person=cast.ward_officer, body=cast.other_finance, role=Role.OFFICER, on=TODAY, by=None, now=NOW
    )
    assert visit(cast.administrator, "person", cast.ward_officer.pk).status_code == 200
    assert visit(cast.administrator, "person_password", cast.ward_officer.pk, data={}).status_code == 404


def test_merging_is_asked_twice_and_says_what_will_move(cast, visit):
    def running(body):
        return Matter("việc đang thực hiện", 7) if body == cast.second_ward else None

    data = {
        "predecessors": [cast.second_ward.pk],
        "into": "here",
        "on": TODAY.isoformat(),
        "basis": "Nghị quyết 9/NQ-HĐND",
    }
    matters_at_hand.register(running)
    try:
        asked = visit(cast.administrator, "merge", cast.ward.pk, data=data)
    finally:
        matters_at_hand.unregister(running)
    assert "Chuyển sang UBND phường Cầu Mây: 7 việc đang thực hiện" in asked.words
    assert Body.objects.get(pk=cast.second_ward.pk).closed_on is None
    done = visit(cast.administrator, "merge", cast.ward.pk, data=data | {"confirmed": "yes"})
    assert done.url == reverse("bodies:body", args=[cast.ward.pk])
    assert Body.objects.get(pk=cast.second_ward.pk).closed_on == TODAY
    ended = visit(cast.administrator, "body", cast.second_ward.pk).words
    assert "Kế thừa: UBND phường Cầu Mây" in ended
    assert visit(cast.administrator, "merge", cast.second_ward.pk).status_code == 404
    assert "UBND phường Bến Đá" in visit(cast.administrator, "list", con="het").words


def test_only_bodies_of_a_kind_that_can_merge_are_offered(cast, visit):
    offered = visit(cast.administrator, "merge", cast.ward.pk).context["form"].fields["predecessors"].queryset
    assert set(offered) == {cast.second_ward, cast.commune}
    offered = visit(cast.administrator, "merge", cast.justice.pk).context["form"].fields["predecessors"].queryset
    assert set(offered) == {cast.home_affairs, cast.finance, cast.office, cast.centre}
    narrowed = visit(cast.administrator, "merge", cast.justice.pk, q="tai chinh").context["form"]
    assert list(narrowed.fields["predecessors"].queryset) == [cast.finance]


def test_a_merger_that_cannot_be_says_why_in_place(cast, visit):
    late = (TODAY + timedelta(days=9)).isoformat()
    data = {"predecessors": [cast.second_ward.pk], "into": "here", "on": late, "basis": "NQ"}
    for asked in (data, data | {"confirmed": "yes"}):
        answer = visit(cast.administrator, "merge", cast.ward.pk, data=asked)
        assert answer.status_code == 422
        assert "Ngày có hiệu lực chưa đến" in answer.words


@pytest.mark.parametrize("into", ["here", "new"])
def test_a_merger_before_a_body_opened_is_refused_before_it_is_confirmed(cast, visit, into):
    early = (cast.second_ward.opened_on - timedelta(days=1)).isoformat()
    data = {"predecessors": [cast.second_ward.pk], "into": into, "on": early, "basis": "NQ"}
    data |= {"moi-kind": BodyKind.WARD, "moi-name": "UBND phường Mây Đá", "moi-code": "N9"}
    answer = visit(cast.administrator, "merge", cast.ward.pk, data=data)
    assert answer.status_code == 422
    assert answer.words.count("chưa hoạt động vào ngày đó") == 1


def test_bodies_merge_into_a_new_one(cast, visit):
    data = {"predecessors": [cast.second_ward.pk], "into": "new", "on": TODAY.isoformat(), "basis": "NQ"}
    nameless = visit(cast.administrator, "merge", cast.ward.pk, data=data | {"moi-kind": BodyKind.WARD})
    assert nameless.status_code == 422
    assert set(nameless.context["heir_form"].errors) == {"name", "code"}
    data |= {"moi-kind": BodyKind.WARD, "moi-name": "UBND phường Mây Đá", "moi-code": "N9"}
    asked = visit(cast.administrator, "merge", cast.ward.pk, data=data)
    for line in ("Mây Đá bắt đầu hoạt động", "Cầu Mây kết thúc hoạt động", "Bến Đá kết thúc hoạt động"):
        assert line in asked.words
    assert not Body.objects.filter(code="N9").exists()
    done = visit(cast.administrator, "merge", cast.ward.pk, data=data | {"confirmed": "yes"})
    new = Body.objects.get(code="N9")
    assert done.url == reverse("bodies:body", args=[new.pk])
    assert {row.predecessor for row in new.precessions.all()} == {cast.ward, cast.second_ward}


def test_a_department_does_not_become_a_ward(cast, visit):
    kinds = dict(visit(cast.administrator, "merge", cast.justice.pk).context["heir_form"].fields["kind"].choices)
    assert BodyKind.DEPARTMENT in kinds
    assert BodyKind.WARD not in kinds


def test_splitting(cast, visit):
    part = {"kind": BodyKind.WARD}
    data = {"on": TODAY.isoformat(), "basis": "NQ", "heir": "1", "p2-kind": BodyKind.WARD}
    for number, name in enumerate(("UBND phường Cầu Đông", "UBND phường Cầu Tây")):
        data |= {f"p{number}-{key}": value for key, value in (part | {"name": name, "code": f"N{number}"}).items()}
    asked = visit(cast.administrator, "split", cast.ward.pk, data=data)
    assert "UBND phường Cầu Đông bắt đầu hoạt động" in asked.words
    assert visit(cast.administrator, "split", cast.ward.pk, data=data | {"confirmed": "yes"}).status_code == 302
    assert {row.successor.code for row in cast.ward.successions.all()} == {"N0", "N1"}
    early = data | {"on": "2001-01-01", "p0-code": "N7", "p1-code": "N8"}
    refused = visit(cast.administrator, "split", cast.second_ward.pk, data=early)
    assert refused.status_code == 422
    assert "chưa hoạt động vào ngày đó" in refused.words
    clash = visit(cast.administrator, "split", cast.second_ward.pk, data=data)
    assert clash.status_code == 422
    assert "Mã này đã được dùng" in clash.words


def test_closing_renaming_naming_grouping_opening(cast, visit):
    admin = cast.administrator
    day = TODAY.isoformat()
    renamed = {"name": "Sở Tư pháp mới", "kind": "department", "on": day, "basis": "QĐ 1"}
    asked = visit(admin, "rename", cast.justice.pk, data=renamed)
    assert "Sở Tư pháp mang tên mới là Sở Tư pháp mới" in asked.words
    assert Body.objects.get(pk=cast.justice.pk).name == "Sở Tư pháp"
    assert (
        "trùng với tên hiện tại" in visit(admin, "rename", cast.justice.pk, data=renamed | {"name": "Sở Tư pháp"}).words
    )
    assert visit(admin, "rename", cast.justice.pk, data=renamed | {"confirmed": "yes"}).status_code == 302
    assert Body.objects.get(pk=cast.justice.pk).name == "Sở Tư pháp mới"
    assert visit(admin, "alias", cast.centre.pk, data={"text": "Một cửa"}).status_code == 302
    group = {"name": "Khối phường", "kinds": ["ward"], "also": "T01.93\nSở Tài chính", "aliases": "các phường"}
    assert visit(admin, "group", cast.city.pk, data=group).status_code == 302
    assert set(cast.city.groups.get(name="Khối phường").also.all()) == {cast.commune, cast.finance}
    assert "các phường" in visit(admin, "group", cast.city.pk, ten="Khối phường").content.decode()
    empty = visit(admin, "group", cast.city.pk, data={"name": "Rỗng"})
    assert (empty.status_code, "ít nhất một loại" in empty.words) == (422, True)
    unknown = visit(admin, "group", cast.city.pk, data=group | {"also": "Sở Không có"})
    assert "Không có cơ quan đang hoạt động" in unknown.words
    client_opens = {"kind": "unit", "name": "Phòng Kinh tế", "code": "T01.91.1", "on": day}
    answer = visit(admin, "open", data=client_opens)
    assert answer.status_code == 404  # below whom?
    assert visit(admin, "close", cast.commune.pk, data={"on": day, "basis": "NQ", "confirmed": "1"}).status_code == 302
    assert Body.objects.get(pk=cast.commune.pk).closed_on == TODAY


def test_opening_below_a_body(cast, client):
    client.force_login(cast.administrator)
    address = f"{reverse('bodies:open')}?duoi={cast.ward.pk}"
    assert client.get(address).status_code == 200
    data = {"kind": "unit", "name": "Phòng Kinh tế", "code": "T01.91.1", "on": TODAY.isoformat()}
    assert client.post(address, data).status_code == 302
    assert Body.objects.get(code="T01.91.1").path.startswith(cast.ward.path)


def test_people_are_listed_by_given_name_and_found_without_marks(cast, visit):
    answer = visit(cast.standing_officer, "people")
    names = [person.full_name for person in answer.context["page"].rows]
    assert names[:3] == ["Dương Tú Anh", "Phạm Gia Ân", "Đỗ Hải Âu"]
    assert "Mai Xuân Ở" not in names
    assert [p.full_name for p in visit(cast.standing_officer, "people", q="hanh le").context["page"].rows] == [
        "Lê Thu Hạnh"
    ]
    heads = visit(cast.standing_officer, "people", vai_tro="head").context["page"].rows
    assert {person.full_name for person in heads} == {"Trần Quốc Đạt", "Hoàng Đức Minh", "Ngô Bá Sơn"}
    there = visit(cast.standing_officer, "people", co_quan=cast.ward.pk).context["page"].rows
    assert len(there) == 3


def test_looking_at_people_of_other_bodies_is_kept_once_a_day(cast, visit):
    for _time in range(2):
        visit(cast.standing_officer, "people")
        visit(cast.standing_officer, "person", cast.ward_head.pk)
    assert list(Event.objects.filter(by=cast.standing_officer).values_list("name", flat=True)) == [
        "people_read", "person_read",
    ]  # fmt: skip
    visit(cast.ward_head, "people")
    visit(cast.ward_head, "person", cast.ward_officer.pk)
    assert not Event.objects.filter(by=cast.ward_head).exists()


def test_a_new_person_with_a_temporary_password(cast, visit, client):
    data = {
        "full_name": "Hồ Thị  Mơ",
        "username": "ho.mo",
        "position": "Chuyên viên",
        "body": "Sở Tư pháp",
        "role": "officer",
        "on": TODAY.isoformat(),
        "way_in": "temporary",
    }
    answer = visit(cast.administrator, "person_new", data=data)
    password = answer.context["password"]
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    new = Person.objects.get(username="ho.mo")
    assert new.check_password(password)
    assert (new.full_name, new.memberships.get().body) == ("Hồ Thị Mơ", cast.justice)
    assert not Event.objects.filter(data__icontains=password).exists()
    again = visit(cast.administrator, "person_new", data=data)
    assert (again.status_code, "đã có người dùng" in again.words) == (422, True)


def test_a_new_person_by_mail(cast, visit, mailoutbox):
    data = {
        "full_name": "Hồ Thị Mơ",
        "username": "ho.mo",
        "body": "T01.03",
        "role": "officer",
        "on": TODAY.isoformat(),
        "way_in": "mail",
    }
    assert "Cần địa chỉ thư" in visit(cast.administrator, "person_new", data=data).words
    assert not Person.objects.filter(username="ho.mo").exists()
    assert visit(cast.administrator, "person_new", data=data | {"email": "mo@thanhlam.example"}).status_code == 302
    assert [mail.to for mail in mailoutbox] == [["mo@thanhlam.example"]]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"body": "Sở Không có"}, "Không có cơ quan"),
        ({"body": "Sở"}, "hãy ghi mã"),
        ({"role": "field_lead"}, "Chọn lĩnh vực"),
        ({"until": "2020-01-01"}, "Phải sau ngày bắt đầu"),
    ],
)
def test_roles_that_cannot_be_given(cast, visit, more, why):
    data = {"body": "Sở Tư pháp", "role": "officer", "on": TODAY.isoformat()} | more
    answer = visit(cast.administrator, "membership_add", cast.ward_officer.pk, data=data)
    assert answer.status_code == 422
    assert why in answer.words


def test_roles_are_given_and_ended_and_the_account_closed(cast, visit):
    data = {"body": "T01.03", "role": "field_lead", "field_number": "2", "on": TODAY.isoformat()}
    assert visit(cast.administrator, "membership_add", cast.ward_officer.pk, data=data).status_code == 302
    role = Membership.objects.get(person=cast.ward_officer, body=cast.justice)
    assert (role.role, role.field_number) == ("field_lead", 2)
    assert visit(cast.administrator, "membership_end", role.pk, data={}).status_code == 302
    assert Membership.objects.get(pk=role.pk).valid_to == TODAY
    visit(cast.administrator, "person_deactivate", cast.ward_officer.pk, data={})
    closed = Person.objects.get(pk=cast.ward_officer.pk)
    assert not closed.is_active
    assert not Membership.objects.filter(person=closed, valid_to=None).exists()
    visit(cast.administrator, "person_reactivate", closed.pk, data={})
    assert Person.objects.get(pk=closed.pk).is_active
    visit(cast.administrator, "person_deactivate", cast.administrator.pk, data={})
    assert Person.objects.get(pk=cast.administrator.pk).is_active


def test_a_person_is_renamed_and_found_under_the_new_name(cast, visit):
    data = {"full_name": "Vũ Ngọc Ý", "email": "y@thanhlam.example", "position": "", "phone": "0900 000 000"}
    assert visit(cast.administrator, "person_change", cast.ward_officer.pk, data=data).status_code == 302
    found = visit(cast.standing_officer, "people", q="ngoc y").context["page"].rows
    assert [person.full_name for person in found] == ["Vũ Ngọc Ý"]
    bad = visit(cast.administrator, "person_change", cast.ward_officer.pk, data=data | {"phone": "gọi sau"})
    assert bad.status_code == 422


def test_ones_own_profile(cast, visit):
    assert "Lê Thu Hạnh" in visit(cast.finance_officer, "profile").words
    data = {"position": "Chuyên viên chính", "phone": "0900000000"}
    assert visit(cast.finance_officer, "profile", data=data).status_code == 302
    own = Person.objects.get(pk=cast.finance_officer.pk)
    assert (own.position, own.wants_email) == ("Chuyên viên chính", False)


def test_a_role_is_lent_and_taken_back(cast, visit):
    role = cast.finance_head.memberships.get()
    data = {
        "membership": role.pk,
        "to": cast.finance_officer.pk,
        "starts_on": TODAY.isoformat(),
        "ends_on": TODAY.isoformat(),
        "reason": "Công tác",
    }
    assert visit(cast.finance_head, "delegations", data=data).status_code == 302
    assert standing_of(cast.finance_officer, today=TODAY).may(Permission.SIGN_DUTIES, cast.finance)
    assert not standing_of(cast.finance_officer, today=TODAY + timedelta(days=1)).may(Permission.SIGN_DUTIES)
    clash = visit(cast.finance_head, "delegations", data=data | {"to": cast.finance_focal_point.pk})
    assert (clash.status_code, "đã được ủy quyền" in clash.words) == (422, True)
    lent = Delegation.objects.get()
    assert "Trần Quốc Đạt" in visit(cast.finance_officer, "delegations").words
    assert visit(cast.finance_officer, "delegation_revoke", lent.pk, data={}).status_code == 404
    assert visit(cast.finance_head, "delegation_revoke", lent.pk, data={}).status_code == 302
    assert not standing_of(cast.finance_officer, today=TODAY).may(Permission.SIGN_DUTIES)


def test_a_role_is_not_lent_outside_the_body_nor_one_that_is_not_ones_own(cast, visit):
    role = cast.finance_head.memberships.get()
    data = {
        "membership": role.pk,
        "to": cast.ward_officer.pk,
        "starts_on": TODAY.isoformat(),
        "ends_on": TODAY.isoformat(),
        "reason": "x",
    }
    assert visit(cast.finance_head, "delegations", data=data).status_code == 422
    assert (
        visit(cast.finance_officer, "delegations", data=data | {"to": cast.finance_focal_point.pk}).status_code == 422
    )
    assert not Delegation.objects.exists()
    with pytest.raises(services.CannotChange, match="cùng cơ quan"):
        services.delegate_role(
            membership=role,
            to=cast.ward_officer,
            starts_on=TODAY,
            ends_on=TODAY,
            reason="x",
            by=cast.finance_head,
            now=timezone.now(),
        )


@pytest.mark.parametrize(("name", "at_most"), [("list", 12), ("people", 14)])
def test_lists_ask_little_however_long_they_are(cast, client, django_assert_max_num_queries, name, at_most):
    client.force_login(cast.standing_officer)
    client.get(reverse(f"bodies:{name}"))
    with django_assert_max_num_queries(at_most):
        client.get(reverse(f"bodies:{name}"))


def test_the_page_of_a_body_asks_a_bounded_number_of_times(cast, client, django_assert_max_num_queries):
    client.force_login(cast.standing_officer)
    client.get(reverse("bodies:body", args=[cast.city.pk]))
    with django_assert_max_num_queries(24):
        client.get(reverse("bodies:body", args=[cast.city.pk]))
