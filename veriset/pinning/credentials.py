"""Where keys lie: in the user's own configuration folder, never in a project, read by no one else.

That of Lighthouse comes from the environment, or from where `veriset pin login` has put it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from veriset.errors import InputError
from veriset.files import write_privately

KEY_VARIABLE = "LIGHTHOUSE_TOKEN"


def lighthouse_key() -> str | None:
    """Return the key, the environment's before the one kept, or None.

    Raises:
        InputError: the file with the key can be read by others, or is not what was kept.
    """
    if key := os.environ.get(KEY_VARIABLE, "").strip():
        return key
    path = key_file()
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise InputError(f"{path} can be read by others; chmod 600 it, or log in again")
            return str(json.loads(file.read())["key"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"cannot read the key in {path}; run veriset pin login again") from error


def keep_lighthouse_key(key: str, account: str) -> Path:
    """Keep a key, and the address of the account that it is of, and return where.

    Raises:
        InputError: the folder cannot be written.
    """
    path = key_file()
    write_privately(path, json.dumps({"account": account, "key": key}).encode())
    return path


def forget_lighthouse_key() -> None:
    """Remove the key that is kept, if one is."""
    with contextlib.suppress(FileNotFoundError):
        key_file().unlink()


def key_file() -> Path:
    """Return where the key is kept."""
    return _folder() / "lighthouse.json"


def service_key_file(store: Path) -> Path:
    """Return where the key of the local service of a store is kept."""
    return _folder() / "services" / f"{_name(store)}.key"


def service_note_file(store: Path) -> Path:
    """Return what tells where the local service of a store listens, while it runs, and its key."""
    return _folder() / "services" / f"{_name(store)}.json"


def _folder() -> Path:
    folder = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(folder).expanduser() / "veriset"


def _name(store: Path) -> str:
    # Two stores of a user have two keys.
    return hashlib.sha256(os.fsencode(store.resolve())).hexdigest()[:32]
