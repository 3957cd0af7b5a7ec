"""People without faces, and animals."""

from random import Random

from deploy.local.county.scenery.shapes import (
    BLUE,
    CREAM,
    GREEN,
    INK,
    PLUM,
    ROSE,
    SAFFRON,
    SLATE,
    TEAL,
    curve,
    oval,
    placed,
    rect,
    shadow,
    stroke,
)

_SKIN = ("#e2b48c", "#d3a078", "#c8926a")
_COATS = (TEAL, BLUE, ROSE, SAFFRON, GREEN, SLATE, PLUM)


def person(dice: Random, *, is_woman: bool, coat: str = "") -> str:
    """Draw somebody who stands, 170 high."""
    coat, skin = coat or dice.choice(_COATS), dice.choice(_SKIN)
    drawn = shadow(42)
    if is_woman:
        drawn += curve("M-34 0 C-34 -70 -28 -118 0 -118 C28 -118 34 -70 34 0Z", coat)
        scarf = dice.choice((INK, "#3d4f57", PLUM, "#7a3b4a"))
        return (
            drawn
            + curve("M-30 -96 C-32 -150 -22 -172 0 -172 C22 -172 32 -150 30 -96 C12 -84 -12 -84 -30 -96Z", scarf)
            + oval(0, -144, 15, 18, skin)
        )
    drawn += rect(-21, -66, 18, 66, INK, round_=6) + rect(3, -66, 18, 66, INK, round_=6)
    drawn += rect(-30, -124, 60, 72, coat, round_=22) + stroke("M-30 -104 L-36 -58 M30 -104 L36 -58", coat, 15)
    return (
        drawn
        + oval(0, -146, 20, 23, skin)
        + curve("M-21 -148 C-22 -178 22 -178 21 -148 C10 -160 -10 -160 -21 -148Z", "#2c2a28")
    )


def group(dice: Random, number: int, *, x: float = 800, y: float = 940, apart: float = 105, size: float = 1.15) -> str:
    """Draw some people beside one another."""
    drawn = ""
    for place in range(number):
        at = x + (place - (number - 1) / 2) * apart + dice.uniform(-14, 14)
        drawn += placed(
            person(dice, is_woman=place % 2 == dice.randrange(2)),
            at,
            y + dice.uniform(-16, 22),
            size * dice.uniform(0.92, 1.05),
        )
    return drawn


def children(dice: Random, number: int = 9) -> str:
    """Draw children in rows in a yard."""
    rows = ((800, 850, 0.62), (800, 950, 0.78))
    return "".join(
        group(dice, number - row, x=x, y=y, apart=112 + 26 * row, size=size) for row, (x, y, size) in enumerate(rows)
    )


def sheep(dice: Random, number: int = 14) -> str:
    """Draw a flock that goes along, and its shepherd."""
    drawn = placed(person(dice, is_woman=False, coat="#7a5a3a"), 1290, 900, 1.1)
    for y in sorted(dice.uniform(800, 1010) for _ in range(number)):
        drawn += placed(
            _one_sheep(dice.choice((CREAM, "#e9dcc2", "#d8c7a6", "#8d755a"))),
            dice.uniform(160, 1180),
            y,
            0.6 + (y - 800) / 380,
        )
    return drawn


def _one_sheep(wool: str) -> str:
    legs = "".join(rect(x, -26, 9, 26, INK, round_=3) for x in (-38, -20, 14, 32))
    puffs = "".join(
        oval(x, -54 + dy, 26, 24, wool)
        for x, dy in ((-34, 4), (-12, -8), (12, -8), (34, 4), (0, 8), (22, 10), (-22, 10))
    )
    return shadow(56) + legs + puffs + oval(60, -64, 17, 20, "#4a4038") + oval(54, -82, 9, 7, wool)
