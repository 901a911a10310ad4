"""Writes official documents as Nghị định 30/2020/NĐ-CP prescribes: on paper (DOCX) and on the screen (HTML).

The one entrance for other rooms: build an `OfficialDocument` of plain values, hand it to `write_docx` or `preview`.
"""
