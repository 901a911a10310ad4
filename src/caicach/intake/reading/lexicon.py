"""The vocabulary of official documents, as data. All phrases are folded (no marks, lower case)."""

from __future__ import annotations

# What a document calls itself → the kinds of the contract.
KINDS: dict[str, str] = {
    "ke hoach": "plan", "chuong trinh": "plan", "chuong trinh hanh dong": "plan", "phuong an": "plan",
    "de an": "plan", "ke hoach hanh dong": "plan", "chien luoc": "plan", "lo trinh": "plan",
    "ke hoach cong tac": "plan", "chuong trinh cong tac": "plan",
    "quyet dinh": "decision", "bao cao": "report", "bao cao tom tat": "report", "bao cao chuyen de": "report",
    "to trinh": "submission", "chi thi": "directive", "cong dien": "directive",
    "nghi quyet": "other", "thong bao": "other", "huong dan": "other", "quy che": "other", "quy dinh": "other",
    "ket luan": "other", "bien ban": "other", "du an": "other", "hop dong": "other", "giay moi": "other",
    "nghi dinh": "other", "thong tu": "other", "de cuong": "other", "thong bao ket luan": "other",
}  # fmt: skip

# The code in a document's number → its kind, and the word a citation carries.
CODE_KINDS: dict[str, str] = {
    "kh": "plan", "ctr": "plan", "cthd": "plan", "ctrhd": "plan", "pa": "plan", "da": "plan", "qd": "decision",
    "bc": "report", "ttr": "submission", "ct": "directive", "cd": "directive",
}  # fmt: skip
CODE_WORDS: dict[str, str] = {
    "nq": "Nghị quyết", "qd": "Quyết định", "nd": "Nghị định", "tt": "Thông tư", "ttlt": "Thông tư liên tịch",
    "ct": "Chỉ thị", "ctr": "Chương trình", "cthd": "Chương trình", "ctrhd": "Chương trình", "kl": "Kết luận",
    "kh": "Kế hoạch", "ttr": "Tờ trình", "bc": "Báo cáo", "tb": "Thông báo", "hd": "Hướng dẫn", "da": "Đề án",
    "pl": "Pháp lệnh", "cd": "Công điện", "qyd": "Quy định", "qdi": "Quy định", "qc": "Quy chế", "l": "Luật",
    "pa": "Phương án", "gm": "Giấy mời", "cv": "Công văn", "tbkl": "Thông báo kết luận", "vbhn": "Văn bản hợp nhất",
}  # fmt: skip
CITED_WORDS: dict[str, str] = {
    "nghi quyet": "Nghị quyết", "quyet dinh": "Quyết định", "nghi dinh": "Nghị định", "thong tu": "Thông tư",
    "chi thi": "Chỉ thị", "chuong trinh": "Chương trình", "ket luan": "Kết luận", "ke hoach": "Kế hoạch",
    "to trinh": "Tờ trình", "bao cao": "Báo cáo", "thong bao": "Thông báo", "huong dan": "Hướng dẫn",
    "de an": "Đề án", "phap lenh": "Pháp lệnh", "cong dien": "Công điện", "quy dinh": "Quy định",
    "quy che": "Quy chế", "luat": "Luật", "cong van": "Công văn", "van ban": "Công văn", "hien phap": "Hiến pháp",
    "thong tu lien tich": "Thông tư liên tịch", "thong bao ket luan": "Thông báo kết luận",
}  # fmt: skip
# Codes whose Đ is lost where marks are lost.
CODE_REPAIRS: dict[str, str] = {"QD": "QĐ", "QP": "QĐ", "Qb": "QĐ", "ND": "NĐ", "NB": "NĐ", "HDND": "HĐND",
    "HBND": "HĐND",
                                "HPND": "HĐND", "HOND": "HĐND", "DA": "ĐA", "BCD": "BCĐ"}  # fmt: skip

