"""A file that cannot be read gives one clear line in the language asked for, never a traceback."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from common.documents import read as reading
from common.documents import read_document
from common.errors import UserError
from common.language import Language
from tests.documents.making import make


def _blank_pdf(pages: int = 1) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _locked_pdf(folder: Path) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(make(folder, "pdf")))
    writer.encrypt("secret")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600

CASES = {
    "scanned.pdf": (_blank_pdf(3), "E_FILE_SCANNED"),
    "broken.pdf": (b"%PDF-1.7\n" + b"garbage " * 50, "E_FILE_CORRUPT"),
    "cut.docx": (_zip(word__document_xml=b"")[:40], "E_FILE_CORRUPT"),
    "broken.docx": (_zip(**{"word__document.xml": b"<not xml"}), "E_FILE_CORRUPT"),
    "broken.xlsx": (_zip(**{"xl__workbook.xml": b"<not xml"}), "E_FILE_CORRUPT"),
    "archive.docx": (_zip(readme=b"words"), "E_FILE_CORRUPT"),
    "old.docx": (OLE, "E_FILE_OLD"),
    "old.doc": (OLE, "E_FILE_OLD"),
    "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "E_FILE_ENCRYPTED"),
    "empty.txt": (b"  \n ", "E_FILE_EMPTY"),
    "dashes.md": ("———\n".encode(), "E_FILE_EMPTY"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "E_FILE_TYPE"),
    "binary.txt": (b"\x00\x01\x02\xff" * 99, "E_FILE_TYPE"),
    "report.html": (b"<p>12%</p>", "E_FILE_TYPE"),
    "words.pdf": ("净利润12亿元".encode(), "E_FILE_CORRUPT"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CASES)
def test_each_kind_of_bad_file_has_its_line(name: str, language: Language, tmp_path: Path) -> None:
    content, code = CASES[name]
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UserError) as refused:
        read_document(file, language=language)
    assert refused.value.code == code
    assert name in refused.value.message
    assert "\n" not in refused.value.message
    assert ("请" in refused.value.message or "。" in refused.value.message) == (language == "zh")


def test_a_file_with_the_wrong_ending_is_told_what_it_is(tmp_path: Path) -> None:
    file = make(tmp_path, "pdf").rename(tmp_path / "report.docx")
    with pytest.raises(UserError, match="pdf") as refused:
        read_document(file)
    assert refused.value.code == "E_FILE_MISMATCH"


def test_an_encrypted_pdf_is_not_guessed_at(tmp_path: Path) -> None:
    file = tmp_path / "locked.pdf"
    file.write_bytes(_locked_pdf(tmp_path))
    with pytest.raises(UserError) as refused:
        read_document(file)
    assert refused.value.code == "E_FILE_ENCRYPTED"


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "no.pdf", "E_FILE_MISSING"), (tmp_path, "E_FILE_FOLDER")):
        with pytest.raises(UserError) as refused:
            read_document(path)
        assert refused.value.code == code


def test_what_is_too_big_is_said_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make(tmp_path, "txt")
    monkeypatch.setattr(reading, "LONGEST_DOCUMENT", 100)
    with pytest.raises(UserError, match="100字") as long:
        read_document(file)
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    with pytest.raises(UserError, match="MB") as large:
        read_document(file)
    assert {long.value.code, large.value.code} == {"E_FILE_SIZE"}


def test_a_zip_that_unfolds_without_end_is_not_unfolded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 2_000_000)
    file = tmp_path / "bomb.docx"
    file.write_bytes(stream.getvalue())
    monkeypatch.setattr(reading, "_UNFOLDED", 1_000_000)
    with pytest.raises(UserError) as refused:
        read_document(file)
    assert refused.value.code == "E_FILE_CORRUPT"


def test_a_scanned_page_among_others_is_named(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(make(tmp_path, "pdf")))
    writer.add_blank_page(595, 842)
    file = tmp_path / "partly.pdf"
    with file.open("wb") as stream:
        writer.write(stream)
    assert read_document(file).notes == ("“partly.pdf”第2页没有文字（像是扫描页），没有读入。",)
