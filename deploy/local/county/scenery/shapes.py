"""Shapes as SVG, and the colours of the house."""

from collections.abc import Iterable
from typing import Final

WIDTH: Final = 1600
HEIGHT: Final = 1067
TEAL, TEAL_DEEP, TEAL_LIGHT = "#0b666e", "#084e55", "#7fb8b6"
SAFFRON, AMBER, CREAM, SAND = "#d9962a", "#c4780c", "#fbf1dc", "#e3cfa5"
ROSE, BLUE, PLUM, GREEN, LEAF = "#b23a48", "#5872a8", "#8a6bb0", "#3f7d58", "#7fae6b"
STONE, SLATE, INK, WHITE = "#c9c2b4", "#6b7780", "#26363b", "#ffffff"
BRICK, CLAY = "#c48a64", "#a86f4c"


def rect(x: float, y: float, width: float, height: float, fill: str, *, round_: float = 0, opacity: float = 1) -> str:
    """Draw a rectangle from its upper left corner."""
    size = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}"'
    return f'<rect {size} fill="{fill}" opacity="{opacity:g}"/>'


def oval(x: float, y: float, across: float, down: float, fill: str, *, opacity: float = 1) -> str:
    """Draw an oval around its middle; `across` and `down` are half of its sizes."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{across:g}" ry="{down:g}" fill="{fill}" opacity="{opacity:g}"/>'


def area(points: Iterable[tuple[float, float]], fill: str, *, opacity: float = 1) -> str:
    """Draw what lies between these corners."""
    corners = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polygon points="{corners}" fill="{fill}" opacity="{opacity:g}"/>'


def curve(way: str, fill: str, *, opacity: float = 1) -> str:
    """Draw what lies within a way, as SVG writes ways."""
    return f'<path d="{way}" fill="{fill}" opacity="{opacity:g}"/>'


def stroke(way: str, colour: str, width: float, *, dashes: str = "", opacity: float = 1) -> str:
    """Draw along a way."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    line = f'stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"{dashed}'
    return f'<path d="{way}" fill="none" {line} opacity="{opacity:g}"/>'


def shade(name: str, *colours: str) -> str:
    """Define a colour that changes from top to bottom; it is used as `url(#name)`."""
    last = max(1, len(colours) - 1)
    stops = "".join(f'<stop offset="{place / last:g}" stop-color="{each}"/>' for place, each in enumerate(colours))
    return f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient>'


def placed(what: str, x: float, y: float, scale: float = 1) -> str:
    """Put a thing, drawn around a foot at (0, 0), onto the ground."""
    return f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{what}</g>'


def shadow(across: float) -> str:
    """Draw what a thing casts onto the ground around its foot."""
    return oval(0, 2, across, across * 0.09 + 3, INK, opacity=0.2)


def drawing(*layers: str, shades: str = "") -> str:
    """Put layers, the farthest first, together into one drawing."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
    return f"{head}<defs>{shades}</defs>{''.join(layers)}</svg>"
