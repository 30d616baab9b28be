"""Build machine-learning datasets together, prove what is in them and which models used them.

The package's parts are imported where they are needed, so that a command starts at once:

- `veriset.manifest`: manifests with a hash for every image, proofs, comparison;
- `veriset.merkle`: the Merkle tree, as OpenZeppelin's StandardMerkleTree;
- `veriset.images`: content hashes of files and of pixels;
- `veriset.datasets`, `veriset.training`: MNIST, flowers, and small deterministic classifiers;
- `veriset.pinning`: storing files under their CIDs;
- `veriset.chain`: the contracts, read with web3 and driven through Brownie.
"""
