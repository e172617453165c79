"""Encodings: told by a mark, by escapes, by the sender, by the bytes, or by the user."""

from __future__ import annotations

import os
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely import documents
from tersely.documents.encoding import decode, wide_encoding
from tersely.errors import InputError

GUESSED = "(guessed; --encoding NAME corrects it)"
FRENCH = "La mairie a décidé de garder l'école ouverte : le coût a baissé cet été.\n" * 3
GERMAN = "Die Behörde prüfte den Bericht über den Straßenbau und lehnte höhere Zölle ab.\n" * 3
POLISH = "Rada miejska zdecydowała, że wszystkie biblioteki będą otwarte również w święta.\n" * 3
CZECH = "Městská rada rozhodla, že žádná knihovna nebude příští rok zavřena kvůli úsporám.\n" * 3
TURKISH = (
    "Belediye meclisi kütüphanelerin açık kalmasına ve ücretsiz olmasına karar verdi, şu gün.\n" * 3
)
RUSSIAN = "Городской совет решил не закрывать библиотеки в следующем году.\n" * 3
GREEK = "Το δημοτικό συμβούλιο αποφάσισε να μείνουν ανοιχτές όλες οι βιβλιοθήκες.\n" * 3
HEBREW = "מועצת העיר החליטה להשאיר את כל הספריות פתוחות גם בשנה הבאה.\n" * 3
JAPANESE = "市議会は来年もすべての図書館を開けておくことを決めました。\n" * 3
CHINESE = "市议会决定明年继续开放所有的图书馆，费用由市政府承担。\n" * 3
TAIWANESE = "市議會決定明年繼續開放所有的圖書館，費用由市政府承擔。\n" * 3
KOREAN = "시의회는 내년에도 모든 도서관을 계속 열기로 결정했습니다.\n" * 3
THAI = "สภาเมืองตัดสินใจเปิดห้องสมุดทุกแห่งต่อไปในปีหน้า\n" * 3


@settings(max_examples=60)
@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_text_with_a_bom_or_in_utf8_is_decoded_as_it_was_written(text: str, encoding: str) -> None:
    """Whatever a program writes in a Unicode encoding comes back, and only a UTF-8 file goes
    without a note.
    """
    decoded, notes = decode(("x" + text).encode(encoding))
    assert decoded == "x" + text
    assert bool(notes) == (not encoding.startswith("utf-8"))


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (FRENCH, "cp1252 mac_roman cp850"),
        (GERMAN, "cp1252 mac_roman cp850"),
        (POLISH, "cp1250 iso8859-2 cp852"),
        (CZECH, "cp1250 iso8859-2 cp852"),
        (TURKISH, "cp1254 iso8859-9"),
        (RUSSIAN, "cp1251 koi8-r cp866 iso8859-5"),
        (GREEK, "cp1253 iso8859-7"),
        (HEBREW, "cp1255"),
        (JAPANESE, "cp932 euc_jp iso2022_jp"),
        (CHINESE, "gb18030 hz"),
        (TAIWANESE, "big5"),
        (KOREAN, "cp949 iso2022_kr"),
        (THAI, "cp874"),
    ],
)
def test_old_encodings_and_utf16_without_a_mark_are_told_by_their_bytes(
    text: str, encodings: str
) -> None:
    """Each comes back as it was written, and the note names an encoding that reads it."""
    for encoding in [*encodings.split(), "utf-16-le", "utf-16-be"]:
        document = documents.read_bytes(text.encode(encoding), name="old.txt")
        assert document.text == text, encoding
        (note,) = document.notes
        named = note.removeprefix("decoded as ").partition(" ")[0]
        assert text.encode(encoding).decode(named) == text


@pytest.mark.parametrize("word", ["Größe", "Café", "50 £", "20 °C", "12,50 €", "“so” – he’s"])
def test_two_foreign_bytes_are_western(word: str) -> None:
    """There is nothing to count in so little text."""
    assert decode(word.encode("cp1252")) == (word, (f"decoded as cp1252 {GUESSED}",))


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("us-ascii", "utf-8"),  # a mailer that lies
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "cp1252"),
        ("gb2312", "gb18030"),
        ("x-unknown", "cp1252"),
        ("base64", "utf-8"),
    ],
)
def test_what_the_sender_declares_is_believed_if_it_reads_as_text(
    charset: str, encoding: str
) -> None:
    """A label that lies is told by the bytes."""
    text = "„Müller“ – 5 €: 标题\n" if encoding == "gb18030" else "„Müller“ – 5 € für Käse\n"
    text = text.replace("ü", "u") if encoding == "gb18030" else text
    assert decode(text.encode(encoding), charset)[0] == text


def test_what_the_user_knows_is_not_guessed_at() -> None:
    """Also for a page that declares another charset, and for bytes that look like a binary file."""
    text = "Zażółć gęślą jaźń"
    page = f"<meta charset=utf-8><p>{text}</p>".encode("cp1250")
    assert documents.read_bytes(page, name="a.html", encoding="cp1250").text == text
    assert documents.read_bytes("é".encode("cp500"), name="a.txt", encoding="cp500").text == "é"
    broken = documents.read_bytes(b"ab\xff", name="a.txt", encoding="ascii")
    assert (broken.text, broken.notes) == (
        "ab\ufffd",
        ("decoded as ascii with errors: 1 x \ufffd",),
    )
    mail = b"From: a@b\nTo: c@d\nSubject: s\n\nBody."
    (note,) = documents.read_bytes(mail, name="a.eml", encoding="cp1250").notes
    assert note == "--encoding has no effect on a.eml, which names its own encoding"


def test_a_page_in_utf16_is_a_page() -> None:
    """HTML is told by its first bytes in every encoding."""
    document = documents.read_bytes("<html><body><p>Größe".encode("utf-16"), name="page")
    assert (document.text, document.media_type) == ("Größe", "text/html")


def test_a_damaged_utf8_file_stays_utf8() -> None:
    """One broken byte does not turn a Russian text into another alphabet."""
    text, notes = decode("Привет, мир. ".encode() * 20 + b"\xff" + "Конец.".encode())
    assert text.endswith("\ufffdКонец.")
    assert notes == ("decoded as utf-8 with errors: 1 x \ufffd",)


def test_numbers_of_four_bytes_are_not_taken_for_letters() -> None:
    """White pixels of a picture in fractions, 255.0 and 1.0, behind a head of 22 bytes."""
    for number in (255.0, 1.0, 0.5):
        assert wide_encoding(bytes(22) + struct.pack("<f", number) * 5_000) is None


def test_binary_data_and_terminal_colours_are_not_taken_for_text_in_other_encodings() -> None:
    """Random bytes are no UTF-16, and the escapes of a terminal no ISO-2022."""
    assert all(wide_encoding(os.urandom(n)) is None for n in range(200, 2_000, 20))
    with pytest.raises(InputError, match="binary"):
        documents.read_bytes(bytes(range(256)) * 20, name="a.txt")
    log = "\x1b[1;31mred\x1b[0m and \x1b(B plain ~{ 5 ~}\n" * 20
    assert decode(log.encode()) == (log, ())
