"""How bad input is reported."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong: `field` as a path like `lines.0.amount`, `message` says what to do."""

    field: str
    message: str


class InvalidRequest(Exception):
    """The request is understood and wrong; nothing was stored and nothing sent."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(", ".join(error.field for error in errors))
        self.errors = tuple(errors)


class ErrorCollector:
    """Gathers every error of a request, so that a till developer sees them at once."""

    def __init__(self) -> None:
        self._errors: list[FieldError] = []

    def add(self, field: str, message: object) -> None:
        """Notes one error; the message is rendered in the language of the request."""
        self._errors.append(FieldError(field, str(message)))

    def refuse_if_any(self) -> None:
        """Ends the request when something was noted.

        :raises InvalidRequest: with every error.
        """
        if self._errors:
            raise InvalidRequest(self._errors)
