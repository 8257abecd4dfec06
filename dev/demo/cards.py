"""Draw the cards of fictional people, with a note that the simulated reader can read.

card = id_front("张丰收", "429999198503129919", "示例县茶山镇云雾村1组")
image = draw_card(card, scenario="low_confidence", unsure=("address",))
"""

import io
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter, ImageFont, PngImagePlugin

MARK = "lingli-demo-card"
SIZE = (1012, 638)
PAPER, INK, FAINT, SKIN = (238, 244, 240), (30, 50, 45), (176, 196, 186), (226, 205, 186)
FONT_PLACES = (Path("/usr/share/fonts"), Path("node_modules/@expo-google-fonts"))
FONT_NAMES = ("NotoSansSC_400Regular.ttf", "NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc")
LABELS = {
    "name": "姓名",
    "gender": "性别",
    "ethnicity": "民族",
    "birth_date": "出生",
    "address": "住址",
    "id_no": "公民身份号码",
    "issuer": "签发机关",
    "valid_from": "有效期自",
    "valid_to": "有效期至",
    "uscc": "统一社会信用代码",
    "legal_representative": "法定代表人",
    "registered_capital": "注册资本",
    "business_scope": "经营范围",
    "established_on": "成立日期",
    "card_no": "卡号",
    "bank_name": "发卡行",
}
TITLES = {
    "ID_FRONT": "居民身份证 人像面",
    "ID_BACK": "居民身份证 国徽面",
    "BUSINESS_LICENCE": "营业执照",
    "BANK_CARD": "银行卡",
}
Scenario = Literal["exact", "low_confidence", "blurred"]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card."""

    kind: str
    fields: dict[str, str]


def id_front(name: str, id_no: str, address: str, ethnicity: str = "汉") -> Card:
    """Write the front of an id card; birth date and gender follow from the number."""
    born = f"{id_no[6:10]}-{id_no[10:12]}-{id_no[12:14]}"
    gender = "男" if int(id_no[16]) % 2 else "女"
    fields = {"name": name, "gender": gender, "ethnicity": ethnicity, "birth_date": born}
    return Card("ID_FRONT", {**fields, "address": address, "id_no": id_no})


def id_back(issuer: str, valid_from: str, valid_to: str) -> Card:
    """Write the back of an id card; dates are ISO, or 长期."""
    return Card("ID_BACK", {"issuer": issuer, "valid_from": valid_from, "valid_to": valid_to})


def draw_card(
    card: Card,
    *,
    scenario: Scenario = "exact",
    unsure: tuple[str, ...] = (),
    image_format: Literal["PNG", "JPEG"] = "JPEG",
    fonts: Path | None = None,
) -> bytes:
    """Draw a card and write its note into the file."""
    image = _draw(card, fonts)
    if scenario == "blurred":
        image = image.filter(ImageFilter.GaussianBlur(14))
    note = {"kind": card.kind, "fields": card.fields, "scenario": scenario, "unsure": list(unsure)}
    return _save(image, json.dumps(note), image_format)


def _draw(card: Card, fonts: Path | None) -> Image.Image:
    image = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.rounded_rectangle((8, 8, SIZE[0] - 8, SIZE[1] - 8), 32, outline=FAINT, width=4)
    for line in range(60, SIZE[1], 46):
        canvas.arc((-200, line, SIZE[0] + 200, line + 260), 200, 340, fill=(224, 235, 229))
    _write(canvas, (48, 36), f"{TITLES[card.kind]}(模拟)", 34, fonts)
    for row, (name, value) in enumerate(card.fields.items()):
        top = 112 + row * 82
        _write(canvas, (48, top), LABELS[name], 24, fonts, colour=FAINT)
        _write(canvas, (48, top + 28), value, 38, fonts)
    if card.kind == "ID_FRONT":
        _draw_portrait(canvas)
    _write(canvas, (560, SIZE[1] - 56), "虚构人物 仅供演示 不具效力", 24, fonts, colour=FAINT)
    return image


def _draw_portrait(canvas: ImageDraw.ImageDraw) -> None:
    canvas.rectangle((716, 112, 956, 412), fill=(250, 250, 248), outline=FAINT)
    canvas.ellipse((736, 320, 936, 560), fill=INK)
    canvas.rectangle((716, 413, 956, 570), fill=PAPER)
    canvas.ellipse((776, 150, 896, 310), fill=SKIN)


def _write(
    canvas: ImageDraw.ImageDraw,
    place: tuple[int, int],
    text: str,
    size: int,
    fonts: Path | None,
    *,
    colour: tuple[int, int, int] = INK,
) -> None:
    file = _font_file(fonts)
    font: Font = ImageFont.load_default(size)
    if file is not None:
        font = ImageFont.truetype(file, size)
    # Without a Chinese font only the digits are drawn, instead of empty boxes.
    shown = text if file is not None else text.encode("ascii", "ignore").decode()
    canvas.text(place, shown, fill=colour, font=font)


@lru_cache
def _font_file(fonts: Path | None) -> Path | None:
    for folder in (fonts,) if fonts else FONT_PLACES:
        for name in FONT_NAMES:
            for file in sorted(folder.rglob(name)):
                return file
    return None


def _save(image: Image.Image, note: str, image_format: str) -> bytes:
    file = io.BytesIO()
    if image_format == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text(MARK, note)
        image.save(file, "PNG", pnginfo=info)
    else:
        image.save(file, "JPEG", quality=85, comment=f"{MARK}:{note}")
    return file.getvalue()
