"""Where a row belongs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The lookups that lead from a row to the keys of its chain and of its branch.

    Models state theirs as `belongs_to`. Without one, rows belong to no chain; without `branch`,
    to the chain as a whole. `is_seen_chain_wide`: a row of the chain as a whole is seen, never
    changed, from all of its branches.
    """

    chain: str
    branch: str | None = None
    is_seen_chain_wide: bool = False