# Headings, by how they begin (after "các", "một số" and the like) or what they hold.
PURPOSE = (
    "muc dich", "yeu cau", "quan diem", "pham vi", "doi tuong", "nguyen tac", "su can thiet", "can cu",
    "co so phap ly",
    "boi canh", "thuc trang", "khai quat", "dac diem tinh hinh", "tinh hinh", "danh gia chung",
    "danh gia tinh hinh",
    "danh gia ket qua", "ton tai", "han che", "kho khan", "nguyen nhan", "ket qua dat duoc", "ket qua thuc hien",
    "nhung ket qua", "nhung mat", "bai hoc kinh nghiem", "phuong cham", "dat van de", "giai thich tu ngu",
    "thanh phan tham du", "co so chinh tri", "tam nhin",
    "noi dung kiem tra", "noi dung tuyen truyen", "noi dung, doi tuong", "noi dung va doi tuong", "noi dung giam sat",
    "noi dung thanh tra", "noi dung khao sat", "noi dung doi thoai", "noi dung tap huan", "noi dung boi duong",
    "noi dung dao tao", "noi dung hoi nghi", "thoi ky kiem tra", "thoi hieu", "thoi ky thanh tra",
)  # fmt: skip
TARGETS = (
    "chi tieu", "muc tieu, chi tieu", "muc tieu cu the", "muc tieu chu yeu", "muc tieu va chi tieu",
    "cac chi tieu", "muc tieu phan dau", "chi tieu phan dau", "chi tieu cu the", "he thong chi tieu",
    "chi tieu cu the can dat", "ket qua can dat", "chi so can dat",
)  # fmt: skip
GOAL = ("muc tieu", "muc tieu chung", "muc tieu tong quat", "muc tieu tong the")
TASKS = (
    "nhiem vu", "giai phap", "noi dung", "hoat dong", "cong viec", "cac nhom nhiem vu", "nhom nhiem vu",
    "trong tam",
    "ke hoach thuc hien", "ke hoach trien khai", "noi dung thuc hien", "phuong huong", "cong tac trong tam",
    "bien phap", "danh muc nhiem vu", "cac nhiem vu", "tien do thuc hien", "noi dung va tien do",
    "nhiem vu, giai phap",
)  # fmt: skip
DUTIES = (
    "to chuc thuc hien", "to chuc trien khai", "trach nhiem", "phan cong", "trien khai thuc hien",
    "phan cong nhiem vu",
    "phan cong thuc hien", "trach nhiem thuc hien", "trach nhiem thi hanh", "to chuc thi hanh", "trach nhiem cua",
    "phan cong trach nhiem", "phan cong to chuc thuc hien",
)  # fmt: skip
BUDGET = ("kinh phi", "nguon kinh phi", "du toan kinh phi", "kinh phi thuc hien", "nguon von",
    "nguon luc tai chinh",
          "kinh phi bao dam")  # fmt: skip
REPORTING = ("che do bao cao", "che do thong tin", "thong tin bao cao", "thong tin, bao cao", "bao cao",
             "che do thong tin bao cao", "cong tac bao cao", "kiem tra, bao cao")  # fmt: skip
AHEAD = ("phuong huong", "nhiem vu", "giai phap", "nhung nhiem vu", "ke hoach", "chuong trinh cong tac")
"""Headings in a report below which it says what will be done."""
PROPOSALS = ("de xuat", "kien nghi", "de nghi")

HEAD_FILLERS = ("cac ", "mot so ", "nhung ", "ve ", "he thong ", "cac nhom ", "nhom ", "cong tac ", "noi dung ")

# Fields of reform 1-7 by the words a heading holds; the first that fits wins.
FIELDS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (7, ("chinh quyen dien tu", "chinh quyen so", "chinh phu dien tu", "chinh phu so", "hien dai hoa hanh chinh",
         "hien dai hoa nen hanh chinh", "chuyen doi so", "ung dung cong nghe thong tin", "hien dai hoa")),
    (3, ("thu tuc hanh chinh", "tthc", "co che mot cua", "mot cua lien thong", "mot cua, mot cua")),
    (6, ("tai chinh cong", "cai cach tai chinh")),
    (5, ("che do cong vu", "cong chuc, cong vu", "cong vu, cong chuc", "can bo, cong chuc", "cong vu",
         "doi ngu can bo", "doi ngu cong chuc")),
    (4, ("to chuc bo may", "bo may hanh chinh", "bo may nha nuoc", "bo may")),
    (2, ("cai cach the che", "hoan thien the che", "the che", "xay dung phap luat", "van ban quy pham phap luat")),
    (1, ("chi dao, dieu hanh", "chi dao dieu hanh", "chi dao va dieu hanh", "cong tac chi dao",
        "chi dao cai cach hanh chinh",
         "chi dao, to chuc thuc hien")),
)  # fmt: skip

