"""`sketch2fashion serve`: the studio and the HTTP service, in one process or several on one socket.

The socket is bound here, before any worker starts: a taken port is one clear line, and a browser that opens the address at once
waits for the first worker instead of failing. Workers are processes of their own; what the flags say reaches them by environment.
"""

from __future__ import annotations

import os
import socket
import sys

import click

from sketch2fashion.cli.output import note
from sketch2fashion.errors import BadValue

BACKLOG = 2048  # connections that may wait while the first worker starts


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 opens it to your network.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one.")
@click.option("--catalog", metavar="URI", help="A catalogue folder, or milvus://host:port/name. [default: the catalog setting]")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help="Certificate chain (PEM): serve https.")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help="Private key (PEM) of the certificate.")
@click.option("--demo/--no-demo", default=True, show_default=True, help="Fill an empty default catalogue with demo products.")
def serve(host: str, port: int, catalog: str | None, workers: int, tls_cert: str | None, tls_key: str | None, demo: bool) -> None:
    """Open the studio and the HTTP service (OpenAPI at /docs).

    \b
    sketch2fashion serve
    sketch2fashion serve --port 8123 --catalog ./my-shop
    sketch2fashion serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
    """
    if (tls_cert is None) != (tls_key is None):
        raise BadValue("TLS needs both --tls-cert and --tls-key.")
    _hand_to_workers(catalog, workers)
    listener = _listen(host, port)
    if demo and catalog is None:
        _fill_demo_catalogue()
    _announce(listener, host, secure=tls_cert is not None)
    _run(listener, workers, tls_cert, tls_key)


def _hand_to_workers(catalog: str | None, workers: int) -> None:
    """Put the flags where worker processes read them, and share the cores between several workers."""
    from sketch2fashion.models.registry import thread_count
    from sketch2fashion.settings import PREFIX, load_settings, settings

    checked = load_settings(catalog=catalog)
    if catalog is not None:
        os.environ[PREFIX + "CATALOG"] = checked.catalog
    settings.cache_clear()
    if workers > 1 and not checked.threads:
        os.environ[PREFIX + "THREADS"] = str(max(1, thread_count() // workers))
        settings.cache_clear()


def _listen(host: str, port: int) -> socket.socket:
    listener: socket.socket | None = None
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle's 40 ms in every reply
        if sys.platform != "win32":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)  # from now on a browser waits instead of failing
    except OSError as problem:
        if listener is not None:
            listener.close()
        hint = "Choose another port: --port N (0 takes any free one)."
        raise BadValue(f"Cannot listen on {host}:{port}: {problem.strerror}.", hint=hint) from None
    listener.set_inheritable(True)
    return listener


def _fill_demo_catalogue() -> None:
    """A first start shows something to find. A catalogue that the operator named is the operator's, and stays as it is."""
    from sketch2fashion.catalog.demo import ensure_demo
    from sketch2fashion.catalog.store import open_catalog
    from sketch2fashion.settings import explain, settings

    if {row.name: row.origin for row in explain()}["catalog"] == "default":
        note("Looking after the demo catalogue …")
        with open_catalog(settings().catalog, create=True) as home:
            ensure_demo(home)


def _announce(listener: socket.socket, host: str, *, secure: bool) -> None:
    port = listener.getsockname()[1]
    shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, f"[{host}]" if ":" in host else host)
    click.echo(f"Sketch2Fashion is at {'https' if secure else 'http'}://{shown}:{port}  (Ctrl-C stops it)")


def _run(listener: socket.socket, workers: int, tls_cert: str | None, tls_key: str | None) -> None:
    from sketch2fashion.web.server import run

    if not run(listener, workers=workers, tls_cert=tls_cert, tls_key=tls_key):
        raise SystemExit(1)  # the log says why
