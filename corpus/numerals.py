"""Chinese numerals, both ways, for the numbers of articles, paragraphs and chapters."""

import unicodedata

LARGEST = 9999
"""The largest number an article can have: 第九千九百九十九条."""

_FORMAL = dict(zip("〇壹贰叁肆伍陆柒捌玖拾佰仟", "零一二三四五六七八九十百千", strict=True)) | {
    "廿": "二十",
    "卅": "三十",
}
NUMERAL_CHARS = "零一二三四五六七八九十百千" + "".join(_FORMAL)
"""Every character of a Chinese numeral up to `LARGEST`, in the forms of accounts (贰) and of calendars (廿) too."""

_DIGITS = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}


def to_chinese(number: int) -> str:
    """Write a number as a Chinese numeral: 67 -> 六十七, 10 -> 十, 105 -> 一百零五.

    Args:
        number: 1 to `LARGEST`.

    Raises:
        ValueError: when the number is outside that range.
    """
    if not 1 <= number <= LARGEST:
        raise ValueError(f"{number} is outside 1..{LARGEST}, the range of article numbers")
    written, rest, skipped = "", number, False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, rest = divmod(rest, value)
        if digit:
            written += ("零" if skipped else "") + _DIGITS[digit] + unit
        skipped = digit == 0 and bool(written)
    return written.removeprefix("一") if 10 <= number < 20 else written


def from_chinese(numeral: str) -> int:
    """Read a Chinese numeral: 六十七 -> 67. 〇 is read as 零, 一十二 as 十二, 贰 as 二, 廿九 as 二十九.

    Raises:
        ValueError: when the numeral is not written as `to_chinese` would write it, so that 六七 or
            一百五 (105 or 150?) is refused instead of guessed at.
    """
    total, digit = 0, None
    plain = "".join(_FORMAL.get(char, char) for char in numeral)
    for char in plain:
        if char in _UNITS:
            total += _UNITS[char] * (1 if digit is None else digit)
            digit = None
        elif char in _DIGITS:
            digit = _DIGITS.index(char)
        else:
            raise ValueError(f"{char!r} in {numeral!r} is not a Chinese numeral")
    total += digit or 0
    canonical = plain.removeprefix("一") if plain.startswith("一十") else plain
    if not 1 <= total <= LARGEST or to_chinese(total) != canonical:
        raise ValueError(f"{numeral!r} is not a well-formed Chinese numeral from 1 to {LARGEST}")
    return total


def parse_number(written: str) -> int:
    """Read a number in Chinese numerals, ASCII digits or full-width digits.

    Raises:
        ValueError: when it is none of these, or outside 1..`LARGEST`.
    """
    plain = unicodedata.normalize("NFKC", written).strip()
    if not plain.isascii():
        return from_chinese(plain)
    if not plain.isdigit() or not 1 <= int(plain) <= LARGEST:
        raise ValueError(f"{written!r} is not a number from 1 to {LARGEST}")
    return int(plain)
