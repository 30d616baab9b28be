"""veriset deals: the Filecoin deals that a file or folder is in, with proofs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from veriset.cli.options import Json
from veriset.cli.output import print_json, print_record


def deals(
    cid: Annotated[str, typer.Argument(help="Of a file that Lighthouse holds.")],
    json_: Json = False,
) -> None:
    """Show the Filecoin deals of CID, and check the proofs that Lighthouse has (FRC-0058).

    A proof ties the commitment of a piece to a deal. That the piece is made of CID is Lighthouse's
    word. Exits with 1 if a proof does not hold.
    """
    from veriset.errors import InputError, ProofError
    from veriset.pinning.credentials import lighthouse_key
    from veriset.pinning.failures import ServiceFailure
    from veriset.pinning.lighthouse import Lighthouse
    from veriset.pinning.podsi import read_proofs

    key = lighthouse_key()
    if key is None:
        raise InputError("Lighthouse needs a key; set LIGHTHOUSE_TOKEN, or run veriset pin login")
    service = Lighthouse(key)
    status = service.deals(cid)
    count = len(status) if isinstance(status, list) else 0
    try:
        proofs = read_proofs(service.proof(cid))
    except ServiceFailure as error:
        if error.status not in (400, 404):
            raise
        proofs = []
    shown: list[dict[str, Any]] = []
    for proof in proofs:
        fields: dict[str, Any] = {"dealId": proof.deal_id, "provider": proof.provider}
        fields |= {"piece": proof.piece.cid, "pieceSize": proof.piece.size}
        try:
            deal = proof.deal()
            fields |= {"deal": deal.cid, "dealSize": deal.size, "holds": True}
        except ProofError as error:
            fields |= {"holds": False, "trouble": str(error)}
        shown.append(fields)
    if json_:
        print_json({"cid": cid, "deals": count, "proofs": shown})
    else:
        print(f"{cid}: {count} deals, {len(shown)} proofs")
        for fields in shown:
            print_record(f"deal {fields.pop('dealId') or 'not yet numbered'}", fields)
    if not all(fields["holds"] for fields in shown):
        raise typer.Exit(1)
