"""What is built and what drives: towers, bridges, lamps, buses."""

from random import Random

from deploy.local.county.scenery.people import person
from deploy.local.county.scenery.shapes import (
    AMBER,
    BLUE,
    BRICK,
    CLAY,
    CREAM,
    GREEN,
    HEIGHT,
    INK,
    ROSE,
    SAFFRON,
    SAND,
    SLATE,
    STONE,
    TEAL,
    TEAL_DEEP,
    TEAL_LIGHT,
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


def water_tower(dice: Random) -> str:
    """Draw the water tower of the town."""
    legs = "".join(stroke(f"M{x} 0 L{x * 0.72:g} -330", SLATE, 16) for x in (-120, -42, 42, 120))
    braces = stroke("M-120 -20 L86 -330 M120 -20 L-86 -330 M-104 -165 H104", SLATE, 7)
    tank = curve("M-140 -330 H140 V-470 C140 -560 -140 -560 -140 -470Z", TEAL) + rect(-140, -426, 280, 34, TEAL_LIGHT)
    tank += curve("M40 -330 H140 V-470 C140 -520 90 -540 40 -538Z", INK, opacity=0.15) + rect(
        -152, -338, 304, 16, TEAL_DEEP
    )
    return placed(shadow(170) + legs + braces + tank, 1130 + dice.uniform(-30, 30), 860, 1.15)


def trench(dice: Random) -> str:
    """Draw a street that was dug up for a new pipe, and those who lay it."""
    hole = curve("M260 900 L1340 900 L1460 1010 L150 1010Z", "#5b4634") + curve(
        "M290 912 L1310 912 L1340 936 L250 936Z", "#423224"
    )
    pipe = (
        rect(190, 944, 1210, 44, TEAL, round_=22)
        + rect(190, 950, 1210, 10, TEAL_LIGHT, round_=5)
        + "".join(rect(x, 938, 26, 56, TEAL_DEEP, round_=5) for x in (520, 980))
    )
    cones = "".join(
        placed(
            area([(-26, 0), (0, -74), (26, 0)], "#e0662f") + rect(-17, -36, 34, 12, WHITE) + rect(-34, -4, 68, 10, INK),
            x,
            1040,
        )
        for x in (90, 330, 1290, 1520)
    )
    crew = placed(person(dice, is_woman=False, coat=SAFFRON), 420, 902, 1.9) + placed(
        person(dice, is_woman=False, coat=SAFFRON), 1130, 900, 1.9
    )
    return placed(hole + crew + pipe + cones, 0, -95)


def bus(_dice: Random) -> str:
    """Draw a bus of the town's line."""
    return placed(_coach(TEAL, WHITE), 800, 930, 1.55)


def minibus(_dice: Random) -> str:
    """Draw a minibus on a road through the land."""
    road = area([(0, 890), (WIDTH, 830), (WIDTH, 990), (0, 1067)], "#6f7a83") + stroke(
        "M0 982 L1600 910", WHITE, 8, dashes="60 46"
    )
    return road + placed(_coach(SAFFRON, CREAM, windows=4), 780, 958, 1.15)


def library_bus(dice: Random) -> str:
    """Draw the library on wheels, with those who wait for books."""
    books = "".join(
        rect(-150 + 26 * place, -196 + 8 * (place % 3), 20, 62 - 8 * (place % 3), colour)
        for place, colour in enumerate((ROSE, SAFFRON, BLUE, GREEN, CREAM, AMBER, TEAL_LIGHT, ROSE, BLUE, SAFFRON))
    )
    shelf = rect(-162, -206, 284, 84, TEAL_DEEP, round_=6) + books + rect(-162, -134, 284, 10, CREAM)
    van = placed(_coach(TEAL_DEEP, CREAM, windows=2) + shelf, 720, 930, 1.5)
    readers = "".join(
        placed(person(dice, is_woman=woman), x, 990, size)
        for x, woman, size in ((1235, True, 1.3), (1340, False, 0.95), (1440, True, 1.0))
    )
    return van + readers


def _coach(body: str, band: str, *, windows: int = 5) -> str:
    drawn = shadow(330) + rect(-310, -270, 620, 240, body, round_=34) + rect(-310, -112, 620, 22, band)
    wide = 470 / windows
    panes = "".join(rect(-282 + wide * place, -240, wide - 14, 96, "#cfe6ea", round_=10) for place in range(windows))
    panes += "".join(
        area(
            [
                (-270 + wide * place, -144),
                (-230 + wide * place, -240),
                (-206 + wide * place, -240),
                (-246 + wide * place, -144),
            ],
            WHITE,
            opacity=0.35,
        )
        for place in range(windows)
    )
    door = rect(204, -240, 82, 200, "#b7d4d8", round_=10) + stroke("M245 -238 V-42", body, 7)
    wheels = "".join(oval(x, -28, 44, 44, INK) + oval(x, -28, 20, 20, STONE) for x in (-190, 150))
    return drawn + panes + door + wheels + oval(300, -70, 12, 14, "#fdeab8")


def bridge(dice: Random) -> str:
    """Draw the old bridge with its arches, and the river."""
    river = curve("M0 880 C400 840 1200 900 1600 850 V1067 H0Z", "#6aa7b8") + "".join(
        stroke(f"M{dice.uniform(0, 1450):g} {dice.uniform(900, 1050):g} h90", WHITE, 5, opacity=0.4) for _ in range(22)
    )
    wall = curve("M0 640 C500 560 1100 560 1600 640 V900 H0Z", BRICK) + curve(
        "M0 640 C500 560 1100 560 1600 640 V664 C1100 586 500 586 0 664Z", SAND
    )
    arches = "".join(
        curve(f"M{x} 940 V{top + 110} C{x} {top} {x + wide} {top} {x + wide} {top + 110} V940Z", "#4f7f8c")
        for x, wide, top in ((120, 300, 690), (560, 480, 650), (1180, 300, 690))
    )
    stones = "".join(
        rect(dice.uniform(0, 1540), dice.uniform(610, 860), 52, 18, CLAY, round_=3, opacity=0.35) for _ in range(26)
    )
    return river + wall + stones + arches + stroke("M0 1000 C500 970 1000 1010 1600 985", WHITE, 5, opacity=0.35)


def lamps(_dice: Random) -> str:
    """Draw street lamps that are lit."""
    drawn = ""
    for x, y, size in ((210, 930, 1.25), (620, 860, 0.95), (960, 830, 0.78), (1370, 930, 1.25)):
        light = area([(70, -470), (-130, 0), (270, 0)], "#ffe9a6", opacity=0.2) + oval(
            70, 0, 200, 22, "#ffe9a6", opacity=0.28
        )
        pole = stroke("M0 0 V-460 C0 -500 60 -500 74 -484", "#93a2a8", 12) + oval(78, -478, 34, 13, "#fff5cf")
        drawn += placed(light + pole, x, y, size)
    return drawn


def road(dice: Random) -> str:
    """Draw a new road that winds into the land."""
    way = curve(
        "M800 690 C1000 740 420 800 560 880 C660 940 500 1010 380 1067 "
        "L1320 1067 C1300 980 960 930 860 870 C740 800 1040 740 832 690Z",
        "#59636a",
    )
    middle = stroke("M818 694 C1010 740 560 810 690 876 C800 940 850 1000 840 1067", WHITE, 8, dashes="40 32")
    return (
        way
        + middle
        + "".join(
            placed(rect(-5, -40, 10, 40, WHITE) + rect(-5, -34, 10, 9, ROSE), x, y, size)
            for x, y, size in ((470, 900, 1), (340, 1010, 1.5), (960, 880, 1), (1290, 990, 1.5 + dice.uniform(0, 0.1)))
        )
    )


def well(_dice: Random) -> str:
    """Draw a basin into which treated water runs."""
    basin = (
        oval(800, 930, 520, 110, STONE)
        + oval(800, 922, 480, 92, "#4f97ab")
        + oval(760, 908, 300, 36, WHITE, opacity=0.18)
    )
    pipe = (
        rect(1010, 716, 360, 56, SLATE, round_=10)
        + rect(1004, 706, 34, 76, INK, round_=6)
        + curve("M1010 738 C940 742 930 830 924 912 H980 C980 850 984 786 1010 770Z", "#9ad0da")
    )
    return basin + pipe + rect(1330, 772, 40, 140, SLATE)


def dam(_dice: Random) -> str:
    """Draw an earth dam with the water behind it."""
    water = curve("M0 760 C300 720 900 740 1250 750 L1100 960 C700 1000 300 1000 0 980Z", "#6f9fae") + "".join(
        stroke(f"M{x} {y} h120", WHITE, 5, opacity=0.35)
        for x, y in ((120, 830), (420, 800), (700, 860), (300, 920), (820, 800))
    )
    return (
        water
        + curve("M1160 700 L1330 690 L1600 1067 H1010Z", CLAY)
        + curve("M1160 700 L1330 690 L1350 716 L1152 728Z", SAND)
        + area([(0, 975), (1105, 955), (1010, HEIGHT), (0, HEIGHT)], "#a58a5c")
    )


def school(_dice: Random) -> str:
    """Draw a school with its flag."""
    house = (
        rect(-420, -300, 840, 300, "#e6cfa3")
        + rect(-440, -322, 880, 30, CLAY)
        + rect(-70, -170, 140, 170, TEAL_DEEP, round_=8)
        + rect(-100, -200, 200, 26, CREAM)
    )
    panes = "".join(
        rect(x, y, 74, 84, "#b9d8dc", round_=5) + stroke(f"M{x + 37} {y} v84 M{x} {y + 42} h74", CREAM, 5)
        for x in (-380, -280, -180, 106, 206, 306)
        for y in (-270, -130)
    )
    flag = (
        stroke("M0 -322 V-520", SLATE, 9)
        + rect(4, -518, 120, 24, "#4c9a63")
        + rect(4, -494, 120, 22, WHITE)
        + rect(4, -472, 120, 24, "#c5474a")
    )
    return placed(shadow(430) + house + panes + flag, 800, 800, 1.08)


def village(dice: Random) -> str:
    """Draw houses of a village on their slope."""
    drawn = ""
    for x, y, size in (
        (260, 770, 0.8),
        (560, 745, 0.75),
        (900, 740, 0.7),
        (1240, 760, 0.8),
        (420, 860, 1),
        (820, 840, 1),
        (1180, 870, 1.05),
        (180, 960, 1.25),
        (650, 970, 1.25),
        (1420, 970, 1.2),
    ):
        wall = dice.choice((SAND, "#d9bd8c", "#cfa97a", "#e2cda3"))
        house = (
            rect(-110, -130, 220, 130, wall)
            + rect(-120, -142, 240, 18, CLAY)
            + rect(30, -130, 80, 130, INK, opacity=0.1)
        )
        house += rect(-24, -76, 46, 76, dice.choice((TEAL, "#7a5a3a", BLUE)), round_=4) + "".join(
            rect(w, -96, 36, 38, "#dcebea", round_=3) for w in (-88, 54)
        )
        drawn += placed(shadow(120) + house, x + dice.uniform(-20, 20), y, size)
    return drawn
