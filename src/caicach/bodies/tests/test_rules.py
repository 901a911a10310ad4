"""Names: how they are compared, shortened, sorted and cut apart."""

import pytest

from caicach.bodies import rules


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Văn phòng Ủy ban nhân dân TP.", "VP UBND Thành phố", id="abbreviations"),
        pytest.param("Uỷ ban nhân dân phường Hoà Bình", "UBND phường Hòa Bình", id="two habits of placing tones"),
        pytest.param("Sở Khoa học & Công nghệ", "So Khoa hoc va Cong nghe", id="the ampersand and lost marks"),
        pytest.param("P. Cầu Mây", "phường Cầu Mây", id="the ward's letter"),
        pytest.param("UBND X.Đồng Sậy", "UBND xã Đồng Sậy", id="the commune's letter without a space"),
        pytest.param("TTPVHCC", "Trung tâm Phục vụ hành chính công", id="the centre's letters"),
    ],
)
def test_two_spellings_have_one_key(one, other):
    assert rules.name_key(one) == rules.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Sở Tài chính", "Sở Tư pháp", id="other words"),
        pytest.param("UBND phường 1", "UBND phường 11", id="numbers"),
        pytest.param("UBND phường Cầu Mây", "UBND xã Cầu Mây", id="kinds"),
    ],
)
def test_different_bodies_have_different_keys(one, other):
    assert rules.name_key(one) != rules.name_key(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sở Khoa học và Công nghệ", ["Sở KHCN", "SKHCN", "Sở KH&CN"]),
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở VHTTDL", "SVHTTDL", "Sở VH,TT&DL"]),
        ("Sở Giáo dục và Đào tạo", ["Sở GDĐT", "SGDĐT", "Sở GD&ĐT"]),
        ("Sở Nội vụ", ["Sở NV", "SNV"]),
        ("UBND phường Cầu Mây", []),
    ],
)
def test_abbreviations(name, expected):
    assert rules.abbreviations(name) == expected


def test_a_ward_is_written_with_and_without_its_committee():
    assert {"phường Cầu Mây", "UBND P. Cầu Mây"} <= set(rules.automatic_aliases("UBND phường Cầu Mây"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giám đốc Sở Tài chính", "so tai chinh"),
        ("Đề nghị Phó Giám đốc Sở Tài chính", "so tai chinh"),
        ("Chánh Văn phòng UBND", "vp ubnd"),
        ("Trưởng Phòng Kinh tế", "phong kinh te"),
        ("Giám đốc", "giam doc"),
    ],
)
def test_titles_are_taken_off(text, expected):
    assert rules.without_title(rules.name_key(text)) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("UBND các xã, phường", {"ward", "commune"}),
        ("Chủ tịch UBND các phường, xã, đặc khu", {"ward", "commune", "special_zone"}),
        ("126 xã, phường", {"ward", "commune"}),
        ("UBND cấp xã", {"ward", "commune", "special_zone"}),
        ("Thủ trưởng các Sở, ban, ngành thành phố", {"department"}),
        ("các sở, ngành, địa phương", {"department", "ward", "commune", "special_zone"}),
        ("các cơ quan, đơn vị liên quan", set()),
        ("Sở Tài chính", None),
        ("UBND phường Cầu Mây", None),
        ("Các doanh nghiệp", None),
        ("UBND phường, xã", {"ward", "commune"}),
        ("phường, xã trên địa bàn", {"ward", "commune"}),
        ("chính quyền cấp xã", {"ward", "commune", "special_zone"}),
        ("UBND phường Xã Đàn", None),
    ],
)
def test_group_class(text, kinds):
    assert rules.group_class(rules.name_key(text)) == (None if kinds is None else frozenset(kinds))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Sở Tài chính, Sở Nội vụ; UBND phường Cầu Mây",
            ["Sở Tài chính", "Sở Nội vụ", "UBND phường Cầu Mây"],
            id="commas and semicolons",
        ),
        pytest.param(
            "Sở Văn hóa, Thể thao và Du lịch, Sở Nội vụ",
            ["Sở Văn hóa, Thể thao và Du lịch", "Sở Nội vụ"],
            id="commas inside a name",
        ),
        pytest.param(
            "Các sở, ban, ngành, UBND các xã, phường",
            ["Các sở, ban, ngành", "UBND các xã, phường"],
            id="commas inside group names",
        ),
        pytest.param(
            "Sở Khoa học và Công nghệ Sở Công Thương; UBND các phường, xã",
            ["Sở Khoa học và Công nghệ", "Sở Công Thương", "UBND các phường, xã"],
            id="a separator that got lost",
        ),
        pytest.param(
            "Văn phòng HĐND và UBND xã Đồng Sậy", ["Văn phòng HĐND và UBND xã Đồng Sậy"], id="one office of two organs"
        ),
        pytest.param(
            "Sở Nội vụ và các cơ quan, đơn vị liên quan",
            ["Sở Nội vụ", "các cơ quan, đơn vị liên quan"],
            id="and all others",
        ),
        pytest.param(
            "Giám đốc các Sở/Thủ trưởng các cơ quan tương đương",
            ["Giám đốc các Sở", "Thủ trưởng các cơ quan tương đương"],
            id="a stroke between heads",
        ),
        pytest.param("Giám đốc Sở Tài chính", ["Giám đốc Sở Tài chính"], id="a title before the name"),
        pytest.param("- Sở Nội vụ;\n- Sở Tư pháp.", ["Sở Nội vụ", "Sở Tư pháp"], id="a list over lines"),
    ],
)
def test_split_names(text, expected):
    assert rules.split_names(text) == expected


def test_shared_head():
    assert rules.shared_head("các Sở: Nội vụ, Tài chính và Tư pháp") == ("Sở", ["Nội vụ", "Tài chính", "Tư pháp"])
    assert rules.shared_head("UBND phường Cầu Mây, Bến Đá") == ("UBND phường", ["Cầu Mây", "Bến Đá"])
    assert rules.shared_head("Sở Tài chính") is None


def test_people_are_sorted_by_their_given_name():
    names = ["Trần Văn Bình", "Lê Thị Ánh", "Nguyễn Đức Anh", "Đỗ Văn Ân", "Bùi Thị Đào", "Bùi Thị Dung"]
    assert sorted(names, key=rules.person_sort_key) == [
        "Nguyễn Đức Anh",
        "Lê Thị Ánh",
        "Đỗ Văn Ân",
        "Trần Văn Bình",
        "Bùi Thị Dung",
        "Bùi Thị Đào",
    ]


def test_a_document_prints_the_name_in_full():
    assert rules.spelled_out("Văn phòng HĐND và UBND") == "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"
    assert rules.spelled_out("UBND phường Cầu Mây") == "Ủy ban nhân dân phường Cầu Mây"
