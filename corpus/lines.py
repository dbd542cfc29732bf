"""Reading the text files of a regulation."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError


def read_text(path: Path) -> str:
    """Read a UTF-8 file byte for byte (line ends are kept).

    Raises:
        CorpusError: when it is missing or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            path, None, f"cannot be read ({error.strerror})", "add the file, or mend its rights"
        ) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise CorpusError(path, line, byte, "save the file as UTF-8: iconv -f GB18030 -t UTF-8") from None


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file that are not blank, each with its number.

    Lines end at LF or CRLF only: JSON texts may hold the other characters that `str.splitlines` splits at.
    """
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if stripped := line.strip():
            yield number, stripped


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        CorpusError: when it cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(path, None, str(error), "mend the TOML at that place") from None
