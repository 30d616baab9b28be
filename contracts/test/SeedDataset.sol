// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec, gas-custom-errors

/// @title SeedDataset
/// @notice The layout to compare with: a struct in storage a record, a slot a field, and one
/// transaction a vote on one record; 10 votes, 8 approvals, 50 records an account in a block.
contract SeedDataset {
    struct HousePrice {
        uint256 houseSize;
        uint256 bedrooms;
        uint256 bathrooms;
        uint256 location;
        uint256 yearBuilt;
        uint256 schoolCount;
        uint256 crimeRate;
        uint256 price;
    }

    struct Contributions {
        uint256 lastBlock;
        uint256 count;
    }

    struct Review {
        uint256 votes;
        uint256 approvals;
    }

    uint256 public recordCount;
    uint256 public validatedCount;
    mapping(uint256 id => HousePrice) public underReview;
    mapping(uint256 id => HousePrice) public validated;
    mapping(uint256 id => Review) public reviews;
    mapping(uint256 id => mapping(address voter => bool)) public hasVoted;
    mapping(address user => Contributions) private _contributions;

    function contributeSingle(HousePrice calldata data) external returns (uint256 id) {
        Contributions storage own = _contributions[msg.sender];
        if (own.lastBlock == block.number) {
            require(own.count < 50, "50 a block");
            ++own.count;
        } else {
            own.lastBlock = block.number;
            own.count = 1;
        }
        id = recordCount;
        ++recordCount;
        underReview[id] = data;
    }

    function vote(uint256 id, bool approves) external {
        require(id < recordCount, "no record");
        require(!hasVoted[id][msg.sender], "voted");
        Review storage review = reviews[id];
        require(review.votes < 10, "closed");
        hasVoted[id][msg.sender] = true;
        ++review.votes;
        if (approves) ++review.approvals;
        if (review.votes != 10) return;
        if (review.approvals >= 8) {
            validated[validatedCount] = underReview[id];
            ++validatedCount;
        }
        delete underReview[id];
    }
}