# Lines that say something of a block of tasks: the key before the colon.
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "lead": (
        "co quan chu tri", "don vi chu tri", "chu tri", "co quan thuc hien", "don vi thuc hien",
        "co quan, don vi chu tri",
        "co quan chu tri thuc hien", "don vi chu tri thuc hien", "co quan/don vi chu tri", "phan cong chu tri",
        "bo phan chu tri",
        "phong chu tri", "co quan don vi chu tri", "phan cong thuc hien", "don vi dau moi", "co quan dau moi",
        "nguoi thuc hien", "phu trach", "thuc hien", "nguoi phu trach", "don vi phu trach", "can bo phu trach",
        "bo phan thuc hien", "phong thuc hien", "dau moi", "giao", "don vi duoc giao",
        "trach nhiem thuc hien", "phan cong", "co quan tham muu", "don vi tham muu",
        "trach nhiem chu tri",
        "co quan chiu trach nhiem", "don vi chiu trach nhiem", "chu tri thuc hien",
        "phong, ban chu tri",
    ),
    "support": (
        "co quan phoi hop", "don vi phoi hop", "phoi hop", "phoi hop thuc hien", "co quan, don vi phoi hop",
        "co quan phoi hop thuc hien", "don vi phoi hop thuc hien", "co quan/don vi phoi hop", "bo phan phoi hop",
        "phong phoi hop",
        "co quan don vi phoi hop", "cac don vi phoi hop", "cac co quan phoi hop", "thanh phan phoi hop",
        "phoi hop voi",
    ),
    "both": ("co quan chu tri, phoi hop", "don vi chu tri, phoi hop", "chu tri, phoi hop"),
    "due": (
        "thoi gian", "thoi gian thuc hien", "thoi gian hoan thanh", "thoi han", "thoi han hoan thanh",
        "han hoan thanh",
        "tien do", "tien do thuc hien", "tien do hoan thanh", "thoi gian trien khai", "thoi diem",
        "thoi diem hoan thanh",
        "thoi gian, tien do", "thoi han thuc hien", "hoan thanh", "thoi gian to chuc", "lo trinh",
        "lo trinh thuc hien",
        "thoi gian ket thuc", "thoi gian bao cao", "thoi han bao cao", "thoi gian va tien do", "thoi gian du kien",
    ),
    "product": (
        "san pham", "ket qua", "san pham, ket qua", "du kien san pham", "ket qua, san pham", "san pham dau ra",
        "ket qua dau ra",
        "san pham du kien", "ket qua du kien", "san pham/ket qua", "ket qua/san pham", "dau ra", "du kien ket qua",
        "san pham hoan thanh", "san pham dat duoc", "ket qua dat duoc", "ket qua can dat",
    ),
    "budget": ("kinh phi", "kinh phi thuc hien", "nguon kinh phi", "du toan kinh phi", "kinh phi du kien",
        "du kien kinh phi"),
    "content": (
        "noi dung", "noi dung thuc hien", "nhiem vu", "nhiem vu cu the", "noi dung nhiem vu", "noi dung cong viec",
        "hoat dong",
        "cac hoat dong", "noi dung trien khai", "noi dung, nhiem vu", "nhiem vu, giai phap", "noi dung cu the",
        "cac nhiem vu",
        "nhiem vu thuc hien", "giai phap", "giai phap thuc hien", "nhiem vu va giai phap",
    ),
    "aside": (
        "muc dich", "yeu cau", "muc tieu", "doi tuong", "thanh phan", "dia diem", "pham vi", "hinh thuc", "ghi chu",
        "so luong",
        "thanh phan tham du", "luu y", "phuong thuc", "can cu",
    ),
}  # fmt: skip

