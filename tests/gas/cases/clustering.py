"""Cases of the Clustering library: execution alone, measured around `Clustering.settle` inside the
harness (no base fee, no calldata, and not reading the plays into words, which is
`Clustering.append`). Means of the seeds 0 to 9, distance 40, confirmation 50, 1920 x 1080. Ten
players, or 40 with two annotations each, as many as `Clustering.fits` lets them have.

`NaiveClustering/50` is the first of these images in the plain contract, reading its input too.
"""

from brownie import web3
from eth_abi import decode, encode
from eth_utils import keccak

from tests.annotations import CONFIRMATION, DISTANCE, blob, photograph
from tests.cluster_hints import hint_of

CONTRACT = "NaiveClustering"
SEEDS = range(10)
IMAGE = "(bytes[],uint256,uint256,bytes)"
RESULT = "(uint256[],uint256[],uint256,uint256,bytes)"
NAIVE = "settle((uint256[4],uint256)[],uint256,uint256,uint256)"
ENOUGH = 1_000_000_000


def measure(meter, project, accounts):
    """Measure the library on photographs and on blobs, and the naive contract."""
    harness = project.ClusteringHarness.deploy({"from": accounts[8]})
    naive = project.NaiveClustering.deploy({"from": accounts[8]})

    def settle(image, hint=b""):
        data = keccak(text=f"settle({IMAGE})")[:4]
        data += encode([IMAGE], [(image.packed, DISTANCE, CONFIRMATION, hint)])
        returned = web3.eth.call({"to": harness.address, "data": data, "gas": ENOUGH})
        return decode([RESULT], returned)[0][2:4]

    def keep(name, gas):
        meter.figures[name] = sum(gas) // len(gas)

    for objects in (5, 10):
        images = [photograph(seed, objects=objects) for seed in SEEDS]
        count = 10 * objects
        plain = [settle(image) for image in images]
        hinted = [settle(image, hint_of(image, DISTANCE, CONFIRMATION)) for image in images]
        keep(f"Clustering.append/{count}", [gas[0] for gas in plain])
        keep(f"Clustering.no_hint/{count}", [gas[1] for gas in plain])
        keep(f"Clustering.hint/{count}", [gas[1] for gas in hinted])
        keep(f"Clustering.settle/hint_{count}_appended", [sum(gas) for gas in hinted])
    crowds = [photograph(seed, players=40, objects=2) for seed in SEEDS]
    hinted = [settle(image, hint_of(image, DISTANCE, CONFIRMATION)) for image in crowds]
    keep("Clustering.append/40_players", [gas[0] for gas in hinted])
    keep("Clustering.hint/40_players", [gas[1] for gas in hinted])
    keep("Clustering.no_hint/40_players", [settle(image)[1] for image in crowds])
    keep("Clustering.blob/40_players", [settle(blob(seed, 40, 2))[1] for seed in SEEDS])
    # The worse of the two: a player has five in the blob, or each player one.
    for players, each, name in ((10, 5, "blob/50"), (50, 1, "blob/50_players")):
        keep(f"Clustering.{name}", [settle(blob(seed, players, each))[1] for seed in SEEDS])

    image = photograph(SEEDS[0])
    annotations = list(zip(image.boxes, image.players, strict=True))
    data = keccak(text=NAIVE)[:4] + encode(
        ["(uint256[4],uint256)[]", "uint256", "uint256", "uint256"],
        [annotations, len(image.plays), DISTANCE, CONFIRMATION],
    )
    # By hand, for it takes more gas than Brownie gives a call.
    probe = keccak(text="measure(address,bytes)")[:4]
    probe += encode(["address", "bytes"], [naive.address, data])
    call = {"to": meter.probe.address, "data": probe, "gas": ENOUGH}
    [gas] = decode(["uint256"], web3.eth.call(call))
    meter.figures["NaiveClustering/50"] = gas
