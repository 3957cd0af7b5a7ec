"""Skies and lands: what stands behind and below the things."""

import math
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from deploy.local.county.scenery.shapes import (
    AMBER,
    BRICK,
    CLAY,
    CREAM,
    GREEN,
    HEIGHT,
    LEAF,
    PLUM,
    SAND,
    SLATE,
    STONE,
    WHITE,
    WIDTH,
    area,
    curve,
    oval,
    rect,
    shade,
    stroke,
)

SKIES: Final[Mapping[str, tuple[str, ...]]] = {
    "morning": ("#8fc4d4", "#cfe3df", "#fbe8c4"),
    "noon": ("#5fa9c4", "#a9d3dc", "#e6f1ee"),
    "evening": ("#5c6f9c", "#d79a8a", "#f7cf8f"),
    "cloudy": ("#9fb0b8", "#c5d0d3", "#e6e9e6"),
    "night": ("#0d2236", "#1d3c55", "#3a5a70"),
}


def sky(name: str, dice: Random) -> str:
    """Draw the whole sky with its sun or its clouds."""
    drawn = rect(0, 0, WIDTH, HEIGHT, "url(#sky)")
    if name == "night":
        stars = (oval(dice.uniform(0, WIDTH), dice.uniform(0, 420), 2, 2, WHITE, opacity=0.7) for _ in range(70))
        return drawn + "".join(stars) + oval(1290, 170, 58, 58, "#f6ecc8") + oval(1314, 156, 50, 50, "#16304a")
    if name in {"morning", "evening"}:
        at = dice.uniform(300, 1300)
        drawn += "".join(oval(at, 470, size, size, "#fff2c9", opacity=0.16) for size in (230, 160))
        drawn += oval(at, 470, 88, 88, "#fff6d8", opacity=0.95)
    return drawn + "".join(_cloud(dice) for _ in range(7 if name == "cloudy" else 3))


def _cloud(dice: Random) -> str:
    x, y, size = dice.uniform(0, WIDTH), dice.uniform(70, 330), dice.uniform(60, 130)
    puffs = ((0, 0, 1.3, 0.34), (-0.7, 0.1, 0.8, 0.24), (0.8, 0.12, 0.9, 0.24), (0.1, -0.24, 0.7, 0.34))
    return "".join(oval(x + a * size, y + b * size, c * size, d * size, WHITE, opacity=0.5) for a, b, c, d in puffs)


def ridge(height: float, rough: float, colour: str, dice: Random, *, opacity: float = 1) -> str:
    """Draw hills across the picture, which end at the bottom."""
    start, waves = dice.uniform(0, 9), (1.0, 2.3, 4.1)
    points = []
    for x in range(0, WIDTH + 41, 40):
        swing = sum(math.sin(start * wave + x / WIDTH * math.tau * wave * 0.8) / wave for wave in waves)
        points.append((float(x), height + swing * rough))
    return area([*points, (WIDTH, HEIGHT), (0, HEIGHT)], colour, opacity=opacity)


def _peak(x: float, top: float, half: float, colour: str, *, is_snowy: bool) -> str:
    drawn = area([(x - half, 690), (x, top), (x + half, 690)], colour)
    drawn += area([(x, top), (x + half, 690), (x + half * 0.12, 690)], "#26363b", opacity=0.16)
    if is_snowy:
        snow = [(-0.3, 0.3), (0, 0), (0.3, 0.3), (0.14, 0.24), (0.05, 0.36), (-0.06, 0.25), (-0.16, 0.36)]
        drawn += area([(x + a * half, top + b * (690 - top)) for a, b in snow], WHITE, opacity=0.93)
    return drawn


def hills(dice: Random) -> str:
    """Draw soft green hills behind a meadow."""
    far = ridge(520, 50, "#9dbfb4", dice) + ridge(580, 46, "#83ac97", dice) + ridge(650, 34, "#6f9c74", dice)
    tufts = (
        stroke(
            f"M{(x := dice.uniform(0, WIDTH)):g} {(y := dice.uniform(790, 1060)):g} l4 -16 M{x:g} {y:g} l-6 -12",
            GREEN,
            3,
            opacity=0.45,
        )
        for _ in range(90)
    )
    return far + ridge(740, 20, "url(#ground)", dice) + "".join(tufts)


