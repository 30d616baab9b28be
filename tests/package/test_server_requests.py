"""What holds of every request: odd ones, limits, headers, the node behind, the page."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.package.local_index import chain, work  # noqa: F401
from tests.package.local_server import API, World, client, get, problem, world  # noqa: F401
from veriset.server.app import create_app
from veriset.server.settings import Rates


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v2/status",
        "/api/v1/images/0x12",
        "/api/v1/images/..%2f..%2fetc%2fpasswd",
        "/api/v1/datasets/%0d%0aX-Injected:%20yes",
        "/../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/..%2f..%2fsecret",
        "/%00",
        "/nothing.js",
    ],
)
def test_odd_paths_are_problems(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (404, 422)
    assert response.headers["content-type"] == "application/problem+json"
    assert "x-injected" not in response.headers
    assert "root:" not in response.text


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "cursor=x", "cursor=1-2-3", "cursor=%00"]
)
def test_odd_pages_are_problems(client: TestClient, query: str) -> None:
    problem(client.get(f"{API}/datasets?{query}"), 422)


def test_other_methods_are_problems(client: TestClient) -> None:
    response = client.post(f"{API}/datasets")
    problem(response, 405)
    assert response.headers["allow"] == "GET"
    problem(client.post("/anything"), 405)


def test_another_name_is_refused(client: TestClient) -> None:
    """A page whose name was made to lead to 127.0.0.1."""
    problem(client.get(f"{API}/status", headers={"Host": "evil.example"}), 421)


def test_a_long_body_is_refused(client: TestClient) -> None:
    problem(client.post(f"{API}/session", content=b"x" * (300 << 10)), 413)


def test_headers(client: TestClient) -> None:
    response = client.get(f"{API}/datasets", headers={"Origin": "https://example.org"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    tag = response.headers["etag"]
    again = client.get(f"{API}/datasets", headers={"If-None-Match": f'"x", W/{tag}'})
    assert again.status_code == 304
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "DELETE"}
    assert client.options(f"{API}/session", headers=asked).status_code == 400


def test_too_many_requests(world: World) -> None:
    rates = Rates(reading="3/minute", uploads="1/minute", posting="2/minute")
    with TestClient(create_app(replace(world.settings, rates=rates))) as client:
        for _ in range(3):
            get(client, "/datasets")
        response = client.get(f"{API}/datasets")
        problem(response, 429, "More than 3 requests in 60 seconds")
        assert int(response.headers["retry-after"]) >= 1
        assert client.post(f"{API}/images/lookup").status_code == 415
        problem(client.post(f"{API}/images/lookup"), 429)


def test_the_node_of_a_local_chain_is_read_through_the_server(
    client: TestClient, world: World
) -> None:
    def call(body: Any) -> Any:
        return client.post("/rpc", json=body).json()

    one = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    assert int(call(one)["result"], 16) == world.chain.network.chain_id
    assert [answer["id"] for answer in call([one, one | {"id": 2}])] == [1, 2]
    for method in ("eth_sendTransaction", "anvil_setBalance", "evm_revert", "eth_sign", None, 7):
        refused = call(one | {"method": method})
        assert refused["error"]["code"] == -32601
    assert call([one, one | {"method": "eth_accounts"}])["error"]["code"] == -32601
    problem(client.post("/rpc", content=b"{", headers={"Content-Type": "application/json"}), 400)
    problem(client.post("/rpc", json=[]), 400)
    problem(client.post("/rpc", content=b"{}"), 415)


def test_a_node_that_went_away(world: World) -> None:
    gone = replace(world.settings.network, host="http://127.0.0.1:1", timeout=2)
    with TestClient(create_app(replace(world.settings, network=gone))) as client:
        problem(client.get(f"{API}/campaigns"), 502, "no node")
        assert get(client, "/datasets")["items"]  # the index needs none
        digest = world.asters_manifest.images[0].content_hash
        assert get(client, f"/images/{digest}")["matches"]


def test_the_page(world: World, tmp_path: Path) -> None:
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<title>page</title>")
    (tmp_path / "dist" / "assets" / "a-1.js").write_text("1")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "dist" / "link").symlink_to(tmp_path / "secret")
    settings = replace(world.settings, page=tmp_path / "dist")
    with TestClient(create_app(settings)) as client:
        for path in ("/", "/verify", "/campaign/0x12"):
            response = client.get(path)
            assert "<title>page" in response.text
            assert response.headers["cache-control"] == "no-cache"
            assert "script-src 'self'" in response.headers["content-security-policy"]
        script = client.get("/assets/a-1.js")
        assert "immutable" in script.headers["cache-control"]
        assert "javascript" in script.headers["content-type"]
        for path in ("/assets/none.js", "/..%2fsecret", "/link", "/api/none"):
            problem(client.get(path), 404)


def test_without_a_page_it_says_how_to_build_it(client: TestClient) -> None:
    problem(client.get("/"), 404, "make setup")


def test_the_description_is_complete(client: TestClient) -> None:
    document = client.get(f"{API}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["tags"], where
            assert "application/problem+json" in operation["responses"]["default"]["content"], where
            assert set(operation["responses"]["422"]["content"]) == {"application/problem+json"}
