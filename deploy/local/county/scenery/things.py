"""What people do and grow: trees, tents, stalls, books; and all things by their names."""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from typing import Final

from deploy.local.county.scenery import people, works
from deploy.local.county.scenery.shapes import (
    AMBER,
    BLUE,
    BRICK,
    CLAY,
    CREAM,
    GREEN,
    INK,
    LEAF,
    PLUM,
    ROSE,
    SAFFRON,
    SAND,
    SLATE,
    TEAL,
    TEAL_DEEP,
    WHITE,
    WIDTH,
    area,
    curve,
    oval,
    placed,
    rect,
    shadow,
    stroke,
)


def tent(_dice: Random) -> str:
    """Draw a warm tent."""
    drawn = (
        shadow(250)
        + area([(-270, 0), (-60, -260), (210, -260), (290, 0)], "#e9e2d0")
        + area([(-270, 0), (-60, -260), (90, 0)], "#f7f2e4")
    )
    drawn += area([(-110, 0), (-64, -190), (0, 0)], "#f2b24e") + rect(120, -190, 86, 86, WHITE, round_=8)
    drawn += curve("M184 -165 A32 32 0 1 0 184 -129 A25 25 0 1 1 184 -165Z", "#c5373f")
    return placed(drawn, 420, 930, 1.25)


def saplings(dice: Random) -> str:
    """Draw young trees in their basins."""
    drawn = ""
    for y, size in ((800, 0.55), (880, 0.85), (985, 1.25)):
        for x in range(-40, WIDTH + 200, int(210 * size)):
            twigs = stroke("M0 0 C4 -40 -4 -80 2 -120 M0 -60 L26 -92 M0 -48 L-24 -78", CLAY, 7)
            leaves = "".join(
                oval(a, b, 17, 11, dice.choice((GREEN, LEAF)))
                for a, b in ((2, -126), (28, -96), (-26, -82), (14, -108), (-12, -104))
            )
            drawn += placed(
                oval(0, 4, 54, 15, "#7d5c3b") + oval(0, 2, 40, 9, "#5f452b") + twigs + leaves,
                x + dice.uniform(-22, 22),
                y + dice.uniform(-12, 12),
                size,
            )
    return drawn


def planter(dice: Random, *, is_woman: bool = True) -> str:
    """Draw somebody large in front, with a spade and a young tree."""
    spade = stroke("M70 -150 L92 0", CLAY, 9) + curve("M76 -10 L112 -14 L104 44 L92 52 L82 44Z", SLATE)
    tree = (
        oval(-120, 8, 70, 18, "#5f452b")
        + stroke("M-120 4 V-170", CLAY, 9)
        + "".join(
            oval(-120 + a, b, 30, 20, dice.choice((GREEN, LEAF)))
            for a, b in ((0, -182), (28, -150), (-28, -140), (18, -116), (-18, -104))
        )
    )
    return placed(tree + people.person(dice, is_woman=is_woman) + spade, 820, 1010, 2.5)


def bundles(dice: Random) -> str:
    """Draw bundles of young trees that wait to be planted, on a cart."""
    tops = "".join(
        oval(-260 + 40 * place, -250 + dice.uniform(-30, 30), 52, 62, dice.choice((GREEN, LEAF, "#5f9468")))
        for place in range(14)
    )
    cart = (
        rect(-300, -190, 600, 120, CLAY, round_=10)
        + rect(-300, -150, 600, 10, INK, opacity=0.2)
        + "".join(oval(x, -50, 60, 60, INK) + oval(x, -50, 28, 28, SAND) for x in (-180, 180))
    )
    return placed(shadow(330) + tops + cart + stroke("M300 -120 L470 -60", CLAY, 14), 740, 960, 1.25)


def bare_trees(dice: Random) -> str:
    """Draw an orchard after a night of frost."""
    drawn = ""
    for y, size in ((790, 0.7), (880, 1), (1000, 1.5)):
        for x in range(60, WIDTH, int(270 * size)):
            boughs = stroke(
                "M0 0 V-110 M0 -90 C-10 -140 -60 -150 -80 -200 M0 -100 C10 -150 60 -160 76 -210 "
                "M0 -110 C0 -150 -10 -190 6 -236 M-40 -150 L-40 -200 M40 -158 L46 -206",
                "#6b5444",
                11,
            )
            frost = "".join(
                oval(a + dice.uniform(-9, 9), b, 9, 7, WHITE, opacity=0.9)
                for a, b in ((-80, -200), (76, -210), (6, -236), (-40, -200), (46, -206), (-60, -160), (58, -170))
            )
            drawn += placed(shadow(60) + boughs + frost, x + dice.uniform(-20, 20), y, size)
    return drawn


