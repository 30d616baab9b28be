"""Options that several commands of `veriset campaign` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CampaignAddress = Annotated[
    str | None,
    typer.Option(
        "--campaign",
        envvar="VERISET_CAMPAIGN",
        help="Address of the campaign. Default: the only one there is.",
    ),
]

AdmissionFile = Annotated[
    Path | None,
    typer.Option("--admission", help="Your admission by the verifier, where there is one."),
]

ManifestFile = Annotated[
    Path | None,
    typer.Option("--manifest", help="Manifest of the images. Default: fetched by its CID."),
]
