"""The static files that pages load: style, font, drawings and scripts. An address changes with its content."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.runtime.county import Emblem

HERE: Final = Path(__file__).parent / "static"
FOREVER: Final = "public, max-age=31536000, immutable"
SHORTLY: Final = "public, max-age=300"
_SMALLEST_WORTH_PACKING: Final = 400


@dataclass(frozen=True)
class Asset:
    """A static file in memory, plain and gzipped, with a version that depends on its content."""

    body: bytes
    packed: bytes | None
    media_type: str
    version: str


def asset_url(name: str) -> str:
    """Return the address of a static file, which browsers may cache for ever. Raises KeyError for an unknown name."""
    return f"/static/{name}?v={ASSETS[name].version}"


def emblem_asset(emblem: Emblem) -> Asset:
    """Return a county's emblem as a static file."""
    media_type = "image/svg+xml" if emblem.kind == "svg" else "image/png"
    return _asset(emblem.body, media_type, pack=emblem.kind == "svg")


def emblem_url(emblem: Emblem) -> str:
    """Return the address of a county's emblem, which browsers may cache for ever."""
    return f"/static/{emblem.file_name}?v={emblem_asset(emblem).version}"


def mount_static(app: Starlette, *, emblem: Emblem | None = None) -> None:
    """Add `/static/…` to an application. The gateway sends these requests to news."""
    assets = ASSETS | {emblem.file_name: emblem_asset(emblem)} if emblem else ASSETS

    async def serve(request: Request) -> Response:
        return _served(request, assets.get(request.path_params["name"]))

    app.router.routes.append(Route("/static/{name}", serve, methods=["GET"], name="static"))


def _served(request: Request, asset: Asset | None) -> Response:
    if asset is None:
        return Response(status_code=404)
    current = request.query_params.get("v") == asset.version
    headers = {"Cache-Control": FOREVER if current else SHORTLY}
    body = asset.body
    if asset.packed is not None:
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = asset.packed
    return Response(body, media_type=asset.media_type, headers=headers)


def _asset(body: bytes, media_type: str, *, pack: bool = True) -> Asset:
    packed = gzip.compress(body, 9, mtime=0) if pack and len(body) >= _SMALLEST_WORTH_PACKING else None
    return Asset(body, packed, media_type, sha256(body).hexdigest()[:12])


def _joined(kind: str, folder: str = "") -> bytes:
    return b"".join(part.read_bytes() for part in sorted((HERE / (folder or kind)).glob(f"*.{kind}")))


def _style(assets: dict[str, Asset]) -> bytes:
    style = _joined("css").decode()
    for name, asset in assets.items():
        style = style.replace(f"url(/static/{name})", f"url(/static/{name}?v={asset.version})")
    return style.encode()


def _load() -> dict[str, Asset]:
    assets = {path.name: _asset(path.read_bytes(), "image/svg+xml") for path in sorted(HERE.glob("*.svg"))}
    assets["vazirmatn.woff2"] = _asset((HERE / "vazirmatn.woff2").read_bytes(), "font/woff2", pack=False)
    assets["desk.js"] = _asset(_joined("js"), "text/javascript; charset=utf-8")
    assets["writing.js"] = _asset(_joined("js", "writing"), "text/javascript; charset=utf-8")
    assets["editor.css"] = _asset((HERE / "editor.css").read_bytes(), "text/css; charset=utf-8")
    for script in ("vendor/htmx.min.js", "vendor/jsQR.js", "vendor/trix.umd.min.js", "offline-check.js", "media.js"):
        path = HERE / script
        assets[path.name] = _asset(path.read_bytes(), "text/javascript; charset=utf-8")
    assets["ravabet.css"] = _asset(_style(assets), "text/css; charset=utf-8")
    return assets


ASSETS: Final = _load()
