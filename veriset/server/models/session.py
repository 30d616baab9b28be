"""What the API asks and answers of logins."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from veriset.server.models.common import Address


class Nonce(BaseModel):
    """A nonce for a message of EIP-4361, good once and for ten minutes."""

    nonce: str = Field(pattern="^[a-zA-Z0-9]{8,}$")
    expires_at: int


class Login(BaseModel):
    """A message of EIP-4361 and its signature by the account in it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    message: Annotated[str, Field(min_length=1, max_length=4_000)]
    signature: Annotated[str, Field(pattern="^0x([0-9a-fA-F]{2}){1,1024}$")]


class Session(BaseModel):
    """Who has logged in."""

    address: Address | None
    expires_at: int | None
