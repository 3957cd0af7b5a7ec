"""The storm's judge: what a campaign calls lost, doubled, or excused."""

from tests.chaos.storm import Aftermath, Copy


def judged(*copies: Copy) -> Aftermath:
    aftermath = Aftermath()
    aftermath.judge("follower 1", {"an article": list(copies)})
    return aftermath


def test_one_letter_of_each_article_is_right() -> None:
    found = judged(Copy("<k@x>"))

    assert (found.letters, found.sent_again, found.lost, found.duplicated) == (1, 0, [], [])


def test_a_letter_that_never_came_is_lost() -> None:
    assert judged().lost == ["follower 1 got no letter of an article"]


def test_a_second_letter_of_another_delivery_is_a_duplicate_whatever_its_sender_met() -> None:
    found = judged(Copy("<k@x>", tries_without_answer=1), Copy("<l@x>", tries_without_answer=1))

    assert found.duplicated == ["follower 1 got another letter of an article: <l@x>"]


def test_the_same_letter_twice_is_a_duplicate_unless_its_sender_died_between() -> None:
    """SMTP cannot be asked whether a letter was taken; the ledger says that nobody knew."""
    twice, excused = judged(Copy("<k@x>"), Copy("<k@x>")), judged(Copy("<k@x>", 1), Copy("<k@x>", 1))

    assert twice.duplicated == ["follower 1 got the letter of an article once more: <k@x>"]
    assert (excused.sent_again, excused.duplicated) == (1, [])
    assert judged(*[Copy("<k@x>", 1)] * 3).duplicated == ["follower 1 got the letter of an article once more: <k@x>"]
