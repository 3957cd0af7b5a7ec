"""A county's emblem: which files are one, and what is said of the others."""

from pathlib import Path

import pytest

from deploy.setup.emblem import read_emblem
from deploy.setup.trouble import CannotSetUp
from shared.runtime.county import Emblem
from tests.pictures import a_png, an_svg

INKSCAPE = (
    '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><cc:Work rdf:about=""><dc:format>image/svg+xml</dc:format></cc:Work>'
    "</rdf:RDF></metadata>"
    '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" pagecolor="#fff"/>'
    '<defs><linearGradient id="a"><stop offset="0" style="stop-color:#fff"/></linearGradient></defs>'
    '<g style="fill:url(#a)"><use xlink:href="#a"/><image href="data:image/png;base64,AAAA"/></g>'
)


@pytest.mark.parametrize("body", [a_png(), a_png(32, 2048), an_svg(), an_svg(INKSCAPE)])
def test_a_picture_is_taken_as_it_is(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "emblem"
    file.write_bytes(body)

    assert read_emblem(file) == Emblem("png" if body.startswith(b"\x89") else "svg", body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is no picture of the kinds PNG and SVG"),
        (b"GIF89a" + bytes(60), "is no picture of the kinds PNG and SVG"),
        (b"<html><p>emblem</p></html>", "is no picture of the kinds PNG and SVG"),
        (b"x" * 205_000, "has 200 KB: make it smaller than 200 KB"),
        (a_png(16, 16), "has 16 × 16 dots: make both sides 32 to 2048"),
        (a_png(4000, 32), "has 4000 × 32 dots"),
        (a_png()[:-20], "is a damaged PNG"),
        (a_png().replace(b"IDAT", b"IDAX"), "is a damaged PNG"),
        (a_png()[:8], "is a damaged PNG"),
        (an_svg("<circle"), "is a damaged SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + an_svg("<text>&a;</text>"), "is a damaged SVG, or declares entities"),
        (b"<p><svg/></p>", "is no SVG"),
        (an_svg("<script>alert(1)</script>"), "holds <script>"),
        (an_svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>'), "holds <script>"),
        (an_svg("<foreignObject/>"), "holds <foreignObject>"),
        (an_svg('<a href="https://elsewhere.example"/>'), "holds <a>"),
        (an_svg('<animate attributeName="href" to="x"/>'), "holds <animate>"),
        (an_svg(attributes='onload="alert(1)"'), "holds a script (onload)"),
        (an_svg('<image xlink:href="https://elsewhere.example/a.png"/>'), "refers to something outside itself"),
        (an_svg('<image href="data:image/svg+xml;base64,AAAA"/>'), "refers to something outside itself"),
        (an_svg('<use href="other.svg#a"/>'), "refers to something outside itself"),
        (an_svg("<style>@import 'a.css';</style>"), "refers to something outside itself"),
        (an_svg("<style>rect{fill:url(https://elsewhere.example/a)}</style>"), "refers to something outside itself"),
        (an_svg('<rect style="fill:u\\72l(a)"/>'), "refers to something outside itself"),
        (b'<?xml-stylesheet href="a.css"?>' + an_svg(), "loads a style from elsewhere"),
    ],
)
def test_what_is_not_fit_is_refused_with_a_sentence(tmp_path: Path, body: bytes, said: str) -> None:
    file = tmp_path / "emblem.svg"
    file.write_bytes(body)

    with pytest.raises(CannotSetUp) as refused:
        read_emblem(file)

    assert said in str(refused.value)
    assert str(refused.value).startswith(f"The emblem {file} ")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotSetUp, match=r"none\.png cannot be read \(No such file or directory\)"):
        read_emblem(tmp_path / "none.png")
