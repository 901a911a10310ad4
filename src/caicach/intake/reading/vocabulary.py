"""The words that plans and reports are made of, written out with their marks, as data.

Text that was recognised badly is read by likeness to these words and to the pairs they stand in. They are the
formula of official documents, the words of reform, and the kinds of agency; no sentence of any document. Each line
holds phrases; what stands together in a phrase counts as a pair; "#" stands for a number.
"""

from __future__ import annotations

PHRASES = """
trong số đó; trong số; trong đó; trong đó, tỷ lệ; dẫn đầu; số đó; # trở lên; đạt từ; từ #; trở lên
là nhiệm vụ trọng tâm; không quá; không quá #; không thấp hơn; không dưới; không vượt quá; không ít hơn; tối đa
nhiều nhất; trên #; dưới #; hơn; đạt và vượt; vượt; cao hơn; thấp hơn; từ # trở lên; từ # đến #; trở xuống
ít hơn; dẫn đầu; đứng đầu; dẫn đầu cả nước; nằm trong nhóm; trong nhóm #; xếp thứ #; xếp hạng thứ #; thuộc nhóm
tăng ít nhất; giảm ít nhất; ngày làm việc; giờ; phút; xuống còn; duy trì vị trí; mỗi năm; một lần; tăng #
giảm #; giảm so với; tăng so với; bậc so với; điểm phần trăm; có liên quan; liên quan; có đủ; có giải pháp
có trách nhiệm; có thủ tục; có chất lượng; có hiệu quả; có ý kiến; hạng nhất; thời gian chờ; chờ đợi; giao dịch
công dân không; người dân khi; thời gian trả kết quả; số lần nộp hồ sơ; phần lớn; lãng phí; đúng tiến độ
chậm tiến độ; hội nghị trực tuyến; kế hoạch năm; báo cáo năm; mới về; mô hình mới; nâng; đề nghị; giao; giao cho
nhận; gửi; gửi về; gửi báo cáo; ký; ký ban hành; kể từ ngày ký; có hiệu lực; thi hành; bãi bỏ; phần #; chương #
điều #; mục #; khoản #; phụ lục #; năm #; ngày #; tháng #; quý #; số #; # đơn; # hồ sơ; # thủ tục; phần thứ nhất
phần thứ hai; phần thứ ba; một là; hai là; ba là; bốn là; năm là; sáu là; thứ nhất; thứ hai; thứ ba; thứ tư
nhiệm vụ #; giải pháp #; nhóm nhiệm vụ #; nhóm #; mục tiêu #; nội dung #; đạt #; trước #; tối thiểu #; # năm
# tháng; # quý; # ngày; bảy là; tám là; đồng chí; trưởng phòng; chánh văn phòng; phụ trách; đầu mối; bộ trưởng
thứ trưởng; ủy viên; cộng hòa xã hội chủ nghĩa Việt Nam; độc lập - tự do - hạnh phúc; ủy ban nhân dân
hội đồng nhân dân; thành phố; tỉnh; ban hành kèm theo; căn cứ nghị quyết; căn cứ quyết định; căn cứ nghị định
căn cứ thông tư; căn cứ luật; theo đề nghị của; kế hoạch; quyết định; chương trình; tờ trình; báo cáo; chỉ thị
công văn; công điện; nghị quyết; nghị định; thông tư; kết luận; thông báo; hướng dẫn; quy chế; quy định; đề án
dự án; dự thảo; đề cương; phương án; phụ lục; danh mục; lộ trình; cụ thể như sau; các nội dung; nội dung
nơi nhận; như trên; lưu; kính gửi; trên đây là; trong quá trình thực hiện; nếu có khó khăn, vướng mắc; phát sinh
kịp thời; phản ánh về; tổng hợp; xem xét; giải quyết; nghiêm túc thực hiện; mục đích; yêu cầu; mục đích, yêu cầu
mục tiêu; mục tiêu chung; mục tiêu cụ thể; chỉ tiêu; các chỉ tiêu; chỉ tiêu cụ thể; nhiệm vụ; giải pháp
nhiệm vụ, giải pháp; nhiệm vụ cụ thể; nhiệm vụ trọng tâm; nhiệm vụ và giải pháp; mục tiêu và nhiệm vụ
tổ chức thực hiện; giải pháp thực hiện; trách nhiệm; trách nhiệm của; trách nhiệm thực hiện; có trách nhiệm
chịu trách nhiệm; phân công nhiệm vụ; kinh phí; kinh phí thực hiện; nguồn kinh phí; dự toán kinh phí
ngân sách nhà nước; chế độ báo cáo; thông tin báo cáo; chế độ thông tin; định kỳ; hằng tháng; hằng quý; hằng năm
hàng tháng; hàng quý; hàng năm; hàng tuần; thường xuyên; liên tục; đột xuất; theo yêu cầu; theo kế hoạch
theo hướng dẫn; theo quy định; theo lộ trình; theo chỉ đạo; của; và; các; cho; với; về; đối với; trong; tại; từ
đến; trên; dưới; để; do; được; không; là; có; này; khi; sau; bằng; qua; theo; năm; ngày; tháng; quý; tuần
giai đoạn; nhiệm kỳ; thời kỳ; trước ngày; trong năm; trong quý; trong tháng; đến năm; đến hết năm
sáu tháng đầu năm; tháng đầu năm; tháng cuối năm; cuối năm; đầu năm; quý một; quý hai; dự kiến tháng; dự kiến
chậm nhất; hoàn thành trước ngày; xong trước; hết năm; so với năm; cơ quan chủ trì; đơn vị chủ trì
cơ quan phối hợp; đơn vị phối hợp; chủ trì, phối hợp với; phối hợp với; chủ trì; phối hợp
cơ quan, đơn vị chủ trì; thời gian; thời gian thực hiện; thời gian hoàn thành; thời hạn; thời hạn hoàn thành
tiến độ; tiến độ thực hiện; sản phẩm; nội dung/sản phẩm; kết quả; sản phẩm đầu ra; hoạt động; các hoạt động
ghi chú; số thứ tự; lĩnh vực; đơn vị tính; đơn vị thực hiện; cơ quan thực hiện; người thực hiện; hạn hoàn thành
cải cách hành chính; cải cách thể chế; cải cách thủ tục hành chính; cải cách tổ chức bộ máy
cải cách chế độ công vụ; cải cách tài chính công; xây dựng và phát triển chính quyền điện tử, chính quyền số
chính phủ điện tử; chính phủ số; chính quyền điện tử; chính quyền số; chuyển đổi số; công tác chỉ đạo, điều hành
chỉ đạo, điều hành; thể chế; hiện đại hóa hành chính; thủ tục hành chính; giải quyết thủ tục hành chính
tổ chức bộ máy; bộ máy hành chính nhà nước; hành chính nhà nước; nền hành chính; chế độ công vụ; công vụ
tài chính công; cán bộ, công chức, viên chức; công chức; viên chức; người lao động; đội ngũ cán bộ; người dân
người dân, tổ chức; doanh nghiệp; người dân và doanh nghiệp; người dân, doanh nghiệp; tổ chức và doanh nghiệp
mức độ hài lòng; mức độ; sự hài lòng; hài lòng của người dân; chỉ số; chỉ số hài lòng
chỉ số cải cách hành chính; bộ chỉ số; sự phục vụ; sự phục vụ của cơ quan; cơ quan hành chính nhà nước
cơ quan hành chính; cơ quan nhà nước; dịch vụ công; dịch vụ công trực tuyến; trực tuyến toàn trình; một phần
trực tuyến; cổng dịch vụ công quốc gia; cổng thông tin điện tử; trang thông tin điện tử; hệ thống thông tin
cơ sở dữ liệu; dữ liệu; dữ liệu mở; dữ liệu số; số hóa; số hóa hồ sơ; kết quả giải quyết; hồ sơ; hồ sơ công việc
xử lý; tiếp nhận và trả kết quả; tiếp nhận; trả kết quả; bộ phận một cửa; một cửa, một cửa liên thông
cơ chế một cửa; liên thông; cơ chế; quy trình; quy trình nội bộ; đúng hạn; trước hạn; quá hạn
thanh toán trực tuyến; thanh toán; phản ánh, kiến nghị; kiến nghị; văn bản quy phạm pháp luật
quy phạm pháp luật; pháp luật; văn bản; thi hành pháp luật; văn bản điện tử; chữ ký số; môi trường điện tử
môi trường mạng; môi trường số; phần mềm; ứng dụng công nghệ thông tin; công nghệ thông tin; công nghệ số
khoa học và công nghệ; đổi mới sáng tạo; an toàn thông tin; hạ tầng; nền tảng; nền tảng số; kỹ năng số
vị trí việc làm; biên chế; tinh giản biên chế; cơ cấu; cơ cấu tổ chức; sự nghiệp công lập
đơn vị sự nghiệp công lập; đơn vị sự nghiệp; tự chủ; tự chủ tài chính; cơ chế tự chủ; phân cấp; phân quyền
ủy quyền; phân cấp quản lý; chức năng; chức năng, nhiệm vụ; năng lực; kỷ luật, kỷ cương hành chính; kỷ cương
đạo đức; văn hóa công vụ; đào tạo, bồi dưỡng; đào tạo; bồi dưỡng; tập huấn; nâng cao năng lực
nâng cao chất lượng; chất lượng; hiệu lực, hiệu quả; hiệu quả; thanh tra, kiểm tra; kiểm tra; giám sát
thanh tra; kiểm toán; khiếu nại, tố cáo; tham nhũng; tiết kiệm; chống lãng phí; thông tin, tuyên truyền
tuyên truyền; truyền thông; hội nghị; hội thi; sáng kiến; mô hình; cách làm hay; sáng kiến, giải pháp
thi đua, khen thưởng; đối thoại; công khai, minh bạch; công khai; minh bạch; niêm yết; công bố; cập nhật
rà soát; rà soát, đánh giá; rà soát, đơn giản hóa; đơn giản hóa; cắt giảm; xây dựng; xây dựng kế hoạch
ban hành kế hoạch; triển khai thực hiện; triển khai; thực hiện; tổ chức triển khai; tổ chức; tham mưu
tham mưu ban hành; trình; phê duyệt; thẩm định; thẩm quyền; cấp có thẩm quyền; góp ý; lấy ý kiến; ý kiến
khảo sát; đo lường; đo lường sự hài lòng; đánh giá; tiếp tục; tăng cường; đẩy mạnh; nâng cao; bảo đảm; đảm bảo
duy trì; cải thiện; hoàn thiện; hoàn thành; phấn đấu; tối thiểu; tối thiểu đạt; đạt tối thiểu; đạt; đạt từ
tỷ lệ; tỷ lệ hồ sơ; trở lên; ít nhất; trong đó; giảm; tăng; xếp; nhóm; toàn bộ; tổng số; trung bình; bình quân
chiếm; đạt tỷ lệ; gồm; tính đến ngày; đến nay; hiện nay; số liệu; thống kê; kết quả đạt được; tồn tại, hạn chế
hạn chế; nguyên nhân; đánh giá chung; phương hướng; phương hướng, nhiệm vụ; khắc phục; sở, ban, ngành
các sở, ban, ngành; các sở; các phòng, ban, đơn vị; các phòng, đơn vị thuộc sở; các đơn vị; các cơ quan
các cơ quan, đơn vị; cơ quan, đơn vị; thủ trưởng các cơ quan; thủ trưởng; lãnh đạo; giám đốc sở; chủ tịch
phó chủ tịch; quận, huyện, thị xã; xã, phường; các xã, phường; phường; xã; thị trấn; đặc khu; cấp xã; cấp huyện
cấp tỉnh; địa phương; địa bàn; trên địa bàn; cơ quan liên quan; có liên quan; các ngành; đơn vị thuộc
trực thuộc; thuộc phạm vi quản lý; sở nội vụ; sở tư pháp; sở tài chính; sở khoa học và công nghệ
sở giáo dục và đào tạo; sở y tế; sở văn hóa và thể thao; sở xây dựng; sở công thương; sở du lịch
sở nông nghiệp và môi trường; văn phòng ủy ban; văn phòng sở; văn phòng; thanh tra sở; thanh tra thành phố
công an thành phố; công an; trung tâm phục vụ hành chính công; trung tâm; viện; phòng văn hóa - xã hội
phòng kinh tế, hạ tầng và đô thị; phòng tổ chức - pháp chế; tổ chức - pháp chế; tổ chức pháp chế
phòng kế hoạch - tài chính; phòng tài chính - kế hoạch; tài chính kế hoạch; phòng kinh tế; phòng
mặt trận tổ quốc; đoàn thể; ban chỉ đạo; tổ công tác; hội đồng; ban quản lý; bộ nội vụ; chính phủ
thủ tướng chính phủ; thành ủy; tỉnh ủy; đảng ủy; trung ương; quốc hội; thường trực; thường vụ
viện nghiên cứu phát triển kinh tế - xã hội; kinh tế - xã hội; nghiên cứu; văn hóa, thể thao
văn hóa và thể thao; thể thao; giáo dục; y tế; đất đai; xây dựng, đầu tư; đầu tư; đầu tư công; giải ngân
vốn đầu tư; tài sản công; thu nhập; chi thường xuyên; định mức kinh tế - kỹ thuật; kinh tế kỹ thuật; kỹ thuật
đơn giá; sử dụng; sử dụng ngân sách; quản lý nhà nước; quản lý; quản trị; tài liệu kiểm chứng; tài liệu; lưu trữ
hội nghị tổng kết; tổng kết; sơ kết; chuyên đề; báo cáo chuyên đề; báo cáo kết quả; báo cáo tổng kết
đề xuất nhiệm vụ; đề xuất; bố trí; chuẩn bị; thành lập; kiện toàn; chuyển giao; chuyển đổi vị trí công tác
công tác; sắp xếp; thí điểm; mô hình thí điểm; nâng cấp; kết nối; chia sẻ; tích hợp; cung cấp; khai thác
vận hành; theo dõi, đôn đốc; đôn đốc; chỉ đạo; quyết liệt; đồng bộ; tập trung; chú trọng; xác định; phân công
bảo vệ; hỗ trợ; lồng ghép; tự chấm điểm; chấm điểm; xếp loại; phân loại; xếp hạng; thứ hạng; vị trí; điểm; bậc
lần; lượt; lớp; cuộc; đơn vị; hộ; người; học viên; thủ tục; văn bản chỉ đạo; dự toán; đô thị; công nghiệp
doanh nghiệp nhà nước; dân chủ; cơ sở; chính sách; cơ chế, chính sách; tiêu chuẩn; tiêu chuẩn quốc gia
hệ thống quản lý chất lượng; hệ thống; hệ thống văn bản; áp dụng; phù hợp; đầy đủ; phát triển; toàn diện
toàn thành phố; quốc gia; cả nước; quyền; người đứng đầu; ngành; cấp; thôn; tổ dân phố; khu dân cư
ủy quyền giải quyết; tái cấu trúc; phổ biến; quán triệt; nhân rộng; hội nhập; cạnh tranh; chuyên nghiệp
hiện đại; số; tuyển dụng; thực tiễn; thời gian quy định; tiếp công dân; công dân; cá nhân; xã hội; hành chính
chính quyền; chính trị; tinh gọn; sáng tạo; trách nhiệm giải trình; giải trình; lao động; hợp đồng; tiền lương
chức danh; nghề nghiệp; thăng hạng; thông minh; thành phố thông minh; đô thị thông minh; thiết bị; chuyên môn
nghiệp vụ; giao tiếp; phân tích; thực trạng; Hà Nội; Hải Phòng; Đảng; nhà nước; nhân dân; Thành phố; bộ; vụ; cục
chi cục; ban; sở; hội; trường; bệnh viện; báo; đài; gắn với; lan tỏa; tinh thần; chú trọng; thúc đẩy
khuyến khích; lần thứ; cách mạng; kỷ nguyên mới; tăng trưởng; khó khăn; vướng mắc; một số; mọi; mỗi; từng; cùng
nhằm; nhất; đã; sẽ; đang; phải; cần; nên; hoặc; như; bởi; vì; nhưng; thì; mà; rất; lại; ra; vào; lên; xuống; đây
đó; kia; nào; gì; ai; đâu; khác; chung; riêng; chính; phụ; mới; cũ; lớn; nhỏ; cao; thấp; nhiều; ít; tốt; đủ
"""

ABBREVIATIONS = (
    "UBND", "HĐND", "TTHC", "CCHC", "CNTT", "CBCCVC", "VBQPPL", "QPPL", "DVCTT", "SIPAS", "PAPI", "PAR", "INDEX",
    "MTTQ",
    "QLNN", "NSNN", "CSDL", "CĐS", "CQNN", "KT-XH", "TCVN", "ISO", "VPCP", "TTg", "SNV", "BNV", "PCI", "DTI", "BCĐ",
    "PARINDEX", "VHTT", "SVHTT", "UBMTTQ", "HCC", "TTĐT", "IOC", "KPI", "GDP", "VNeID", "PAKN", "GDĐT",
    "KHCN", "ĐVSN", "STT", "ĐVT", "TTr", "TP", "VP", "KT", "TM", "TL", "TUQ",
    "VT", "XIX", "XVII", "UBMTTQVN", "BQL", "TTHCC",

)  # fmt: skip
