"""Cases of the ProvenanceRegistry: files of 10 and 100 images, proofs of 17 levels (MNIST's)."""

from eth_utils import keccak

from tests.datasets import (
    PIXELS,
    Images,
    dataset_args,
    digest_of,
    model_args,
    record_id,
    register_model,
)
from tests.signing import sign, signer, verification
from veriset.merkle import leaf_hash

CONTRACT = "ProvenanceRegistry"
HUNDRED = Images.numbered(100)
EIGHT = HUNDRED.multiproof([3, 14, 15, 35, 65, 79, 89, 92])
METADATA = '{"name":"MNIST","version":"1.0.0","licence":"CC-BY-SA-3.0"}'
YEAR_2100 = 4_102_444_800


def measure(meter, project, accounts):
    """Measure every public function; see tests/gas/meter.py for what a figure holds."""
    alice, bob, carol, relayer = accounts[:4]
    registry = project.ProvenanceRegistry.deploy({"from": alice})
    meter.contract(registry)
    dataset_id = measure_datasets(meter, registry, alice)
    measure_models(meter, registry, dataset_id, alice, bob)
    measure_verifications(meter, registry, dataset_id, bob, carol, relayer)


def measure_datasets(meter, registry, alice) -> str:
    """Measure the calls on datasets; return the id of the hundred images."""
    older_id = Images.numbered(10, "older").register(registry, alice)
    newer_root, other_root = digest_of("newer"), digest_of("other")
    newer = dataset_args(newer_root, 70_000, PIXELS, older_id, metadata=METADATA)
    hundred = dataset_args(HUNDRED.tree.root, 100, metadata=METADATA)

    meter.transaction("new", registry.registerDataset(hundred, {"from": alice}))
    meter.transaction("superseding", registry.registerDataset(newer, {"from": alice}))
    registry.registerDataset(dataset_args(other_root), {"from": alice})
    other_id = record_id(alice, other_root)
    meter.transaction("reason", registry.revokeDataset(other_id, "a reason", {"from": alice}))

    dataset_id, newer_id = record_id(alice, HUNDRED.tree.root), record_id(alice, newer_root)
    meter.view("one", registry.dataset, dataset_id)
    meter.view("one", registry.datasetExists, dataset_id)
    meter.view("one", registry.datasetIdOf, alice, HUNDRED.tree.root)
    meter.view("all", registry.datasetCount)
    meter.view("4", registry.datasetIds, 0, 10)
    meter.view("1", registry.olderVersions, newer_id, 10)
    meter.view("1", registry.newerVersions, older_id, 10)
    return dataset_id


def measure_models(meter, registry, dataset_id, alice, bob):
    """Measure the calls on models."""
    others = [Images.numbered(1, f"part {part}").register(registry, alice) for part in range(9)]
    digests = [digest_of(f"model {number}") for number in range(3)]
    ids = [record_id(bob, digest) for digest in digests]
    one = model_args(digests[0], [dataset_id], metadata=METADATA)
    derived = model_args(digests[1], [dataset_id], ids[0], metadata=METADATA)
    ten = model_args(digests[2], [dataset_id, *others], metadata=METADATA)

    meter.transaction("one dataset", registry.registerModel(one, {"from": bob}))
    meter.transaction("derived", registry.registerModel(derived, {"from": bob}))
    meter.transaction("ten datasets", registry.registerModel(ten, {"from": bob}))
    revoked_id = register_model(registry, bob, "revoked", [dataset_id])
    meter.transaction("reason", registry.revokeModel(revoked_id, "a reason", {"from": bob}))

    meter.view("one dataset", registry.model, ids[0])
    meter.view("one", registry.modelExists, ids[0])
    meter.view("one", registry.modelIdOf, bob, digests[0])
    meter.view("all", registry.modelCount)
    meter.view("4", registry.modelIds, 0, 10)
    meter.view("one", registry.modelCountOf, dataset_id)
    meter.view("4", registry.modelsOf, dataset_id, 0, 10)
    meter.view("10", registry.datasetsOf, ids[2], 0, 10)
    meter.view("1", registry.ancestors, ids[1], 10)


def measure_verifications(meter, registry, dataset_id, bob, carol, relayer):
    """Measure the proofs and their records."""
    content_hash, proof = HUNDRED.hashes[7], HUNDRED.tree.proof(7)
    deep_hash, deep_proof, deep_root = proof_of_levels(17)
    registry.registerDataset(dataset_args(deep_root, 70_000), {"from": bob})
    deep_id = record_id(bob, deep_root)
    meter.view("17", registry.verify, deep_id, deep_hash, deep_proof)
    meter.view("7", registry.verify, dataset_id, content_hash, proof)
    meter.view("8 of 100", registry.verifyMany, dataset_id, *EIGHT)

    for case, account in (("first", carol), ("next account", bob)):
        receipt = registry.recordVerification(dataset_id, content_hash, proof, {"from": account})
        meter.transaction(case, receipt)
    receipt = registry.recordVerification(deep_id, deep_hash, deep_proof, {"from": carol})
    meter.transaction("17", receipt)
    receipt = registry.recordVerifications(dataset_id, *EIGHT, {"from": carol})
    meter.transaction("8 of 100", receipt)
    measure_signature(meter, registry, dataset_id, relayer)

    meter.view("8", registry.verificationDigest, dataset_id, EIGHT[0], carol, YEAR_2100)
    meter.view("one", registry.verificationCount, dataset_id, content_hash)
    meter.view("one", registry.verifiedAt, dataset_id, content_hash, carol)
    meter.view("one", registry.eip712Domain)


def measure_signature(meter, registry, dataset_id, relayer):
    """Measure a record handed in by another account; the chain id is that of the node."""
    dora = signer("dora")
    chain_id = registry.eip712Domain()[3]
    message = verification(registry, chain_id, dora.address, dataset_id, EIGHT[0], YEAR_2100)
    signature = sign(dora, message)
    receipt = registry.recordVerificationsBySignature(
        dataset_id, *EIGHT, dora.address, YEAR_2100, signature, {"from": relayer}
    )
    meter.transaction("8 of 100", receipt)


def proof_of_levels(levels: int) -> tuple[bytes, list[bytes], bytes]:
    """Return a content hash, a proof of so many levels and its root, without the tree."""
    content_hash = digest_of("deep image")
    node, proof = leaf_hash(content_hash), []
    for level in range(levels):
        sibling = digest_of(f"sibling {level}")
        proof.append(sibling)
        node = keccak(min(node, sibling) + max(node, sibling))
    return content_hash, proof, node
