"""The registry against a plain Python model of it, under random calls in random order."""

from collections import Counter
from random import Random

from brownie.test import strategy
from hypothesis import strategies as st

from tests.datasets import (
    CID,
    ZERO,
    Images,
    as_hex,
    dataset_args,
    digest_of,
    model_args,
    record_id,
)
from tests.errors import refused

EVERYTHING = 2**256 - 1
DATASETS = [Images.numbered(4, f"dataset {number}") for number in range(12)]
"""Few enough that calls meet each other: the same dataset twice, a revoked one, a known image."""
NONE = as_hex(ZERO)
UNKNOWN = as_hex(digest_of("nothing"))


class Registry:
    """What the rules do, and what must then hold.

    The Python model: `datasets` and `models`, by id in order of registration, hold the fields
    that the contract must give back; `verified` holds (dataset, content hash, account).
    """

    st_account = strategy("uint8", max_value=2)
    st_pick = strategy("uint8", max_value=255)
    st_images = st.sampled_from(DATASETS)
    st_seed = strategy("uint32")
    st_indices = st.lists(st.integers(0, 3), min_size=1, unique=True)

    def __init__(self, accounts, registry):
        self.accounts = accounts
        self.registry = registry

    def setup(self):
        self.datasets = {}
        self.models = {}
        self.verified = []
        # Something to supersede, to train on and to verify from the first call on.
        for account, images in zip((0, 0, 1), DATASETS, strict=False):
            self.rule_register(account, images)

    def pick(self, records: dict, pick: int) -> str:
        """Choose a record, or now and then an id that nobody registered."""
        ids = [*records, UNKNOWN]
        return ids[pick % len(ids)]

    def caller(self, records: dict, record: str, account: int):
        """Choose the record's publisher two times out of three, so that changes go through."""
        known = record in records and account < 2
        return records[record]["publisher"] if known else self.accounts[account]

    def fault_of_change(self, dataset_id: str, account) -> tuple | None:
        """Return the error that changing a dataset must give, if any."""
        if dataset_id not in self.datasets:
            return ("UnknownDataset", dataset_id)
        if self.datasets[dataset_id]["publisher"] != account:
            return ("NotPublisher", dataset_id, account)
        if self.datasets[dataset_id]["revoked"]:
            return ("DatasetIsRevoked", dataset_id)
        return None

    def call(self, fault: tuple | None, function, *arguments) -> bool:
        """Call it; expect the fault, or that it goes through. Return whether it did."""
        if fault is None:
            function(*arguments)
            return True
        with refused(*fault):
            function(*arguments)
        return False

    def rule_many_calls(self, st_seed):
        """Make twelve calls drawn from a seed; left alone, Hypothesis prefers short runs."""
        random = Random(st_seed)

        def drawn(rule):
            account, pick, images = random.randrange(3), random.randrange(256), DATASETS
            return {
                self.rule_register: (account, random.choice(images)),
                self.rule_supersede: (account, random.choice(images), pick),
                self.rule_revoke: (account, pick),
                self.rule_register_model: (account, pick, *random.choices(range(256), k=2)),
                self.rule_revoke_model: (account, pick),
                self.rule_record: (account, pick, random.sample(range(4), random.randint(1, 4))),
            }[rule]

        rules = [self.rule_register, self.rule_revoke, self.rule_revoke_model]
        rules += 3 * [self.rule_supersede, self.rule_register_model, self.rule_record]
        for rule in random.choices(rules, k=12):
            rule(*drawn(rule))

    def rule_register(self, st_account, st_images):
        account, root = self.accounts[st_account], st_images.tree.root
        dataset_id = record_id(account, root)
        known = dataset_id in self.datasets
        fault = ("DatasetAlreadyRegistered", dataset_id) if known else None
        args = dataset_args(root, 4)
        if self.call(fault, self.registry.registerDataset, args, {"from": account}):
            self.add_dataset(dataset_id, account, st_images)

    def rule_supersede(self, st_account, st_images, st_pick):
        older = self.pick(self.datasets, st_pick)
        account, root = self.caller(self.datasets, older, st_account), st_images.tree.root
        dataset_id = record_id(account, root)
        fault = self.fault_of_change(older, account)
        if fault is None and (newer := self.datasets[older]["supersededBy"]) != NONE:
            fault = ("AlreadySuperseded", older, newer)
        if dataset_id in self.datasets:
            fault = ("DatasetAlreadyRegistered", dataset_id)
        args = dataset_args(root, 4, supersedes=older)
        if self.call(fault, self.registry.registerDataset, args, {"from": account}):
            self.add_dataset(dataset_id, account, st_images, older)
            self.datasets[older]["supersededBy"] = dataset_id

    def add_dataset(self, dataset_id, account, images, older=NONE):
        self.datasets[dataset_id] = {
            "publisher": account,
            "images": images,
            "supersedes": older,
            "supersededBy": NONE,
            "revoked": False,
        }

    def rule_revoke(self, st_account, st_pick):
        dataset_id = self.pick(self.datasets, st_pick)
        account = self.caller(self.datasets, dataset_id, st_account)
        fault = self.fault_of_change(dataset_id, account)
        if self.call(fault, self.registry.revokeDataset, dataset_id, "", {"from": account}):
            self.datasets[dataset_id]["revoked"] = True

    def rule_register_model(self, st_account, st_pick, other="st_pick", parent="st_pick"):
        account, digest = self.accounts[st_account], digest_of(f"model {st_pick % 4}")
        model_id = record_id(account, digest)
        datasets = sorted({self.pick(self.datasets, st_pick), self.pick(self.datasets, other)})
        parent = self.pick(self.models, parent)
        parent = NONE if parent == UNKNOWN else parent
        args = model_args(digest, datasets, parent)
        fault = self.fault_of_model(model_id, datasets, parent)
        if self.call(fault, self.registry.registerModel, args, {"from": account}):
            self.models[model_id] = {
                "publisher": account,
                "parent": parent,
                "datasets": datasets,
                "revoked": False,
            }

    def fault_of_model(self, model_id, datasets, parent) -> tuple | None:
        if model_id in self.models:
            return ("ModelAlreadyRegistered", model_id)
        if parent in self.models and self.models[parent]["revoked"]:
            return ("ModelIsRevoked", parent)
        for dataset_id in datasets:
            if dataset_id not in self.datasets:
                return ("UnknownDataset", dataset_id)
            if self.datasets[dataset_id]["revoked"]:
                return ("DatasetIsRevoked", dataset_id)
        return None

    def rule_revoke_model(self, st_account, st_pick):
        model_id = self.pick(self.models, st_pick)
        account = self.caller(self.models, model_id, st_account)
        fault = None
        if model_id not in self.models:
            fault = ("UnknownModel", model_id)
        elif self.models[model_id]["publisher"] != account:
            fault = ("NotPublisher", model_id, account)
        elif self.models[model_id]["revoked"]:
            fault = ("ModelIsRevoked", model_id)
        if self.call(fault, self.registry.revokeModel, model_id, "", {"from": account}):
            self.models[model_id]["revoked"] = True

    def rule_record(self, st_account, st_pick, st_indices):
        account, dataset_id = self.accounts[st_account], self.pick(self.datasets, st_pick)
        known = dataset_id in self.datasets
        images = self.datasets[dataset_id]["images"] if known else DATASETS[0]
        hashes, proof, flags = images.multiproof(st_indices)
        entries = [(dataset_id, content, account) for content in hashes]
        again = [entry for entry in entries if entry in self.verified]
        fault = None
        if not known:
            fault = ("UnknownDataset", dataset_id)
        elif again:
            fault = ("AlreadyVerified", *again[0])
        arguments = (dataset_id, hashes, proof, flags, {"from": account})
        if self.call(fault, self.registry.recordVerifications, *arguments):
            self.verified += entries

    def invariant_counts_are_the_models(self):
        assert self.registry.datasetCount() == len(self.datasets)
        assert self.registry.modelCount() == len(self.models)

    def invariant_walks_are_the_models(self):
        assert self.registry.datasetIds(0, EVERYTHING) == list(self.datasets)
        assert self.registry.modelIds(0, EVERYTHING) == list(self.models)

    def teardown(self):
        """At the end of a run, compare everything: nothing was ever erased or altered."""
        for dataset_id, expected in self.datasets.items():
            self.check_dataset(dataset_id, expected)
        for model_id, expected in self.models.items():
            self.check_model(model_id, expected)
        counts = Counter((dataset_id, content) for dataset_id, content, _ in self.verified)
        for dataset_id, expected in self.datasets.items():
            for content in expected["images"].hashes:
                count = self.registry.verificationCount(dataset_id, content)
                assert count == counts[dataset_id, content]
        for entry in self.verified:
            assert self.registry.verifiedAt(*entry) > 0

    def check_dataset(self, dataset_id, expected):
        stored = self.registry.dataset(dataset_id)
        assert stored["publisher"] == expected["publisher"]
        assert stored["root"] == as_hex(expected["images"].tree.root)
        assert stored["supersedes"] == expected["supersedes"]
        assert stored["supersededBy"] == expected["supersededBy"]
        assert (stored["revokedAt"] > 0) == expected["revoked"]
        assert (stored["count"], stored["cid"]) == (4, CID)
        used_by = [i for i, model in self.models.items() if dataset_id in model["datasets"]]
        assert self.registry.modelsOf(dataset_id, 0, EVERYTHING) == used_by
        assert self.registry.modelCountOf(dataset_id) == len(used_by)
        for view, link in (("olderVersions", "supersedes"), ("newerVersions", "supersededBy")):
            chain = self.chain(self.datasets, dataset_id, link)
            assert getattr(self.registry, view)(dataset_id, EVERYTHING) == chain

    def check_model(self, model_id, expected):
        stored = self.registry.model(model_id)
        assert stored["publisher"] == expected["publisher"]
        assert list(stored["datasetIds"]) == expected["datasets"]
        assert (stored["revokedAt"] > 0) == expected["revoked"]
        ancestors = self.chain(self.models, model_id, "parent")
        assert self.registry.ancestors(model_id, EVERYTHING) == ancestors

    @staticmethod
    def chain(records: dict, record: str, link: str) -> list[str]:
        """Follow a link to its end; a cycle would visit a record twice."""
        reached = []
        while (record := records[record][link]) != NONE:
            assert record not in reached
            reached.append(record)
        return reached


def test_provenance_registry(accounts, registry, state_machine):
    state_machine(
        Registry, accounts, registry, settings={"max_examples": 10, "stateful_step_count": 12}
    )
