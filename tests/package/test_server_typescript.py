"""The page's types of what the API answers are those of its description."""

from __future__ import annotations

from veriset.server.typescript import OUT, openapi_document, to_typescript


def test_the_types_of_the_page_are_of_this_api() -> None:
    made = to_typescript(openapi_document())
    assert OUT.read_text() == made, "run: python -m veriset.server.typescript"


def test_what_a_description_may_hold() -> None:
    text = {"type": "string"}
    address = {"type": "string", "pattern": "^0x[0-9a-fA-F]{40}$"}
    properties = {
        "plain": text,
        "owner": address,
        "hash": {"type": "string", "pattern": "^0x[0-9a-f]{64}$"},
        "score": {"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "null"}]},
        "state": {"type": "string", "enum": ["ready", "waiting"]},
        "many": {"type": "array", "items": {"anyOf": [text, {"type": "null"}]}},
        "boxes": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
        "by_name": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/B"}},
        "anything": {"type": "object"},
    }
    schemas = {
        "A": {"properties": properties, "required": ["plain"], "description": "Two\n  lines."},
        "B": {"properties": {"yes": {"type": "boolean"}}, "required": ["yes"]},
        "Page_A_": {"properties": {}},
    }
    made = to_typescript({"components": {"schemas": schemas}})
    assert (
        made.partition('viem";\n')[2]
        == """
/** Two lines. */
export interface A {
  plain: string;
  owner?: Address;
  hash?: Hex;
  score?: number | null;
  state?: "ready" | "waiting";
  many?: (string | null)[];
  boxes?: number[][];
  by_name?: Record<string, B>;
  anything?: Record<string, unknown>;
}

export interface B {
  yes: boolean;
}
"""
    )