# Heads of the columns of a table; a longer phrase wins over a shorter one.
COLUMNS: dict[str, tuple[str, ...]] = {
    "ordinal": ("stt", "tt", "so tt", "so thu tu", "ma so"),
    "group": ("linh vuc", "nhom nhiem vu", "linh vuc cchc", "nhom linh vuc"),
    "task": (
        "nhiem vu", "noi dung", "ten nhiem vu", "noi dung/nhiem vu", "noi dung nhiem vu", "noi dung cong viec",
        "cong viec",
        "nhiem vu/giai phap", "nhiem vu, giai phap", "noi dung thuc hien", "danh muc nhiem vu",
        "noi dung, nhiem vu", "dau viec",
        "nhiem vu cu the", "nhiem vu trong tam", "ten cong viec", "noi dung cong tac", "ten van ban", "ten de an",
        "viec can lam",
        "nhiem vu chu yeu", "noi dung chi dao", "nhiem vu duoc giao", "cong tac", "nhiem vu va giai phap",
        "danh muc cong viec",
        "noi dung trien khai", "ten van ban, de an", "nhiem vu thuc hien",
    ),
    "goal": ("muc tieu", "muc tieu cu the"),
    "target": ("chi tieu", "ten chi tieu", "noi dung chi tieu", "chi tieu, nhiem vu", "muc tieu, chi tieu",
        "chi tieu/muc tieu", "chi so",
               "ten chi so", "muc tieu/chi tieu", "chi tieu cu the", "cac chi tieu", "muc tieu/ chi tieu",
               "tieu chi"),
    "activities": ("hoat dong", "cac hoat dong", "hoat dong cu the", "cach thuc thuc hien", "noi dung hoat dong",
        "hoat dong chu yeu",
                   "bien phap thuc hien", "cong viec cu the", "hoat dong chinh"),
    "product": ("san pham", "ket qua", "san pham/ket qua", "san pham, ket qua", "ket qua/san pham",
        "du kien san pham", "noi dung/san pham",
                "noi dung, san pham", "san pham dau ra", "ket qua dau ra", "san pham du kien",
                "san pham hoan thanh", "ket qua du kien",
                "ket qua, san pham", "dau ra", "ket qua can dat", "san pham dat duoc"),
    "lead": ("co quan chu tri", "don vi chu tri", "chu tri", "co quan, don vi chu tri", "don vi thuc hien",
        "co quan thuc hien",
             "trach nhiem thuc hien", "phan cong", "phan cong thuc hien", "trach nhiem", "don vi chu tri thuc hien",
             "phong chu tri",
             "co quan chu tri thuc hien", "co quan/don vi chu tri", "co quan tham muu", "don vi tham muu",
             "nguoi thuc hien",
             "don vi chiu trach nhiem", "bo phan chu tri", "don vi dau moi", "co quan chu tri theo doi",
             "co quan theo doi",
             "don vi theo doi", "co quan theo doi, danh gia", "don vi chu tri tham muu", "co quan chu tri tham muu",
             "bo phan thuc hien",
             "don vi phu trach", "co quan phu trach", "co quan chiu trach nhiem"),
    "support": ("co quan phoi hop", "don vi phoi hop", "phoi hop", "co quan, don vi phoi hop", "phoi hop thuc hien",
        "phong phoi hop",
                "don vi phoi hop thuc hien", "co quan phoi hop thuc hien", "co quan/don vi phoi hop",
                "bo phan phoi hop"),
    "due": ("thoi gian", "thoi gian thuc hien", "thoi gian hoan thanh", "thoi han", "thoi han hoan thanh",
        "tien do", "han hoan thanh",
            "tien do thuc hien", "tien do hoan thanh", "thoi gian trien khai", "thoi han thuc hien",
            "thoi gian ket thuc", "lo trinh",
            "thoi diem hoan thanh", "thoi gian bat dau", "ngay hoan thanh", "thoi gian, tien do",
            "lo trinh thuc hien", "thoi gian trinh", "bat dau", "ket thuc", "ngay bat dau", "ngay ket thuc", "tu ngay",
            "den ngay", "deadline"),
    "budget": ("kinh phi", "du toan", "du toan kinh phi", "kinh phi du kien", "kinh phi thuc hien",
        "nguon kinh phi"),
    "unit": ("don vi", "don vi tinh", "dvt", "dv tinh"),
    "value": ("ket qua den", "muc tieu den", "ke hoach", "chi tieu giao", "chi tieu den", "muc phan dau", "ty le",
        "gia tri", "so luong",
              "chi tieu ke hoach"),
    "now": ("hien trang", "thuc hien nam", "ket qua nam", "thuc trang", "uoc thuc hien"),
    "note": ("ghi chu", "can cu", "co so", "van ban chi dao", "y kien", "tinh trang", "trang thai", "co quan trinh",
        "cap trinh",
             "lanh dao chi dao", "co quan ban hanh", "tham quyen ban hanh"),
}  # fmt: skip

