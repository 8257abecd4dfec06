"""Taking an archive out: a streamed ZIP for whoever holds an approved token."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from backend.capabilities.archive import service
from backend.capabilities.archive.errors import DownloadNotOpen
from backend.ports import Ports


class ArchiveDownloads:
    """GET /archives/{token}; the token is short-lived and stands in no log of ours."""

    def __init__(self, ports: Ports) -> None:
        """Keep the way to the store."""
        self._ports = ports

    async def __call__(self, request: Request) -> Response:
        """Stream the archive, or say that the token opens nothing."""
        try:
            name, pieces = await service.download(request.path_params["token"], self._ports)
        except DownloadNotOpen as refusal:
            return PlainTextResponse(refusal.message, status_code=404)
        headers = {
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        }
        return StreamingResponse(pieces, media_type="application/zip", headers=headers)
