"""The site: the chat and a health check, behind their wall, and the server that serves them."""

from __future__ import annotations

import errno
import socket
import sys
from contextlib import closing, suppress

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import Response

from eujassist import strings
from eujassist.answering.assistant import Assistant
from eujassist.errors import PortTaken, SettingInvalid
from eujassist.settings import Settings
from eujassist.web.chat import Answering, Chat
from eujassist.web.protection import Protection
from eujassist.web.rendering import static

_AT_ONCE = 20
_MOST_WAITING = 200
_MOST_SESSIONS = 500
_STYLES = ("page.css", "conversation.css", "question.css", "sources.css")


def serve(settings: Settings) -> None:
    """Serve the chat until it is stopped, by Ctrl+C for one.

    Raises PortTaken, SettingInvalid (a host that is not ours) and what Assistant.open raises,
    before anything is served.
    """
    with (
        _listening(settings.host, settings.port) as listener,
        closing(Assistant.open(settings)) as assistant,
    ):
        configuration = uvicorn.Config(
            build(assistant, settings),
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=1,
            ws="none",
        )
        with suppress(KeyboardInterrupt):
            _Server(configuration).run([listener])


def build(assistant: Answering, settings: Settings) -> FastAPI:
    """Return the site on which `assistant` answers, ready for uvicorn."""
    site = FastAPI(title="eujassist", docs_url=None, redoc_url=None, openapi_url=None)
    # No other site may read an answer. Gradio leaves its own, laxer rules when it finds these.
    site.add_middleware(CORSMiddleware, allow_origins=[])
    site.add_middleware(Protection)

    @site.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @site.get("/favicon.ico")
    def favicon() -> Response:
        return Response(static("favicon.svg"), media_type="image/svg+xml")

    @site.get("/chat.css")
    def stylesheet() -> Response:
        return Response("\n".join(map(static, _STYLES)), media_type="text/css")

    chat = Chat(assistant, settings).blocks
    chat.queue(default_concurrency_limit=_AT_ONCE, max_size=_MOST_WAITING)
    chat.state_session_capacity = _MOST_SESSIONS
    # Only a launched Blocks checks that a file it is handed was uploaded to it; mounting is no
    # launch, and without this line a forged request reads any file of the machine.
    chat.has_launched = True
    gr.mount_gradio_app(
        site,
        chat,
        path="/",
        head='<link rel="stylesheet" href="chat.css">',
        theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    return site


class _Server(uvicorn.Server):
    """A server that says where it listens once it does, and stops when it is told to."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
            language = strings.terminal_language()
            sys.stdout.write(strings.text("web.listening", language, address=address) + "\n")
            sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # A page holds a stream open for as long as it is shown: one would wait for it in vain.
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that holds the port, so that nobody takes it while the index opens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=port) from error
        name = "EUJASSIST_PORT" if error.errno == errno.EACCES else "EUJASSIST_HOST"
        raise SettingInvalid(name=name, reason=error.strerror or str(error)) from error
