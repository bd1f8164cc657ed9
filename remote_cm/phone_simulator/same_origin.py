"""Who may press buttons: this simulator's own pages, and programs; never a page of somebody else in a browser."""

from urllib.parse import urlsplit

from flask import abort, request

_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def refuse_foreign_pages(bind_host: str) -> None:
    """End the request with 403 when a browser says that another site's page sent it.

    A program sends neither header and is let through. The host's name is checked while we listen on this machine
    only: a foreign name that was made to point here (DNS rebinding) would be "same origin" to the browser.
    """
    if bind_host in _LOCAL_HOSTS and (urlsplit(f"//{request.host}").hostname or "") not in _LOCAL_HOSTS:
        abort(403)
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        abort(403)
    if site is None and origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)
