"""A response that is held back until it is whole."""

from starlette.types import Message, Send


class HeldResponse:
    """Collects a response in the place of `send`; what becomes of it then, a subclass says in `release`."""

    def __init__(self, send: Send) -> None:
        """Take what the response is sent with."""
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Keep start and body; every other message passes."""
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self.release(self._start, self._body)

    async def release(self, start: Message, body: bytes) -> None:
        """Send the response on.

        Args:
            start: status and headers.
            body: all of it.
        """
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
