"""The style sheets, icons and small scripts: read once at the start, sent compressed, addressed by their content.

Since the address changes with the content, a browser keeps a file for ever and a slow line carries it once. Pages
themselves are not compressed: beside a secret in the page, the size of an answer could be made to give the secret away.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Blueprint, Flask, Response, current_app, request, url_for
from werkzeug.exceptions import NotFound

from remote_cm.web.guards import open_to_all
from remote_cm.web.security_headers import KEPT_FOR_EVER

BOOTSTRAP_SHEET = "bootstrap.min.css"
IMPORTED = re.compile(rb'(?<= from ")\./([\w-]+\.js)(?=")')
_EXTENSION = "remote_cm_static_files"

static_files = Blueprint("static_files", __name__)


@dataclass(frozen=True)
class StaticFile:
    """One file as it is sent."""

    kind: str
    mark: str
    plain: bytes
    compressed: bytes


def set_up_static_files(app: Flask) -> None:
    """Read every file of ``static/`` and Bootstrap's sheet, and give templates ``static_address(name)``."""
    contents = {name: _without_map(source.read_bytes()) for name, source in _sources()}
    app.extensions[_EXTENSION] = {name: _pack(name, _with_marks(name, contents)) for name in contents}
    app.jinja_env.globals["static_address"] = static_address


def static_address(name: str) -> str:
    """The address of a file by its name in ``static/``. Raises KeyError when there is none."""
    return url_for("static_files.file", mark=_files()[name].mark, name=name)


@static_files.get("/static/<mark>/<path:name>")
@open_to_all
def file(mark: str, name: str) -> Response:
    """One file; kept by the browser only when it asked for this very content."""
    found = _files().get(name)
    if found is None:
        raise NotFound
    is_compressed = bool(request.accept_encodings["gzip"])
    response = Response(found.compressed if is_compressed else found.plain, content_type=found.kind)
    response.headers["Vary"] = "Accept-Encoding"
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
    if mark == found.mark:
        response.headers["Cache-Control"] = KEPT_FOR_EVER
    return response


def _files() -> dict[str, StaticFile]:
    found: dict[str, StaticFile] = current_app.extensions[_EXTENSION]
    return found


def _sources() -> Iterator[tuple[str, Traversable]]:
    yield BOOTSTRAP_SHEET, files("flask_bootstrap").joinpath("static", "bootstrap5", "css", BOOTSTRAP_SHEET)
    yield from _walk(files("remote_cm.web").joinpath("static"), "")


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry


def _without_map(plain: bytes) -> bytes:
    """The last line of Bootstrap's sheet names a map that we do not send; browsers would ask for it in vain."""
    return plain.partition(b"/*# sourceMappingURL=")[0]


def _with_marks(name: str, contents: Mapping[str, bytes]) -> bytes:
    """A script names what it imports by its content too: a browser never joins a new script to an old one it kept."""

    def address(imported: re.Match[bytes]) -> bytes:
        script = imported[1].decode()
        return f"../{_mark(_with_marks(script, contents))}/{script}".encode()

    return IMPORTED.sub(address, contents[name]) if name.endswith(".js") else contents[name]


def _mark(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()[:16]


def _pack(name: str, plain: bytes) -> StaticFile:
    # The table of types differs between systems, and browsers run a module of no other type.
    kind = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind == "image/svg+xml"
    return StaticFile(
        kind=f"{kind}; charset=utf-8" if is_text else kind,
        mark=_mark(plain),
        plain=plain,
        compressed=gzip.compress(plain, mtime=0),
    )
