"""POST /rpc: a page's reading of a local chain, so that it needs no wallet for that."""

from __future__ import annotations

import json
from typing import Any

import requests
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from veriset.server.backend import Backend
from veriset.server.json_bytes import dump
from veriset.server.problems import ProblemError

_MOST_CALLS = 50
_LONGEST = 256 << 10

READING = frozenset(
    {
        "eth_blockNumber",
        "eth_call",
        "eth_chainId",
        "eth_estimateGas",
        "eth_feeHistory",
        "eth_gasPrice",
        "eth_getBalance",
        "eth_getBlockByHash",
        "eth_getBlockByNumber",
        "eth_getCode",
        "eth_getLogs",
        "eth_getStorageAt",
        "eth_getTransactionByHash",
        "eth_getTransactionCount",
        "eth_getTransactionReceipt",
        "eth_maxPriorityFeePerGas",
        "eth_syncing",
        "net_version",
        "web3_clientVersion",
    }
)
"""What is passed on; nothing that sends, signs, or moves the chain's time."""


def router(backend: Backend) -> APIRouter:
    """Return the endpoint over a backend."""
    routes = APIRouter(include_in_schema=False)
    session = requests.Session()
    session.trust_env = False  # the node is on this machine

    @routes.post("/rpc")
    async def rpc(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST:
                raise ProblemError(413, "The call is too long.", Connection="close")
        if not request.headers.get("content-type", "").startswith("application/json"):
            # A form of another site could send anything else without being asked.
            raise ProblemError(415, "Send JSON.")
        try:
            calls = json.loads(bytes(body))
        except (ValueError, RecursionError) as error:
            raise ProblemError(400, "The call is not JSON.") from error
        asked = calls if isinstance(calls, list) else [calls]
        if not 1 <= len(asked) <= _MOST_CALLS:
            raise ProblemError(400, f"Send 1 to {_MOST_CALLS} calls at once.")
        for call in asked:
            method = call.get("method") if isinstance(call, dict) else None
            if method not in READING:
                return Response(dump(_refusal(call, method)), media_type="application/json")
        return await run_in_threadpool(_pass_on, bytes(body))

    def _pass_on(body: bytes) -> Response:
        network = backend.settings.network
        try:
            answer = session.post(
                network.host,
                data=body,
                headers={"Content-Type": "application/json"},
                timeout=network.timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise ProblemError(502, f"The node of {network.name} does not answer.") from error
        return Response(
            answer.content, media_type="application/json", headers={"Cache-Control": "no-store"}
        )

    return routes


def _refusal(call: Any, method: object) -> dict[str, Any]:
    id_ = call.get("id") if isinstance(call, dict) else None
    message = f"{str(method)[:60]} is not passed on: only what reads is"
    return {"jsonrpc": "2.0", "id": id_, "error": {"code": -32601, "message": message}}