def greenhouse(dice: Random) -> str:
    """Draw a greenhouse with its plants."""
    plants = "".join(
        oval(x, -46 + dice.uniform(-12, 6), 40, 44, dice.choice((GREEN, LEAF))) + oval(x + 12, -54, 11, 11, ROSE)
        for x in range(-440, 460, 66)
    )
    cover = curve("M-500 0 V-130 C-500 -340 500 -340 500 -130 V0Z", "#e8f4f2", opacity=0.62)
    ribs = "".join(stroke(f"M{x} 0 V{-290 + abs(x) ** 2 / 1500:g}", WHITE, 8) for x in range(-400, 401, 160)) + stroke(
        "M-500 0 V-130 C-500 -340 500 -340 500 -130 V0", WHITE, 12
    )
    return placed(shadow(520) + rect(-500, -20, 1000, 24, "#7d5c3b") + plants + cover + ribs, 800, 940, 1.12)


def stalls(dice: Random) -> str:
    """Draw the stalls of a market."""
    drawn = ""
    for x, colour in ((250, TEAL), (640, ROSE), (1030, SAFFRON), (1410, BLUE)):
        stripes = "".join(
            area(
                [
                    (-170 + 68 * place, -260),
                    (-102 + 68 * place, -260),
                    (-96 + 78 * place - 14, -180),
                    (-180 + 78 * place - 14, -180),
                ],
                colour if place % 2 == 0 else CREAM,
            )
            for place in range(5)
        )
        fruit = "".join(
            oval(-130 + 29 * place, -112 - 12 * (place % 2), 19, 19, dice.choice((ROSE, AMBER, GREEN, SAFFRON)))
            for place in range(10)
        )
        stall = (
            shadow(180)
            + stroke("M-160 0 V-250 M160 0 V-250", CLAY, 12)
            + fruit
            + rect(-170, -104, 340, 104, SAND, round_=6)
            + stripes
        )
        drawn += placed(stall, x, 900, 1.08)
    return drawn + people.group(dice, 5, y=1010, apart=260)


def shelves(dice: Random) -> str:
    """Draw shelves of books."""
    drawn = ""
    for x in (130, 640, 1150):
        case = rect(x, 250, 380, 520, "#8a6242", round_=6)
        for shelf in range(4):
            at = float(x + 20)
            case += rect(x + 14, 264 + 126 * shelf, 352, 112, "#5f432c")
            while at < x + 330:
                wide, high = dice.uniform(17, 34), dice.uniform(68, 104)
                case += rect(
                    at,
                    376 + 126 * shelf - high,
                    wide,
                    high,
                    dice.choice((TEAL, ROSE, SAFFRON, BLUE, GREEN, CREAM, PLUM, TEAL_DEEP)),
                    round_=2,
                )
                at += wide + 3
        drawn += case
    desk = (
        rect(220, 880, 1160, 34, CLAY, round_=6)
        + "".join(rect(x, 914, 26, 153, BRICK) for x in (280, 1290))
        + "".join(area([(x, 878), (x + 60, 862), (x + 120, 878), (x + 60, 884)], WHITE) for x in (380, 740, 1100))
    )
    return drawn + people.group(dice, 4, y=905, apart=310, size=1.3) + desk


def stage(dice: Random) -> str:
    """Draw a lit screen before those who watch."""
    light = area([(800, 0), (270, 560), (1330, 560)], WHITE, opacity=0.14)
    screen = (
        rect(290, 170, 1020, 430, "#f8f4e6", round_=6)
        + curve("M290 600 V470 C500 380 760 520 1310 420 V600Z", TEAL)
        + oval(1080, 300, 60, 60, SAFFRON)
        + curve("M290 600 V540 C640 470 900 590 1310 520 V600Z", TEAL_DEEP)
    )
    curtains = "".join(
        curve(f"M{x} 90 H{x + 210} C{x + 170} 350 {x + 200} 560 {x + 170} 720 H{x + 20}Z", ROSE, opacity=0.95)
        for x in (40, 1350)
    )
    seats = "".join(
        rect(x, y, 96, 150, "#7a2733", round_=26)
        + oval(x + 48, y - 14, 28, 33, dice.choice((INK, "#3a2d28", PLUM, SLATE)))
        for y, start in ((800, 30), (920, -30))
        for x in range(start, WIDTH, 128)
    )
    return rect(0, 0, WIDTH, 1067, "#2b1d24") + light + screen + curtains + seats