def mountains(dice: Random) -> str:
    """Draw snowy mountains behind a plain."""
    peaks = ((240, 300, 420), (1340, 260, 460), (760, 210, 520), (1060, 380, 340))
    drawn = "".join(
        _peak(x + dice.uniform(-60, 60), top, half, colour, is_snowy=True)
        for (x, top, half), colour in zip(peaks, ("#8b9fae", "#8499aa", "#768d9f", "#92a6b2"), strict=True)
    )
    return drawn + ridge(650, 22, "#8aa68a", dice) + ridge(730, 16, "url(#ground)", dice)


def snow(dice: Random) -> str:
    """Draw a mountain pass in winter, with its cleared road."""
    peaks = _peak(280, 290, 460, "#93a4b3", is_snowy=True) + _peak(1250, 240, 560, "#8496a8", is_snowy=True)
    white = ridge(600, 34, "#dfe7ec", dice) + ridge(700, 22, "#f4f7f8", dice)
    road = curve(
        "M720 640 C900 690 560 760 700 830 C800 890 620 970 420 1067 "
        "L1240 1067 C1180 960 1010 880 930 820 C830 750 980 690 760 640Z",
        "#6f7a83",
    )
    line = stroke("M742 650 C900 710 680 760 800 830 C890 890 850 970 820 1067", WHITE, 7, dashes="34 30")
    pines = "".join(
        _pine(x, y, s)
        for x, y, s in (
            (150, 790, 1.2),
            (290, 740, 0.9),
            (1380, 780, 1.2),
            (1240, 730, 0.8),
            (60, 880, 1.7),
            (1520, 890, 1.7),
        )
    )
    return peaks + white + road + line + pines


def _pine(x: float, y: float, size: float) -> str:
    parts = "".join(
        area([(x - w * size, y - h * size), (x, y - (h + 70) * size), (x + w * size, y - h * size)], "#2f5b52")
        + area(
            [
                (x - w * 0.5 * size, y - (h + 34) * size),
                (x, y - (h + 70) * size),
                (x + w * 0.5 * size, y - (h + 34) * size),
            ],
            WHITE,
            opacity=0.9,
        )
        for w, h in ((52, 10), (42, 50), (30, 92))
    )
    return rect(x - 6 * size, y - 14 * size, 12 * size, 16 * size, CLAY) + parts


def _rows(dice: Random, soil: str, plants: tuple[str, ...]) -> str:
    """Draw furrows that meet at the horizon, with plants along them."""
    drawn = ridge(560, 40, "#9dbfb4", dice) + ridge(620, 30, "#7ea686", dice) + rect(0, 690, WIDTH, 377, soil)
    for number in range(-11, 12):
        foot = 800 + number * 190
        drawn += area([(800 + number * 46, 690), (foot - 44, HEIGHT), (foot + 44, HEIGHT)], "#26363b", opacity=0.1)
        for step in range(11):
            part = (step / 10) ** 1.7
            x, y, size = 800 + number * (46 + 144 * part), 696 + 372 * part, 5 + 21 * part
            drawn += oval(x, y + size * 0.3, size * 1.1, size * 0.5, GREEN)
            for aside in (-0.7, 0.7, 0):
                drawn += oval(
                    x + aside * size + dice.uniform(-4, 4), y - size * 0.5, size * 0.7, size * 0.75, dice.choice(plants)
                )
    return drawn


def saffron(dice: Random) -> str:
    """Draw a field of saffron in flower."""
    return _rows(dice, "#a98258", (PLUM, "#9d7fc2", "#7d5fa6", "#b59ad2"))


def field(dice: Random) -> str:
    """Draw a field of young green."""
    return _rows(dice, "#9a7650", (LEAF, "#92bd78", "#6da05f"))


def slope(dice: Random) -> str:
    """Draw a bare slope that rises to the left."""
    far = ridge(500, 60, "#b4bfae", dice) + ridge(590, 40, "#a3ad8c", dice)
    return far + curve("M0 560 C420 640 980 800 1600 830 V1067 H0Z", "url(#ground)")


