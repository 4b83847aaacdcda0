"""The headers that every answer carries: what a browser may load, and what it may remember."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.web.shell import inline_script_hashes

KEPT_BY_THE_BROWSER = ("/static/", "/app/static/", "/favicon.png", "/felt/")


def content_policy() -> str:
    """What a page may load: our own origin only; the script hash is taken from the installed package."""
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self' blob:", *inline_script_hashes()]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


class SecurityHeaders:
    """Middleware that adds the headers of a careful house to every HTTP answer.

    The referrer policy is ``same-origin``, not ``no-referrer``: with the latter a browser posts our own forms with
    ``Origin: null``, and the sign-in could not tell them from a stranger's. Nothing is sent to other origins by either.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_policy(),
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and add the headers where an answer begins."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        may_be_kept = scope["path"].startswith(KEPT_BY_THE_BROWSER)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if not may_be_kept:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers)