def meeting(dice: Random) -> str:
    """Draw those who sit around a long table."""
    table = curve("M240 900 L380 790 H1220 L1360 900Z", "#9c6d44") + rect(240, 900, 1120, 50, "#7b5334")
    papers = "".join(
        area([(x, 870), (x + 22, 836), (x + 78, 836), (x + 76, 870)], WHITE) for x in (380, 560, 740, 920, 1100)
    )
    return people.group(dice, 7, y=850, apart=140, size=1.25) + table + papers


def pitch(dice: Random) -> str:
    """Draw young people who play football."""
    grass = "".join(
        area([(0, y), (WIDTH, y), (WIDTH, y + 47), (0, y + 47)], LEAF if place % 2 else "#6f9f5c")
        for place, y in enumerate(range(740, 1067, 47))
    )
    goal = stroke("M1240 860 V690 H1500 V860", WHITE, 12) + "".join(
        stroke(f"M{x} 692 V856", WHITE, 2, opacity=0.6) for x in range(1260, 1500, 24)
    )
    return (
        grass
        + stroke("M0 900 H1600", WHITE, 6, opacity=0.7)
        + goal
        + people.group(dice, 5, x=640, y=950, apart=210, size=1.25)
        + oval(1130, 985, 22, 22, WHITE)
        + oval(1130, 985, 8, 8, INK)
    )


def milk(_dice: Random) -> str:
    """Draw packets of milk on a table of a school."""
    box = (
        area([(-60, -150), (0, -196), (60, -150)], "#d7e9ec")
        + rect(-60, -150, 120, 150, WHITE)
        + rect(-60, -104, 120, 52, TEAL)
        + area([(60, -150), (92, -164), (92, -14), (60, 0)], "#c3d3d6")
    )
    return (
        rect(0, 900, WIDTH, 167, CLAY)
        + rect(0, 892, WIDTH, 18, BRICK)
        + "".join(
            placed(shadow(70) + box, x, y, size)
            for x, y, size in ((330, 920, 1.25), (560, 930, 1.45), (820, 946, 1.8), (1110, 930, 1.45), (1330, 920, 1.2))
        )
    )


def climbers(dice: Random) -> str:
    """Draw two climbers on a ridge, with their rope."""
    rock = curve("M0 1067 V900 L300 850 L560 780 L820 800 L1080 690 L1300 720 L1600 860 V1067Z", "#7c7468") + curve(
        "M560 780 L820 800 L1080 690 L980 1067 H420Z", INK, opacity=0.12
    )
    two = "".join(
        placed(people.person(dice, is_woman=True, coat=coat), x, y, 1.35)
        for x, y, coat in ((720, 800, ROSE), (1090, 700, TEAL))
    )
    return rock + two + stroke("M740 690 C860 730 960 640 1080 592", SAFFRON, 7)


def tractor(_dice: Random) -> str:
    """Draw a tractor in the rows."""
    body = (
        rect(-60, -150, 210, 84, TEAL, round_=14)
        + rect(-150, -250, 120, 150, "#cfe6ea", round_=10)
        + rect(-164, -266, 148, 20, TEAL_DEEP, round_=6)
        + rect(110, -220, 14, 76, INK)
    )
    wheels = (
        oval(-100, -70, 82, 82, INK)
        + oval(-100, -70, 38, 38, SAFFRON)
        + oval(112, -46, 52, 52, INK)
        + oval(112, -46, 22, 22, SAFFRON)
    )
    return placed(shadow(190) + body + wheels, 1020, 900, 1.35)


THINGS: Final[Mapping[str, Callable[[Random], str]]] = {
    "bare-trees": bare_trees,
    "bridge": works.bridge,
    "bundles": bundles,
    "bus": works.bus,
    "children": people.children,
    "climbers": climbers,
    "dam": works.dam,
    "greenhouse": greenhouse,
    "group": partial(people.group, number=6),
    "lamps": works.lamps,
    "library-bus": works.library_bus,
    "meeting": meeting,
    "milk": milk,
    "minibus": works.minibus,
    "pitch": pitch,
    "planter": planter,
    "planter-man": partial(planter, is_woman=False),
    "road": works.road,
    "saplings": saplings,
    "school": works.school,
    "sheep": people.sheep,
    "shelves": shelves,
    "stage": stage,
    "stalls": stalls,
    "tent": tent,
    "tractor": tractor,
    "trench": works.trench,
    "village": works.village,
    "water-tower": works.water_tower,
    "well": works.well,
}