# What an ordering clause begins with; also where a list of bodies ends. With their marks: folded, too many
# other words look the same ("thông báo", "viễn thông bảo đảm").
VERBS = (
    "áp dụng", "ban hành", "báo cáo", "bảo đảm", "đảm bảo", "biên soạn", "bổ sung", "bố trí", "bồi dưỡng",
    "cải cách", "cải thiện", "căn cứ", "cập nhật", "cắt giảm", "chỉ đạo", "chấn chỉnh", "chịu trách nhiệm",
    "chủ động", "chủ trì", "chú trọng", "chuẩn bị", "chuẩn hóa", "chuyển đổi", "chuyển giao", "có trách nhiệm",
    "công bố", "công khai", "cụ thể hóa", "cung cấp", "đánh giá", "đào tạo", "đầu tư", "đẩy mạnh", "đề cao",
    "đề nghị", "đề xuất", "điều chỉnh", "điều tra", "định kỳ", "đo lường", "đổi mới", "đối thoại", "đôn đốc",
    "đơn giản hóa", "dự thảo", "đưa", "duy trì", "giải quyết", "giảm", "giám sát", "giao", "giữ", "giúp", "gửi",
    "hằng năm", "hàng năm", "hằng quý", "hàng quý", "hằng tháng", "hàng tháng", "hoàn thành", "hoàn thiện", "họp",
    "hỗ trợ", "hướng dẫn", "huy động", "kế thừa", "kết nối", "khắc phục", "khai thác", "khảo sát", "khen thưởng",
    "khuyến khích", "kiến nghị", "kiện toàn", "kiểm soát", "kiểm tra", "kịp thời", "lập", "lấy ý kiến", "lồng ghép",
    "mở rộng", "nâng cao", "nâng cấp", "nghiên cứu", "nghiêm túc", "ngầm hóa", "nhân rộng", "nhằm", "phân bổ",
    "phân cấp", "phân công", "phấn đấu", "phân tích", "phát động", "phát hiện", "phát huy", "phát triển",
    "phê duyệt", "phổ biến", "phối hợp", "quán triệt", "quan tâm", "quy định", "rà soát", "sắp xếp", "siết chặt",
    "sơ kết", "số hóa", "sửa đổi", "sử dụng", "tái cấu trúc", "tăng cường", "tạo điều kiện", "tạo thuận lợi",
    "tạo lập", "tạo", "tập huấn", "tập trung", "thẩm định", "tham gia", "tham mưu", "thành lập", "theo dõi",
    "thí điểm", "thiết lập", "thông báo", "thống kê", "thu hút", "thu thập", "thực hiện", "thúc đẩy",
    "thường xuyên",
    "tích hợp", "tiếp nhận", "tiếp tục", "tinh gọn", "tinh giản", "tổ chức", "tối ưu hóa", "tổng hợp", "tổng kết",
    "trả lời", "triển khai", "trình", "truyền thông", "tự đánh giá", "tuân thủ", "từng bước", "tuyên truyền",
    "ưu tiên", "vận hành", "xác định", "xây dựng", "xem xét", "xử lý", "yêu cầu", "tuyên dương", "xác thực",
    "bám sát", "chấm điểm", "niêm yết", "đăng tải", "đăng ký", "chi trả", "mua sắm", "lựa chọn", "xã hội hóa",
    "thực thi", "điều hành", "quản lý", "bảo trì", "tiến hành", "ký kết", "hợp tác", "cử", "phản ánh", "thống nhất",
    "trang bị", "bảo vệ", "tiết kiệm", "tuyển dụng", "tuyển chọn", "quyết liệt", "nỗ lực", "động viên",
    "có giải pháp", "có biện pháp", "có phương án", "khẩn trương", "đẩy nhanh", "không để", "kiểm đếm", "khởi tạo",
    "công nhận", "ủy quyền", "trao đổi", "bãi bỏ", "thay thế", "loại bỏ", "quyết định", "ngăn chặn", "phòng ngừa",
    "bổ nhiệm", "chỉnh trang", "đồng bộ", "hiện đại hóa", "điện tử hóa", "ứng dụng", "chăm lo", "kết hợp",
    "rút kinh nghiệm", "rút ngắn", "sáp nhập", "hợp nhất", "giải thể", "cơ cấu lại", "phát hành", "chấp hành",
    "nêu cao", "gắn", "trích", "tự kiểm tra", "luân chuyển", "chuyển", "lưu trữ", "tiếp thu", "giải trình",
    "nắm bắt", "chia sẻ", "cấp", "thụ lý", "là cơ quan", "là đầu mối", "chi tiết hóa", "tham vấn",
    "soạn thảo", "thanh toán", "thu", "chọn", "lắp đặt", "thiết kế", "siết", "thanh tra", "xin ý kiến", "triển lãm",
    "làm đầu mối", "làm", "gia hạn", "hủy bỏ", "mở chuyên mục", "mở lớp", "mở các", "thẩm tra", "bàn giao",
    "tái sử dụng", "tự động hóa", "phân loại", "cài đặt", "chấm dứt", "xin lỗi", "nhắc nhở", "phê bình",
    "điều động", "nghiệm thu",
    "tra soát", "kết luận", "phản biện", "hòa giải", "truy cập", "đấu mối", "đồng hành",
    "bắt buộc","trực tiếp", "tìm kiếm", "vận động", "củng cố", "tái kiểm tra",
)  # fmt: skip

