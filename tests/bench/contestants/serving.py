"""The server of the contestants that answer over HTTP, set up as it is for our services."""

import uvicorn
from fastapi import FastAPI


async def serve(app: FastAPI, port: int) -> None:
    """Answer requests until killed."""
    await uvicorn.Server(
        uvicorn.Config(app, port=port, log_config=None, access_log=False, proxy_headers=True, server_header=False)
    ).serve()
