"""Points on earth: how far apart, and how to show one without giving it away."""

from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
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
        """Show a place to about a kilometre."""
        parts = (self.latitude.quantize(DEGREE_STEP), self.longitude.quantize(DEGREE_STEP))
        return "{}, {}".format(*parts)

    @property
    def exists(self) -> bool:
        """Tell whether there is such a point."""
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180


def distance_m(one: Position, other: Position) -> int:
    """Measure the great-circle distance, in whole metres (haversine)."""
    lat1, lon1, lat2, lon2 = (
        radians(float(value))
        for value in (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_RADIUS_M * asin(sqrt(chord)))
