"""What it takes to print a letter and to seal it."""

from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_LETTERS = 300
_PEERS_LETTERS = 60


def measure(arena: Arena) -> list[Row]:
    """The same decree with another name and number each time, on both cores, as a bulk of decrees is made."""
    ours, theirs, printed, sealed, judged = [], [], [], [], []
    processor, their_processor = [], []
    for run in arena.runs("letters"):
        arena.tell(run)
        found = play("letters_ours", letters=arena.sized(_LETTERS))
        ours.append(found["both"])
        printed.append(found["printing"])
        sealed.append(found["sealing"])
        judged.append(found["judging"])
        processor.append(found["processor"])
        other = play("letters_weasyprint", letters=arena.sized(_PEERS_LETTERS))
        theirs.append(other["both"])
        their_processor.append(other["processor"])
    peer = "WeasyPrint + pyHanko, two processes"
    both, slower = Figure(tuple(ours)), Figure(tuple(theirs))
    return [
        Row("letters printed and sealed", "letters/s", both, at_least=45),
        Row("letters printed and sealed, beside the peer", "letters/s", both, peer, slower, times_better=2),
        Row("a letter, processor", "ms", Figure(tuple(processor)), peer, Figure(tuple(their_processor)), at_most=44),
        Row("a letter printed, by one press", "ms", Figure(tuple(printed))),
        Row("a letter sealed", "ms", Figure(tuple(sealed))),
        Row("a letter of ours judged", "ms", Figure(tuple(judged))),
    ]
