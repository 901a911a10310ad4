"""Writes official documents as Nghị định 30/2020/NĐ-CP prescribes: as DOCX, as PDF/A, and on the screen (HTML).

The one entrance for other rooms: build an `OfficialDocument` of plain values, hand it to `paper.write_docx`,
`pdf.write_pdf` or `preview.preview`.
"""
