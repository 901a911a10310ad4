"""Which lower item seems to carry out which higher one."""

import time
from decimal import Decimal

from caicach.programme.cascade_matching import MOST_PER_HIGHER, SURE_FROM, Wanted, content_words, propose

ABOVE = [
    Wanted("Chỉ số SIPAS đạt tối thiểu 89%", True, "%", 1, 2026, 2027, (Decimal(89),)),
    Wanted("Tỷ lệ hồ sơ TTHC giải quyết trước hạn và đúng hạn đạt tối thiểu 97%", True, "%", 3, 2026, 2027),
    Wanted("Rà soát, cắt giảm, đơn giản hóa TTHC nội bộ trong cơ quan, đơn vị", False, field=3),
    Wanted("Xây dựng cơ sở dữ liệu chuyên ngành dùng chung", False, field=7),
]


def pairs(lower, higher=ABOVE):
    return [(one.higher, one.lower) for one in propose(higher, lower)]


def test_the_same_thing_in_other_words_is_proposed():
    lower = [
        Wanted("Mức độ hài lòng của người dân đối với sự phục vụ của cơ quan hành chính đạt 90%", True, "%", 1),
        Wanted("Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn và trước hạn đạt 98%", True, "%", 3),
        Wanted("Thống kê, đơn giản hóa các thủ tục hành chính nội bộ giữa các phòng", False, field=3),
    ]
    assert {(0, 0), (1, 1), (2, 2)} <= set(pairs(lower))


def test_letters_that_a_scan_lost_do_not_hide_it():
    lower = [Wanted("Ty 1& h6 so thu tuc hanh chinh giai quyét trudc han va dting han dat tdi thiéu 97%", True, "%")]
    assert pairs(lower) == [(1, 0)]


def test_what_has_nothing_to_do_with_it_is_not_proposed():
    assert pairs([Wanted("Trồng 500 cây xanh trong khuôn viên trụ sở", True, "cây")]) == []
    assert pairs([Wanted("", False)]) == []
    assert propose([], [ABOVE[0]]) == []
    assert propose([ABOVE[0]], []) == []


def test_the_same_text_is_sure_and_another_unit_or_kind_makes_it_less_so():
    same = propose(ABOVE, [ABOVE[1]])[0].confidence
    other_unit = propose(ABOVE, [Wanted(ABOVE[1].text, True, "hồ sơ", 3, 2026, 2027)])[0].confidence
    other_kind = propose(ABOVE, [Wanted(ABOVE[1].text, False, field=3)])[0].confidence
    assert same >= SURE_FROM
    assert max(other_unit, other_kind) < same


def test_a_higher_item_is_proposed_a_few_times_at_most():
    lower = [ABOVE[1]] * 10
    assert [high for high, _low in pairs(lower)] == [1] * MOST_PER_HIGHER


def test_abbreviations_are_written_out_and_numbers_left_out():
    assert content_words("100% TTHC năm 2026") == "thu tuc hanh chinh nam"


def test_sixty_items_against_eight_hundred_take_less_than_two_seconds():
    verbs = ("Rà soát", "Ban hành", "Kiểm tra", "Công bố", "Số hóa", "Tuyên truyền", "Đánh giá", "Đào tạo")
    things = (
        "danh mục thủ tục",
        "vị trí việc làm",
        "hồ sơ lưu trữ",
        "kết quả chấm điểm",
        "cơ sở dữ liệu",
        "tài sản công",
    )

    def item(number):
        words = f"{verbs[number % 8]} {things[number % 6]} lĩnh vực thứ {number} tại bộ phận một cửa của phường"
        return Wanted(f"{words}, phối hợp các phòng chuyên môn, báo cáo kết quả hằng quý về Sở Nội vụ", False)

    higher, lower = [item(number) for number in range(60)], [item(number) for number in range(800)]
    began = time.process_time()
    propose(higher, lower)
    assert time.process_time() - began < 2
