"""The few files a page loads: one style sheet, two scripts, the icons. The list is closed; there is no build step.

An address carries the file's digest, so a browser keeps it for ever and a new version is a new address.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import django_htmx
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kingpost.web.access import open_to_strangers

HERE = Path(__file__).parent / "assets"
FILES = {
    "look.css": (HERE / "look.css", "text/css; charset=utf-8"),
    "kingpost.js": (HERE / "kingpost.js", "text/javascript; charset=utf-8"),
    "icons.svg": (HERE / "icons.svg", "image/svg+xml"),
    "mark.svg": (HERE / "mark.svg", "image/svg+xml"),
    "htmx.js": (
        Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js",
        "text/javascript; charset=utf-8",
    ),
}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    body: bytes
    packed: bytes
    content_type: str
    digest: str


@cache
def read(name: str) -> Asset:
    """Raises KeyError for a name that is not in FILES."""
    path, content_type = FILES[name]
    body = path.read_bytes()
    return Asset(body, gzip.compress(body, mtime=0), content_type, hashlib.sha256(body).hexdigest()[:12])


@cache
def address(name: str) -> str:
    """The address of an asset, for templates: ``asset("look.css")``."""
    return reverse("asset", args=[read(name).digest, name])


@open_to_strangers
@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    if name not in FILES:
        raise Http404
    found = read(name)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.packed if packed else found.body, content_type=found.content_type)
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = FOR_EVER if digest == found.digest else "no-cache"
    if packed:
        response["Content-Encoding"] = "gzip"
    return response
