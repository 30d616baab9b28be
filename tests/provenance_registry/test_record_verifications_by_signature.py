import pytest

from tests import signing
from tests.datasets import as_hex, digest_of
from tests.errors import refused
from tests.signing import compact, digest, other_half, signer, verification

CHOSEN = [0, 3, 7]
OWNER_SIGNED, WRONG_VALUE, TOO_SHORT, REVERTS = range(4)
NOBODY = "0x" + "00" * 20


@pytest.fixture(scope="session")
def dora():
    """Signs, and has no gas."""
    return signer("dora")


@pytest.fixture
def deadline(chain):
    return chain.time() + 3_600


@pytest.fixture(scope="module")
def multiproof(images):
    return images.multiproof(CHOSEN)


@pytest.fixture
def sign(registry, dataset_id, multiproof, dora, deadline, web3):
    """Sign as dora; what is named differs from what will be handed in."""

    def signed(key=dora, **named) -> bytes:
        message = {
            "registry": registry,
            "chain_id": web3.eth.chain_id,
            "verifier": dora.address,
            "dataset_id": dataset_id,
            "content_hashes": multiproof[0],
            "deadline": deadline,
            **named,
        }
        return signing.sign(key, verification(**message))

    return signed


@pytest.fixture
def hand_in(registry, dataset_id, multiproof, dora, deadline, relayer):
    """Hand in a signature as the relayer; what is named differs from what dora signs."""

    def hand_in(signature, hashes=None, verifier=dora.address, deadline=deadline, **named):
        _, proof, flags = multiproof
        return registry.recordVerificationsBySignature(
            named.get("dataset_id", dataset_id),
            multiproof[0] if hashes is None else hashes,
            named.get("proof", proof),
            flags,
            verifier,
            deadline,
            signature,
            {"from": relayer},
        )

    return hand_in


def test_records_in_the_name_of_the_signer(
    registry, dataset_id, multiproof, dora, relayer, sign, hand_in
):
    tx = hand_in(sign())
    assert [dict(event) for event in tx.events["ImageVerified"]] == [
        {"datasetId": dataset_id, "contentHash": as_hex(content), "verifier": dora.address}
        for content in multiproof[0]
    ]
    assert all(registry.verifiedAt(dataset_id, h, dora.address) for h in multiproof[0])
    assert not any(registry.verifiedAt(dataset_id, h, relayer) for h in multiproof[0])


def test_digest_is_that_of_eip712(registry, dataset_id, multiproof, dora, deadline, web3):
    message = verification(
        registry, web3.eth.chain_id, dora.address, dataset_id, multiproof[0], deadline
    )
    assert registry.verificationDigest(dataset_id, multiproof[0], dora.address, deadline) == as_hex(
        digest(message)
    )


def test_domain(registry, web3):
    assert registry.eip712Domain() == (
        "0x0f",
        "Veriset ProvenanceRegistry",
        "1",
        web3.eth.chain_id,
        registry,
        as_hex(b"\0" * 32),
        (),
    )


def test_compact_signature(registry, dataset_id, multiproof, dora, sign, hand_in):
    hand_in(compact(sign()))
    assert registry.verifiedAt(dataset_id, multiproof[0][0], dora.address)


def test_signatures_in_any_order(registry, dataset_id, images, dora, relayer, sign, deadline):
    lists = [images.multiproof([1, 2]), images.multiproof([4]), images.multiproof([9, 5])]
    signed = [(multi, sign(content_hashes=multi[0])) for multi in lists]
    for multi, signature in reversed(signed):
        registry.recordVerificationsBySignature(
            dataset_id, *multi, dora.address, deadline, signature, {"from": relayer}
        )
    counts = [registry.verificationCount(dataset_id, content) for content in images.hashes]
    assert counts == [0, 1, 1, 0, 1, 1, 0, 0, 0, 1]


def test_replay(dataset_id, multiproof, dora, sign, hand_in):
    signature = sign()
    hand_in(signature)
    with refused("AlreadyVerified", dataset_id, multiproof[0][0], dora.address):
        hand_in(signature)


@pytest.mark.parametrize("again", [other_half, compact])
def test_replay_in_another_encoding(dataset_id, multiproof, dora, sign, hand_in, again):
    """A malleable signature is another encoding of the same statement, and has no effect."""
    signature = sign()
    hand_in(signature)
    with refused("AlreadyVerified", dataset_id, multiproof[0][0], dora.address):
        hand_in(again(signature))


