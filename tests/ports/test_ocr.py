"""The port ocr, against its simulated adapter and the demo cards."""

import io
from typing import Literal

import pytest
from PIL import Image

from backend.adapters.ocr.simulated import SimulatedCardReader
from backend.adapters.simulation import SimulatedInProduction
from backend.ports.ocr import CardKind, FieldName, NothingRecognised, TooBlurred, WrongKind
from dev.demo.cards import draw_card, id_back, id_front

READER = SimulatedCardReader(stage="test")
CARD = id_front("张丰收", "429999198503129919", "示例县茶山镇云雾村1组")


@pytest.mark.parametrize("image_format", ["PNG", "JPEG"])
async def test_a_demo_card_is_read_exactly(image_format: Literal["PNG", "JPEG"]) -> None:
    result = await READER.read(draw_card(CARD, image_format=image_format), CardKind.ID_FRONT)

    assert {field.name.value: field.value for field in result.fields} == {
        "name": "张丰收",
        "gender": "男",
        "ethnicity": "汉",
        "birth_date": "1985-03-12",
        "address": "示例县茶山镇云雾村1组",
        "id_no": "429999198503129919",
    }
    assert {field.confidence_pct for field in result.fields} == {99}
    assert result.simulated


async def test_the_back_of_a_card_is_read() -> None:
    back = id_back("示例县公安局", "2016-03-12", "2036-03-12")

    result = await READER.read(draw_card(back), CardKind.ID_BACK)

    assert result.value(FieldName.VALID_TO) == "2036-03-12"
    assert result.value(FieldName.CARD_NO) == ""


async def test_an_unsure_field_says_so() -> None:
    image = draw_card(CARD, scenario="low_confidence", unsure=("address",))

    result = await READER.read(image, CardKind.ID_FRONT)

    unsure = [field.name for field in result.fields if field.confidence_pct == 42]
    assert unsure == [FieldName.ADDRESS]


async def test_another_card_than_asked_for_is_named() -> None:
    with pytest.raises(WrongKind) as wrong:
        await READER.read(draw_card(CARD), CardKind.BANK_CARD)

    assert wrong.value.found is CardKind.ID_FRONT


async def test_a_blurred_card_is_not_guessed() -> None:
    with pytest.raises(TooBlurred):
        await READER.read(draw_card(CARD, scenario="blurred"), CardKind.ID_FRONT)


def a_photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "green").save(file, "JPEG", comment="a field")
    return file.getvalue()


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"no picture",
        a_photo(),
        draw_card(CARD)[:200],
        draw_card(CARD, image_format="PNG")[:20],
    ],
)
async def test_any_other_picture_is_not_recognised(image: bytes) -> None:
    with pytest.raises(NothingRecognised):
        await READER.read(image, CardKind.ID_FRONT)


def test_production_has_no_simulated_reader() -> None:
    with pytest.raises(SimulatedInProduction):
        SimulatedCardReader(stage="production")
