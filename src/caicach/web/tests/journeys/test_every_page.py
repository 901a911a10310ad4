"""Every page that can be opened, in the light and in the dark, on a desk and on a phone: nothing that axe, the
browser's console or the content security policy complains about, nothing that runs out of a phone's side."""

from __future__ import annotations

import pytest

from caicach.web.urls import urlpatterns

from .office import DESK, PHONE, SHOTS, Desk, Office

pytestmark = pytest.mark.browser
STAGE = "in_play"

# Who opens what; names in braces are the scene's.
PAGES: dict[str, list[str]] = {
    "duties": [
        *("nv.cchc /", "tc.chuyenvien /", "tc.giamdoc /", "tp.lanhdao /", "truongphong.giamdoc /"),
        *("nv.cchc /viec/", "nv.cchc /viec/?state=open&timeliness=overdue", "tc.daumoi /viec/?body={finance}"),
        *("nv.cchc /viec/{to_review}/", "nv.cchc /viec/{extension}/", "tc.giamdoc /viec/{to_sign}/"),
        *("tc.chuyenvien /viec/{extension}/", "tc.chuyenvien /viec/thong-bao/", "nv.cchc /viec/chi-dao/"),
        "nv.cchc /viec/dua-vao-thuc-hien/{second}/",
    ],
    "plans": [
        *("nv.cchc /ke-hoach/", "caumay.congchuc /ke-hoach/{plan}/", "nv.cchc /ke-hoach/{second}/"),
        *("nv.cchc /ke-hoach/{plan}/?trang-thai=overdue", "nv.cchc /ke-hoach/{second}/thay-doi/"),
        *("nv.cchc /ke-hoach/{plan}/viec/{task}/", "nv.cchc /ke-hoach/{plan}/chi-tieu/{target}/"),
        *("nv.cchc /ke-hoach/{second}/viec/{second_task}/sua/", "nv.cchc /ke-hoach/tu-van-ban/{ready}/"),
        *("nv.cchc /ke-hoach/{plan}/cu-the-hoa/", "nv.cchc /ke-hoach/{lower}/cu-the-hoa/{link}/"),
        "nv.cchc /ke-hoach/{second}/chi-tieu/{second_target}/sua/",
    ],
    "documents": [
        *("nv.cchc /doc-van-ban/", "nv.cchc /doc-van-ban/{ready}/", "nv.cchc /doc-van-ban/{ready}/?sua={item}"),
        *("nv.cchc /doc-van-ban/{ready}/?tach={item}", "nv.cchc /doc-van-ban/{confirmed}/"),
        *("nv.cchc /doc-van-ban/{refused}/", "nv.cchc /doc-van-ban/{waiting}/"),
        *("nv.cchc /van-ban/", "caumay.congchuc /van-ban/?q=cai+cach", "caumay.congchuc /van-ban/{document}/"),
        *("nv.cchc /bao-cao/", "nv.cchc /bao-cao/xem-truoc/?body={city}&period={quarter}"),
        *("nv.cchc /bao-cao/ky/", "nv.cchc /bao-cao/ky/moi/", "nv.cchc /bao-cao/ky/{cycle}/"),
        *("nv.cchc /bao-cao/ky/{cycle}/tong-hop/?muc=tasks", "nv.cchc /bao-cao/cua-co-quan/{answer}/"),
        *("tc.chuyenvien /bao-cao/cua-co-quan/{writing}/?muc=tasks", "tc.chuyenvien /bao-cao/doan/{passage}/"),
        *("tc.chuyenvien /bao-cao/cua-co-quan/{writing}/so-lieu/", "nv.cchc /bao-cao/loai/"),
        *("tc.chuyenvien /bao-cao/cua-co-quan/{writing}/nop-mau/", "nv.cchc /bao-cao/loai/{kind}/"),
        "tc.chuyenvien /bao-cao/cua-co-quan/{writing}/kiem-tra/",
        *("nv.cchc /phong-dieu-hanh/", "tp.lanhdao /phong-dieu-hanh/?wall=1", "nv.cchc /tim/?q=ra+soat"),
    ],
    "figures": [
        *("tc.chuyenvien /so-lieu/", "nv.cchc /so-lieu/?period={answered}", "nv.cchc /so-lieu/can-xem-lai/"),
        *("tc.chuyenvien /so-lieu/nhap/?body={finance}&period={answered}", "nv.cchc /so-lieu/{figure}/"),
        *("nv.cchc /so-lieu/chi-tieu/{indicator}/", "tc.chuyenvien /so-lieu/mau/nop/"),
        *("nv.cchc /so-lieu/chi-tieu/moi/", "nv.cchc /so-lieu/chi-tieu/{indicator}/sua/"),
        *("nv.cchc /so-lieu/chi-tieu/{indicator}/thay-the/", "nv.cchc /so-lieu/chi-tieu/{indicator}/quy-tac/moi/"),
        "nv.cchc /so-lieu/chi-tieu/{ruled}/quy-tac/{rule}/",
        "nv.cchc /so-lieu/giai-thich/{indicator}/{finance}/{answered}/",
        *("nv.cchc /chi-tieu/", "nv.cchc /chi-tieu/can-xem-lai/"),
    ],
    "people": [
        *(
            "nv.cchc /co-quan/",
            "caumay.congchuc /co-quan/{finance}/",
            "quantri /co-quan/{ward}/",
            "quantri /co-quan/moi/",
        ),
        *("quantri /co-quan/{ward}/doi-ten/", "quantri /co-quan/{ward}/sap-nhap/", "quantri /co-quan/{ward}/nhom/"),
        *("quantri /co-quan/{ward}/chia-tach/", "quantri /co-quan/{ward}/giai-the/"),
        *("quantri /co-quan/{ward}/ten-goi-khac/", "quantri /nguoi-dung/", "quantri /nguoi-dung/{person}/"),
        *("quantri /nguoi-dung/moi/", "quantri /nguoi-dung/{person}/sua/", "quantri /nguoi-dung/{person}/vai-tro/"),
        *("tc.giamdoc /nguoi-dung/toi/", "tc.giamdoc /nguoi-dung/uy-quyen/"),
    ],
    "account": [
        *("- /tai-khoan/login/", "- /tai-khoan/password/reset/", "- /tai-khoan/password/reset/done/"),
        *("- /tai-khoan/signup/", "- /tai-khoan/inactive/", "tc.giamdoc /tai-khoan/logout/"),
        *("tc.giamdoc /tai-khoan/password/change/", "tc.giamdoc /tai-khoan/email/"),
        *("tc.giamdoc /tai-khoan/xac-thuc-hai-lop/", "tc.giamdoc /tai-khoan/reauthenticate/"),
        *("tc.giamdoc /tai-khoan/xac-thuc-hai-lop/totp/activate/", "tc.giamdoc /khong-co-trang-nay/"),
        *("tc.chuyenvien /doc-van-ban/", "tc.chuyenvien /thanh-phan/"),
    ],
}