# Words a completed thing is told with, in goals that carry no number.
VAGUE = ("tiep tuc", "nang cao", "tang cuong", "day manh", "doi moi", "kip thoi", "cai thien", "phat huy",
    "gop phan", "tung buoc",
         "quan triet", "gan", "ke thua", "bao dam", "dam bao", "khac phuc", "co gang", "tao", "tap trung",
         "thuc hien tot", "phat trien",
         "phan dau", "uu tien", "duy tri", "thuc hien", "thuc day", "chu dong", "quan tam")  # fmt: skip

# Nouns that begin the name of a body.
BODY_HEADS = (
    "so", "ban", "bo", "ubnd", "uy ban", "hdnd", "hoi dong", "van phong", "vp", "phong", "trung tam", "tt",
    "thanh tra", "cong an",
    "cuc", "chi cuc", "tong cuc", "vien", "truong", "hoc vien", "buu dien", "kho bac", "bao hiem", "mat tran",
    "uy ban mttq", "mttq",
    "ubmttq", "doan", "hoi", "lien doan", "bao", "dai", "cong thong tin", "cong ttdt", "chu tich", "pho chu tich",
    "giam doc", "pho giam doc",
    "thu truong", "chanh", "truong phong", "truong cac", "truong ban", "nguoi dung dau", "doanh nghiep", "to",
    "cong ty", "tong cong ty",
    "ngan hang", "tap doan", "benh vien", "quy", "thanh vien", "don vi", "co quan", "xa", "phuong", "dac khu",
    "thi tran", "quan", "huyen",
    "thi xa", "thanh pho", "tinh", "toa an", "bo chi huy", "bo tu lenh", "thue", "hai quan", "to chuc",
    "nha dau tu", "lien hiep",
    "lanh dao", "bo phan", "cap uy", "thuong truc", "thanh uy", "tinh uy", "dang uy", "cac", "can bo", "cong chuc",
    "bi thu", "khoa",
    "to cong tac", "ban chi dao", "ban quan ly", "dia phuong", "nganh", "nha cung cap", "hop tac xa", "chi nhanh",
    "tram y te",
    "trang thong tin", "cong thong", "vpub", "vien kiem sat", "cua hang", "to dan pho", "thon", "hiep hoi",
    "to chuc", "nguoi dan",
    "tong bien tap", "pho", "hieu truong", "cong doan", "hoi nong dan", "dang bo", "chi bo", "kiem toan",
    "to truong", "toan the", "tat ca", "to chuc", "vu", "vien truong", "cuc truong", "vu truong",
    "bhxh", "bchqs", "vksnd", "tand", "ldld", "kbnn", "vnpt", "viettel", "ttpvhcc", "mttqvn", "ubmttqvn",
    "ttkt", "cong chung",
)  # fmt: skip

