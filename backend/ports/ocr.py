"""What we ask of a reader of cards and licences (OCR): the fields and how sure it is."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class CardKind(StrEnum):
    ID_FRONT = "ID_FRONT"
    ID_BACK = "ID_BACK"
    BUSINESS_LICENCE = "BUSINESS_LICENCE"
    BANK_CARD = "BANK_CARD"


class FieldName(StrEnum):
    """The fields of all cards; dates are ISO, or 长期 for ``VALID_TO`` without an end."""

    NAME = "name"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    ID_NO = "id_no"
    ISSUER = "issuer"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    USCC = "uscc"
    LEGAL_REPRESENTATIVE = "legal_representative"
    REGISTERED_CAPITAL = "registered_capital"
    BUSINESS_SCOPE = "business_scope"
    ESTABLISHED_ON = "established_on"
    CARD_NO = "card_no"
    BANK_NAME = "bank_name"


@dataclass(frozen=True, slots=True)
class OcrField:
    """One field with the reader's confidence, 0 to 100; a person confirms it in any case."""

    name: FieldName
    value: str = field(repr=False)
    confidence_pct: int


@dataclass(frozen=True, slots=True)
class OcrResult:
    kind: CardKind
    fields: tuple[OcrField, ...]
    engine: str
    engine_version: str
    simulated: bool

    def value(self, name: FieldName) -> str:
        """Return a field's text; empty when the reader did not find it."""
        return next((field.value for field in self.fields if field.name is name), "")


class Unreadable(Exception):
    """The picture gives nothing to work with; take another one.

    Not an outage and nothing to repeat: the same picture gives the same answer.
    """


class WrongKind(Unreadable):
    """The picture shows another card than was asked for."""

    def __init__(self, found: CardKind) -> None:
        super().__init__(found.value)
        self.found = found


class TooBlurred(Unreadable):
    """There is a card, but its text cannot be read."""


class NothingRecognised(Unreadable):
    """No picture, or no card on it."""


class CardReader(Protocol):
    """A reader of cards and licences."""

    async def read(self, image: bytes, kind: CardKind) -> OcrResult:
        """Read one picture, as it came from the camera.

        Raises:
            WrongKind, TooBlurred, NothingRecognised: take another picture.
            Unavailable: the reader does not answer; the picture may be fine.
        """
