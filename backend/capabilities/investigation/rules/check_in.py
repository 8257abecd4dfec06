"""Two people in one place at one time (INV-20)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from backend.capabilities.investigation.errors import (
    FarFromPartner,
    FarFromSite,
    PositionUnreliable,
)
from backend.kit.refusal import Refusal

EARTH_RADIUS_M = 6_371_008.8
SAME_PLACE_M = 200
TOGETHER = timedelta(hours=2)
ACCURACY_MAX_M = 200
DEGREE_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Position:
    """A point on earth, in degrees of WGS 84."""

    latitude: Decimal
    longitude: Decimal

    @classmethod
    def read(cls, latitude: str, longitude: str) -> "Position":
        """Read a position from text."""
        return cls(Decimal(latitude), Decimal(longitude))

    @property
    def rounded(self) -> str:
        """Show a place without giving it away: about a kilometre."""
        parts = (self.latitude.quantize(DEGREE_STEP), self.longitude.quantize(DEGREE_STEP))
        return "{}, {}".format(*parts)

    @property
    def exists(self) -> bool:
        """Tell whether there is such a point."""
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180


@dataclass(frozen=True, slots=True)
class Presence:
    """Where somebody stood, and when."""

    position: Position
    at: datetime


def distance_m(one: Position, other: Position) -> int:
    """Measure the great-circle distance, in whole metres (haversine)."""
    lat1, lon1, lat2, lon2 = (
        radians(float(value))
        for value in (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_RADIUS_M * asin(sqrt(chord)))


def check_in_problems(
    mine: Presence,
    partner: Presence | None,
    site: Position | None,
    *,
    accuracy_m: int,
    is_mocked: bool,
    site_max_m: int,
) -> list[Refusal]:
    """List why somebody cannot check in here and now."""
    if not mine.position.exists:
        return [PositionUnreliable(path=("latitude",), problem="坐标不存在")]
    found: list[Refusal] = []
    if is_mocked:
        found.append(PositionUnreliable(path=("is_mocked",), problem="设备使用了模拟定位"))
    if accuracy_m > ACCURACY_MAX_M:
        found.append(PositionUnreliable(path=("accuracy_m",), problem=f"误差 {accuracy_m} 米"))
    if site is not None and (metres := distance_m(mine.position, site)) > site_max_m:
        found.append(FarFromSite(path=("latitude",), metres=metres, maximum=site_max_m))
    if partner is not None and abs(mine.at - partner.at) <= TOGETHER:
        metres = distance_m(mine.position, partner.position)
        if metres > SAME_PLACE_M:
            found.append(FarFromPartner(path=("latitude",), metres=metres, maximum=SAME_PLACE_M))
    return found


def are_together(one: Presence | None, other: Presence | None) -> bool:
    """Tell whether both were in the same place within two hours."""
    if one is None or other is None or abs(one.at - other.at) > TOGETHER:
        return False
    return distance_m(one.position, other.position) <= SAME_PLACE_M