def street(dice: Random) -> str:
    """Draw a street of the town, its houses across the way."""
    drawn, x = ridge(470, 40, "#a9bdbb", dice), -30.0
    while x < WIDTH:
        width, height = dice.uniform(150, 270), dice.uniform(190, 400)
        drawn += _house(
            x, 760 - height, width, height, dice.choice((BRICK, SAND, "#d9b48f", "#cfc6b5", "#b9805f")), dice
        )
        x += width + dice.choice((0, 6))
    pavement = rect(0, 760, WIDTH, 44, STONE) + rect(0, 800, WIDTH, 8, SLATE, opacity=0.5)
    return (
        drawn + pavement + rect(0, 808, WIDTH, 259, "#5f6b72") + stroke(f"M0 950 H{WIDTH}", CREAM, 10, dashes="70 60")
    )


def _house(x: float, y: float, width: float, height: float, wall: str, dice: Random) -> str:
    drawn = rect(x, y, width, height, wall) + rect(x - 4, y - 12, width + 8, 14, CLAY, opacity=0.75)
    columns, floors = int(width // 68), int(height // 92)
    for column in range(columns):
        for floor in range(floors):
            left, top = x + (column + 0.5) * width / columns - 20, y + 26 + floor * 90
            glass = dice.choice(("#dcebea", "#7fa5ad", "#91b4ba", "#f4d99a"))
            drawn += rect(left, top, 40, 52, glass, round_=3) + rect(left - 4, top + 52, 48, 6, CREAM)
    return drawn


def yard(dice: Random) -> str:
    """Draw a yard in front of a long wall with trees behind."""
    trees = "".join(
        oval(x, 520 + dice.uniform(-26, 26), 84, 96, dice.choice((GREEN, LEAF, "#5f9468")))
        for x in range(20, WIDTH, 108)
    )
    wall = rect(0, 560, WIDTH, 170, SAND) + rect(0, 552, WIDTH, 16, CLAY) + rect(0, 690, WIDTH, 40, AMBER, opacity=0.22)
    floor = rect(0, 730, WIDTH, 337, "url(#ground)") + stroke(
        "M-40 1010 L640 740 M1640 1010 L960 740", WHITE, 6, opacity=0.5
    )
    return ridge(500, 40, "#9dbfb4", dice) + trees + wall + floor


def hall(dice: Random) -> str:
    """Draw the inside of a hall: a wall with windows, and a floor."""
    windows = "".join(
        rect(x, 190, 190, 330, "#cfe6ea", round_=95)
        + rect(x, 360, 190, 160, "#cfe6ea")
        + stroke(f"M{x + 95} 195 V520 M{x} 380 H{x + 190}", CREAM, 9)
        for x in (110, 480, 930, 1300)
    )
    boards = "".join(
        stroke(f"M{x} 1067 L{800 + (x - 800) * 0.4:g} 700", CLAY, 4, opacity=0.35) for x in range(-900, 2600, 180)
    )
    lamp = oval(800, 60 + dice.uniform(0, 4), 120, 26, "#fdeab8")
    return (
        rect(0, 0, WIDTH, 700, "#e9dfc8")
        + windows
        + lamp
        + rect(0, 610, WIDTH, 90, "#b98e63", opacity=0.5)
        + rect(0, 700, WIDTH, 367, "#c69b6d")
        + boards
    )


LANDS: Final[Mapping[str, tuple[Callable[[Random], str], tuple[str, str]]]] = {
    "hills": (hills, ("#8fb877", "#5f8f55")),
    "mountains": (mountains, ("#a8b77c", "#77935a")),
    "snow": (snow, ("#ffffff", "#e3eaee")),
    "saffron": (saffron, ("#a98258", "#8d6a45")),
    "field": (field, ("#9a7650", "#7f603f")),
    "slope": (slope, ("#c8ab78", "#94794c")),
    "street": (street, ("#5f6b72", "#4c575e")),
    "yard": (yard, ("#cdb590", "#b0946a")),
    "hall": (hall, ("#c69b6d", "#a97f55")),
}


def shades_of(sky_name: str, land: str) -> str:
    """Define the colours that change within a sky and a ground."""
    return shade("sky", *SKIES[sky_name]) + shade("ground", *LANDS[land][1])