@pytest.mark.parametrize("room", PAGES)
def test_pages_of(office: Office, room: str) -> None:
    desks: dict[str, Desk] = {}
    found: list[str] = []
    for entry in PAGES[room]:
        who, address = entry.format(**office.server.scene).split(" ", 1)
        if who not in desks:
            desks[who] = office.door() if who == "-" else office.sit_down(who)
        desk = desks[who]
        desk.page.set_viewport_size(DESK)
        desk.go(address)
        found += complaints(desk, entry)
    assert not found, "\n".join(found)


def complaints(desk: Desk, entry: str) -> list[str]:
    """What is wrong with the page that stands: light on a desk, dark on a phone; the others too for pictures."""
    page, found = desk.page, []
    if not page.title().strip(" –").removesuffix("caicach").strip(" –"):
        found.append(f"{entry}: no title")
    if page.locator("html").get_attribute("lang") != "vi":
        found.append(f"{entry}: no language")
    for size, theme, rules in (
        (DESK, "light", None),
        (PHONE, "dark", None),
        *(((DESK, "dark", ["color-contrast"]), (PHONE, "light", ["color-contrast"])) if SHOTS else ()),
    ):
        page.set_viewport_size(size)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        where = f"{entry} ({size['width']}, {theme})"
        found += [f"{where} {one}" for one in desk.violations(rules)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{where} scrolls sideways by {wide} px")
        desk.picture(f"{entry.translate(str.maketrans('/ ?&={}', '_______'))}-{size['width']}-{theme}" if SHOTS else "")
    return found


def test_no_room_of_pages_is_left_out() -> None:
    """A new part of the site must be put on the list above."""
    listed = {entry.split(" ", 1)[1].lstrip("/").split("/")[0] + "/" for pages in PAGES.values() for entry in pages}
    roots = {str(pattern.pattern).split("<")[0] for pattern in urlpatterns} - {"", "/"}
    without_pages = {"nen-trang/", "ngon-ngu/", "quan-tri-he-thong/", "tai-khoan/xac-thuc-hai-lop/"}
    assert roots - without_pages <= listed
