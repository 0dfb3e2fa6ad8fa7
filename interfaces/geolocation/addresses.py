"""The address of a branch as geocoders are asked for it."""

import hashlib
from dataclasses import dataclass

from interfaces.models import Branch

COUNTRY = "Österreich"


@dataclass(frozen=True, slots=True)
class Address:
    """Street with number, postcode and town, as a person typed them."""

    street: str
    postcode: str
    city: str

    @classmethod
    def of(cls, branch: Branch) -> "Address":
        """The branch's present address."""
        return cls(street=branch.street, postcode=branch.postcode, city=branch.city)

    @property
    def digest(self) -> str:
        """The same for two spellings that differ in capitals and blanks only."""
        parts = (self.street, self.postcode, self.city)
        text = "\0".join(" ".join(part.casefold().split()) for part in parts)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def line(self) -> str:
        """In one line, as one writes it on a letter."""
        town = " ".join(part for part in (self.postcode, self.city) if part)
        return ", ".join(part for part in (self.street, town) if part)