def test_good_to_the_last_second(registry, dataset_id, multiproof, dora, relayer, sign, chain):
    """A call runs at the time of the latest block."""
    now = chain[-1].timestamp
    record = registry.recordVerificationsBySignature.call
    proven = (dataset_id, *multiproof, dora.address)
    record(*proven, now, sign(deadline=now), {"from": relayer})
    with refused("SignatureExpired", now - 1):
        record(*proven, now - 1, sign(deadline=now - 1), {"from": relayer})


def test_expired(sign, hand_in, chain):
    past = chain[-1].timestamp - 1
    with refused("SignatureExpired", past):
        hand_in(sign(deadline=past), deadline=past)


def test_deadline_moved(dora, sign, hand_in, deadline):
    with refused("InvalidSignature", dora.address):
        hand_in(sign(), deadline=deadline + 1)


def test_signed_by_another(dora, sign, hand_in):
    with refused("InvalidSignature", dora.address):
        hand_in(sign(key=signer("eve")))


def test_handed_in_for_another(carol, sign, hand_in):
    with refused("InvalidSignature", carol):
        hand_in(sign(), verifier=carol)


def test_wrong_chain(dora, sign, hand_in, web3):
    with refused("InvalidSignature", dora.address):
        hand_in(sign(chain_id=web3.eth.chain_id + 1))


def test_wrong_contract(project, alice, dora, sign, hand_in):
    twin = project.ProvenanceRegistry.deploy({"from": alice})
    with refused("InvalidSignature", dora.address):
        hand_in(sign(registry=twin))


def test_wrong_dataset(registry, images, bob, dora, sign, hand_in):
    with refused("InvalidSignature", dora.address):
        hand_in(sign(), dataset_id=images.register(registry, bob))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda hashes: hashes[:-1],
        lambda hashes: [*hashes, hashes[0]],
        lambda hashes: hashes[::-1],
        lambda hashes: [digest_of("another"), *hashes[1:]],
        lambda hashes: hashes[:0],
    ],
    ids=["shorter", "longer", "reversed", "replaced", "empty"],
)
def test_tampered_list(multiproof, dora, sign, hand_in, tamper):
    with refused("InvalidSignature", dora.address):
        hand_in(sign(), hashes=tamper(multiproof[0]))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s[:0],
        lambda s: s[:-1] + b"\0",
        lambda s: s[:63],
        lambda s: s + b"\0",
        lambda s: b"\0" * len(s),
        lambda s: b"\xff" * len(s),
    ],
    ids=["empty", "v of 0", "short", "long", "zeros", "ones"],
)
def test_spoilt_signature(dora, sign, hand_in, spoil):
    with refused("InvalidSignature", dora.address):
        hand_in(spoil(sign()))


def test_zero_address_signs_nothing(hand_in):
    """ecrecover answers zero for a signature that is none."""
    with refused("InvalidSignature", NOBODY):
        hand_in(b"\0" * 65, verifier=NOBODY)


def test_bad_proof(dataset_id, images, sign, hand_in):
    with refused("BadProof", dataset_id):
        hand_in(sign(), proof=images.multiproof([1, 4, 8])[1])


def test_signed_list_of_nothing(sign, hand_in):
    with refused("NoContentHashes"):
        hand_in(sign(content_hashes=[]), hashes=[])


def test_unknown_dataset(sign, hand_in):
    unknown = as_hex(digest_of("nothing"))
    with refused("UnknownDataset", unknown):
        hand_in(sign(dataset_id=unknown), dataset_id=unknown)


def test_contract_wallet(registry, project, dataset_id, multiproof, alice, dora, sign, hand_in):
    wallet = project.ContractWallet.deploy(dora.address, OWNER_SIGNED, {"from": alice})
    hand_in(sign(verifier=wallet), verifier=wallet)
    assert registry.verifiedAt(dataset_id, multiproof[0][0], wallet)
    assert not registry.verifiedAt(dataset_id, multiproof[0][0], dora.address)


def test_contract_wallet_of_another(project, alice, dora, sign, hand_in):
    wallet = project.ContractWallet.deploy(dora.address, OWNER_SIGNED, {"from": alice})
    with refused("InvalidSignature", wallet):
        hand_in(sign(key=signer("eve"), verifier=wallet), verifier=wallet)


@pytest.mark.parametrize("answer", [WRONG_VALUE, TOO_SHORT, REVERTS])
def test_contract_wallet_that_does_not_answer(project, alice, dora, sign, hand_in, answer):
    wallet = project.ContractWallet.deploy(dora.address, answer, {"from": alice})
    with refused("InvalidSignature", wallet):
        hand_in(sign(verifier=wallet), verifier=wallet)


def test_contract_that_is_no_wallet(registry, sign, hand_in):
    with refused("InvalidSignature", registry):
        hand_in(sign(verifier=registry), verifier=registry)