# What begins like the name of a body and is none.
NOT_BODIES = (
    "ban hanh", "bao cao", "bao dam", "bao ve", "hoi nghi", "hoi thao", "hoi hop", "hoi nhap", "so hoa", "so ket",
    "so luong", "so lieu", "truong hop", "dai hoi",
    "bo tri", "bo sung", "bo chi so", "bo tieu chi", "bo nhiem", "bo quy tac", "bo thu tuc", "tinh hinh",
    "tinh gian", "tinh gon", "xa hoi", "phong chong", "phong, chong",
    "phong ngua", "vien chuc", "vien dan", "quan ly", "quan triet", "quan tam", "quan diem", "khoa hoc",
    "phuong phap", "phuong an", "phuong thuc", "phuong huong",
    "phuong tien", "to chuc cac", "to chuc thuc hien", "to chuc trien khai", "to chuc hoi", "to chuc lay",
    "to chuc ra", "to chuc kiem", "to chuc dao", "to chuc tap",
    "to chuc so ket", "to chuc tong", "to chuc danh", "to chuc tiep", "to chuc phong trao", "to chuc doi",
    "to chuc quan", "to chuc xay", "to chuc tuyen", "to chuc bo may",
    "to chuc cong tac", "to chuc dieu", "to chuc khao", "to chuc van hanh", "to chuc 0", "to chuc 1",
    "to chuc bien", "to chuc dang", "to chuc bo tri", "to chuc thi", "to chuc xet", "to chuc hoc", "to chuc bau",
    "quy dinh", "quy che", "quy trinh", "quy hoach", "quy mo", "quy i", "cuc bo", "thue dat", "quan he", "ban giao",
    "ban ve", "hoi dong bo", "ca nhan hoa",
    "thanh pho thong minh", "cac nhiem vu", "cac noi dung", "cac giai phap", "cac chi tieu", "cac van ban",
    "cac quy dinh", "cac hoat dong",
    "cac thu tuc", "cac bao cao", "cac du an", "tram y te so", "bo may", "bo co so", "phong trao", "so do",
    "tinh toan", "tinh den", "tinh chat", "dai dien", "dai tra", "doi moi", "doi ngu",
    "lanh dao, chi dao", "to chuc lai", "don vi tinh", "tt don vi", "tt lien tich", "to khai", "to trinh",
    "xa hoi hoa", "hoi quan chung", "vu viec", "vu an", "vu mua", "vu dong", "vu he",
)  # fmt: skip

# Bodies by their full names, for text whose marks are lost and for names set in capitals.
BODIES = (
    "Sở Nội vụ", "Sở Tư pháp", "Sở Tài chính", "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Sở Y tế",
    "Sở Văn hóa và Thể thao", "Sở Văn hóa, Thể thao và Du lịch", "Sở Du lịch", "Sở Xây dựng", "Sở Công Thương",
    "Sở Nông nghiệp và Môi trường", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Tài nguyên và Môi trường",
    "Sở Thông tin và Truyền thông", "Sở Kế hoạch và Đầu tư", "Sở Giao thông vận tải", "Sở Quy hoạch - Kiến trúc",
    "Sở Ngoại vụ",
    "Sở Lao động - Thương binh và Xã hội", "Sở Dân tộc và Tôn giáo", "Sở An toàn thực phẩm",
    "Văn phòng Ủy ban nhân dân",
    "Văn phòng UBND Thành phố", "Văn phòng UBND tỉnh", "Văn phòng HĐND-UBND", "Văn phòng Sở", "Thanh tra Sở",
    "Thanh tra Thành phố",
    "Thanh tra tỉnh", "Công an Thành phố", "Công an tỉnh", "Ban Quản lý các khu công nghiệp",
    "Ban Chỉ đạo cải cách hành chính",
    "Trung tâm Phục vụ hành chính công", "Trung tâm Phục vụ hành chính công Thành phố", "Phòng Văn hóa - Xã hội",
    "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Kinh tế", "Phòng Tổ chức - Pháp chế", "Phòng Kế hoạch - Tài chính",
    "Trung tâm Văn hóa, Thể thao và Truyền thông", "Bưu điện Thành phố", "Bảo hiểm xã hội", "Kho bạc Nhà nước",
    "Thuế Thành phố",
    "Viện Nghiên cứu phát triển kinh tế - xã hội", "Mặt trận Tổ quốc Việt Nam", "Thủ tướng Chính phủ",
    "Các Sở, ban, ngành",
    "Các Sở, ngành",
    "UBND các xã, phường", "UBND các quận, huyện, thị xã", "Các phòng, ban, đơn vị", "Bộ Nội vụ",
)  # fmt: skip

