"""Links that work under any prefix: every address is relative to the page that it stands on."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from fastapi import Request

_KEPT = {"theme": ("light", "dark"), "size": ("large",), "embed": ("1",)}
"""Parameters of the address that a link hands on, and what they may be."""


class Links:
    """The links of one page.

    Attributes:
        base: from the page to the root of the app, as `../../`.
        kept: the parameters that are handed on.
        here: the first part of the page's path, empty for the chat.
    """

    def __init__(self, request: Request) -> None:
        """Read what the page was asked with."""
        self.kept: Mapping[str, str] = {
            name: value for name, allowed in _KEPT.items() if (value := request.query_params.get(name)) in allowed
        }
        path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        # A browser does not take %2F for a slash, though the path that is routed has one.
        depth = path.count("/") - request.scope.get("raw_path", b"").lower().count(b"%2f")
        self.base = "../" * (depth - 1) or "./"
        self.here = path.strip("/").split("/")[0]

    def to(self, path: str, **parameters: object) -> str:
        """A link to a page.

        Args:
            path: of the page, relative to the root of the app; not yet escaped.
            parameters: of the address; those that are empty are left out, of a list each is one.
        """
        # A place is read as it is written: 2/1,3/1.
        query = urlencode([*((n, v) for n, v in parameters.items() if v), *self.kept.items()], doseq=True, safe="/,")
        return f"{self.base}{quote(path)}{'?' if query else ''}{query}"

    def within(self, address: str) -> str:
        """The same for an address that has its parameters already, as those in answers do."""
        # A picture is the same whatever the page looks like.
        query = urlencode(self.kept) if not address.endswith(".svg") else ""
        return f"{self.base}{address}{('&' if '?' in address else '?') if query else ''}{query}"
