"""Serve the application, and open the browser once it answers."""

import asyncio
import logging
import webbrowser

import uvicorn

from assessment.web.application import build_application


def serve(database_url: str, *, host: str = "127.0.0.1", port: int, open_browser: bool) -> None:
    """Serve until stopped (Ctrl+C). Writes nothing on stdout; what is logged goes to stderr.

    Parameters
    ----------
    database_url : str
        The ledger to serve.
    host : str
        The address to listen on; only this machine by default.
    port : int
        The port to listen on.
    open_browser : bool
        Whether to open the sign-in page once the application answers.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        build_application(database_url),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=20 * 1024 * 1024,
    )
    asyncio.run(_serve(uvicorn.Server(config), f"http://{host}:{port}/" if open_browser else None))


async def _serve(server: uvicorn.Server, address: str | None) -> None:
    serving = asyncio.create_task(server.serve())
    while address and not server.started and not serving.done():
        await asyncio.sleep(0.05)
    if address and server.started:
        await asyncio.to_thread(webbrowser.open, address)
    await serving