# Units a measure is given in; a longer phrase wins.
UNITS: dict[str, str] = {
    "%": "%", "phan tram": "%", "‰": "‰", "diem phan tram": "điểm phần trăm", "diem %": "điểm phần trăm",
    "lan gdp": "lần GDP",
    "lan": "lần", "diem": "điểm", "bac": "bậc", "hang": "hạng", "ngay lam viec": "ngày làm việc", "ngay": "ngày",
    "gio": "giờ",
    "phut": "phút", "thang": "tháng", "dich vu cong": "dịch vụ công", "dich vu": "dịch vụ", "ho so": "hồ sơ",
    "tram": "trạm",
    "du an": "dự án", "trieu dong": "triệu đồng", "ty dong": "tỷ đồng", "ti dong": "tỷ đồng",
    "trieu usd": "triệu USD", "ty usd": "tỷ USD",
    "nghin dong": "nghìn đồng", "dong": "đồng", "nguoi": "người", "luot nguoi": "lượt người", "luot": "lượt",
    "mo hinh": "mô hình",
    "sang kien": "sáng kiến", "thu tuc hanh chinh": "thủ tục hành chính", "thu tuc": "thủ tục", "tthc": "TTHC",
    "co so": "cơ sở",
    "don vi": "đơn vị", "co quan": "cơ quan", "xa": "xã", "phuong": "phường", "doanh nghiep": "doanh nghiệp",
    "lop": "lớp",
    "hoi nghi": "hội nghị", "cuoc": "cuộc", "buoi": "buổi", "tin bai": "tin, bài", "tin, bai": "tin, bài",
    "bai viet": "bài viết", "bai": "bài",
    "hinh thuc": "hình thức", "san pham": "sản phẩm", "de tai": "đề tài", "nhiem vu": "nhiệm vụ",
    "van ban": "văn bản", "ky": "kỳ",
    "giai phap": "giải pháp", "can bo": "cán bộ", "cong chuc": "công chức", "hoc vien": "học viên", "khu": "khu",
    "cum": "cụm",
    "kenh": "kênh", "ung dung": "ứng dụng", "nen tang": "nền tảng", "co so du lieu": "cơ sở dữ liệu",
    "csdl": "CSDL", "diem cau": "điểm cầu",
    "cong trinh": "công trình", "giuong benh": "giường bệnh", "bac si": "bác sĩ", "ha": "ha", "km": "km",
    "m2": "m2", "tan": "tấn", "mw": "MW",
    "phan anh, kien nghi": "phản ánh, kiến nghị", "kien nghi": "kiến nghị", "cau hoi": "câu hỏi", "phong": "phòng",
    "to chuc": "tổ chức",
    "truong": "trường", "hop tac xa": "hợp tác xã", "trung tam": "trung tâm", "chuyen de": "chuyên đề",
    "phieu": "phiếu", "vu viec": "vụ việc",
    "nhom": "nhóm", "dau moi": "đầu mối", "bien che": "biên chế", "viec": "việc", "ho": "hộ",
    "cum cong nghiep": "cụm công nghiệp",
    "nghi quyet": "nghị quyết", "quyet dinh": "quyết định", "noi dung": "nội dung",
    "luot hoc vien": "lượt học viên", "cuoc kiem tra": "cuộc",
    "cuoc hop": "cuộc họp", "ung vien": "ứng viên", "bo chi so": "bộ chỉ số", "quy trinh": "quy trình",
    "diem du lich": "điểm du lịch",
    "danh muc": "danh mục", "khau": "khâu", "tieu chi": "tiêu chí", "ban": "bản", "dia phuong": "địa phương",
    "vien chuc": "viên chức", "nguoi dan": "người dân", "nha dau tu": "nhà đầu tư", "may": "máy",
    "camera": "camera", "diem truy cap": "điểm truy cập",
    "thiet bi": "thiết bị", "xe": "xe", "tuyen": "tuyến", "cua": "cửa", "khoa": "khóa", "chi tieu": "chỉ tiêu",
    "thon": "thôn", "to dan pho": "tổ dân phố", "hoat dong": "hoạt động", "chuong trinh": "chương trình",
    "phong su": "phóng sự", "video": "video", "clip": "clip", "pano": "pano", "to roi": "tờ rơi",
    "doi thoai": "đối thoại", "trang": "trang",
    "ke hoach": "kế hoạch", "bao cao": "báo cáo", "de an": "đề án", "doan": "đoàn",
    "kiosk": "kiosk", "chung thu": "chứng thư",
    "tai khoan": "tài khoản", "chu ky so": "chữ ký số", "nghin": "nghìn", "trieu": "triệu", "ty": "tỷ",
    "nam": "năm",
}  # fmt: skip
