"""The wall around the site: what may be asked of it, how much of it, and what it tells browsers."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio serves some sixty routes: uploads, files, a proxy, recordings, an API. The chat's page asks
# for these only; the others answer as if they did not exist.
_OPEN = re.compile(
    r"/|/healthz|/config|/theme\.css|/chat\.css|/favicon\.ico|/manifest\.json|/robots\.txt"
    r"|/(assets|static)/.+"
    r"|/gradio_api/(queue/(join|data)|heartbeat/\w+|cancel|reset)"
)
_MOST_BYTES = 256 * 1024
_HEADERS = {
    # Gradio compiles its components in the page, hence 'unsafe-inline' and 'unsafe-eval'. Nothing
    # may be loaded from, or sent to, any other place, whatever a document says.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Protection:
    """ASGI middleware that refuses what the chat does not need and sets the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        if not _OPEN.fullmatch(scope["path"].removeprefix(scope.get("root_path", ""))):
            await PlainTextResponse("Not found", 404)(scope, receive, send_with_headers)
        elif (bounded := await _bounded(scope, receive)) is None:
            await PlainTextResponse("Too large", 413)(scope, receive, send_with_headers)
        else:
            await self._app(scope, bounded, send_with_headers)


async def _bounded(scope: Scope, receive: Receive) -> Receive | None:
    """Return a `receive` whose body is small enough, or None as soon as it proves too large."""
    declared = Headers(scope=scope).get("content-length", "0")
    if not declared.isdecimal() or int(declared) > _MOST_BYTES:
        return None
    if scope["method"] in ("GET", "HEAD"):
        return receive
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _MOST_BYTES:
            return None
        more = message.get("more_body", False)
    unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return unread.pop() if unread else await receive()

    return receive_again
