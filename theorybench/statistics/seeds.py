"""Seeds by name: what a block of 32 runs draws depends on the claim and the block number only."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from theorybench.statistics.ranges import require

_SPARE = 8
"""Seeds that a block can choose from."""


def block_seed(root: int, name: str, block: int) -> np.random.SeedSequence:
    """The seed of one block: independent of the look schedule, the worker and n_max.

    Args:
        root: the root seed, a constant of the repository (>= 0).
        name: identifies the claim or the run.
        block: block number, 0, 1, ..., below 2^32.

    Raises:
        ValueError: root or block is negative, or block is too large.
    """
    require(root >= 0, f"root={root}", "a root seed is >= 0", "use the repository's constant")
    require(
        0 <= block < 2**32,
        f"block={block}",
        "a block number lies in [0, 2^32)",
        "number the blocks from 0",
    )
    return np.random.SeedSequence(root, spawn_key=(crc32(name.encode()), block))


def torch_seed(root: int, name: str, block: int) -> int:
    """The same seed as an integer in [0, 2^63), for `torch.Generator.manual_seed`.

    Raises:
        ValueError: as `block_seed`.
    """
    return int(block_seed(root, name, block).generate_state(1, np.uint64)[0] >> np.uint64(1))


def torch_seeds(root: int, name: str, first: int, last: int) -> list[int]:
    """Seeds of the blocks first ... last - 1 of one run, different from each other and from those
    of all earlier blocks in the 32 bits that torch's generator on the CPU uses: blocks are to be
    independent. They are those of `torch_seed` wherever these are different.

    Raises:
        ValueError: as `block_seed`.
    """
    seeds: list[int] = []
    used: set[int] = set()
    for block in range(last):
        words = block_seed(root, name, block).generate_state(_SPARE, np.uint64) >> np.uint64(1)
        seed = next(s for s in map(int, words) if s % 2**32 not in used)
        used.add(seed % 2**32)
        seeds.append(seed)
    return seeds[first:]
