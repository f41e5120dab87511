"""Whose encoding nobody has told: what is read, and the line and byte that are named where it is not."""

import pytest

from engagelib.contracts.problems import Unreadable
from engagelib.text.encodings import decoded, encoding_of

HEAD = "Tanggal,Porsi,Keterangan\n2025-01-01,3,ramai\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("a,é 👍\n".encode(), "a,é 👍\n"), ("\ufeffa\n".encode(), "a\n"), ("a,é\n".encode("utf-16"), "a,é\n"),
        ("a,b\n".encode("utf-16-le"), "a,b\n"), (b"caf\xe9 \x93x\x94\n", "café “x”\n"), (b"", ""),
    ],
)  # fmt: skip
def test_what_is_one_encoding_is_read(data, text):
    assert decoded(data, "a.csv") == text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (HEAD.encode() + b"2025-01-02,4,a\x81b\n", "line 3: the byte 0x81 after '2025-01-02,4,a' is no character"),
        (HEAD.encode() + "x,y,é\nz,ž,".encode() + b"\xe9b\n", "line 4: the byte 0xE9 after 'z,ž,' is no UTF-8, but other"),
        ("é\r".encode() + b"a\xff\r\xfe\r", "line 2: the byte 0xFF after 'a' is no UTF-8, nor are 1 more"),
        ("é\r\n".encode() + b"a\xff", "line 2: the byte 0xFF"),
        ("é\n".encode() + b"a\xc3", "line 2: the byte 0xC3 after 'a' is no UTF-8"),  # a character cut off
        (b"\xef\xbb\xbfcaf\xe9\n", "line 1: the byte 0xE9 after 'caf' is no UTF-8"),  # the mark says UTF-8
        (bytes(range(256)), "neither UTF-8 nor Windows-1252"),
    ],
)  # fmt: skip
def test_a_byte_that_is_no_character_is_named_and_the_rest_is_not_read_as_something_else(data, told):
    with pytest.raises(Unreadable) as error:
        decoded(data, "a.csv")
    assert str(error.value).startswith("a.csv: ") and told in str(error.value)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_the_place_is_the_same_in_whatever_blocks_a_file_is_read(size):
    data = "é,1\r\n👍,2\r\n".encode() + b"3,a\xe9b\r\n" + b"c\r\n"
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    if size == 1:
        blocks[0:2] = [data[:2]]  # by the first two bytes a file's encoding is guessed
    with pytest.raises(Unreadable, match=r"line 3: the byte 0xE9 after '3,a' is no UTF-8"):
        encoding_of(blocks, "a.csv")
