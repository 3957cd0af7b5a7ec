"""The rules of certificates and of those to whom letters go, without a server."""

from dataclasses import replace

import pytest

from services.membership.certificates.domain import SERIES, Award, Certificate, CertificateId, Form, may_read
from services.membership.certificates.page_domain import page_of, statement_of
from services.membership.certificates.wording_domain import STANDARD, CertificateComposer
from services.membership.letters.addressees_domain import Addressee, WrongAddressees, outsiders, without_doubles
from services.membership.letters.domain import Place, WrongState
from services.membership.letters.signature_domain import SignatureMode
from services.membership.letters.standing_domain import Standing
from services.membership.register.domain import Kind, Word
from services.membership.typesetting.domain import Mark
from services.membership.verification.content_domain import is_whole
from shared.runtime.access import NotAllowed
from shared.runtime.county import County
from shared.runtime.viewer import Viewer
from tests.membership.letters import NADER, NOON, TODAY

SARA = Addressee("سارا مهرگان‌پور", "سرکار خانم سارا مهرگان‌پور", "مدیر محترم", "p-water", ("اداره آب و فاضلاب",))
COMPOSER = CertificateComposer(is_demo=False)
PLACE = Place(1405, 3, "1405/گ/003", NOON)
OCCASION = "پوشش خبری هفته دولت"


def a_certificate(*, form: Form = Form.APPRECIATION, to: Addressee = SARA, is_demo: bool = False) -> Certificate:
    """A draft of today."""
    return Certificate(
        id=CertificateId("c1"),
        series=SERIES,
        wording=CertificateComposer(is_demo=is_demo).write(form, OCCASION, to),
        award=Award(form, to.person_id, to.name, to.office_names, OCCASION),
        drafted_by="p-desk",
        drafted_at=NOON,
    )


def a_signed_one() -> Certificate:
    certificate = a_certificate()
    certificate.check(by="p-desk", at=NOON)
    certificate.enter(PLACE, by=NADER, code="8347221096", mode=SignatureMode.NONE)
    return certificate


def test_a_signed_certificate_has_a_number_of_its_own_series_and_a_row_in_the_register() -> None:
    certificate = a_signed_one()

    entry, event = certificate.entry(), certificate.issued(verify_url="http://ravabet.test/v/8347221096")

    assert certificate.registered.register_no == "1405/گ/003"
    assert (entry.kind, entry.subject, entry.recipients) == (Kind.APPRECIATION, "تقدیرنامه", (SARA.addressed,))
    assert (event.person_id, event.form, event.occasion) == ("p-water", "appreciation", OCCASION)
    assert is_whole(certificate)


def test_what_is_certified_is_part_of_what_is_signed() -> None:
    certificate = a_signed_one()

    certificate.award = replace(certificate.award, occasion="کار دیگری")

    assert not is_whole(certificate)


def test_a_revoked_certificate_keeps_its_number_and_says_why() -> None:
    certificate = a_signed_one()

    assert certificate.end_force("نام نادرست", by="p-gov", at=NOON)
    assert not certificate.end_force("نام نادرست", by="p-gov", at=NOON)

    assert certificate.standing(TODAY) is Standing.REVOKED
    assert (certificate.remark().word, certificate.remark().text) == (Word.REVOKED, "نام نادرست")
    assert certificate.revoked().register_no == "1405/گ/003"


def test_what_is_not_revoked_tells_nothing_of_a_revocation() -> None:
    with pytest.raises(WrongState):
        a_signed_one().revoked()


def test_nobody_signs_a_certificate_for_themselves() -> None:
    certificate = a_certificate(to=replace(SARA, person_id="p-gov"))

    with pytest.raises(NotAllowed):
        certificate.enter(PLACE, by=NADER, code="8347221096", mode=SignatureMode.NONE)


def test_people_read_signed_certificates_of_their_own_and_no_others() -> None:
    sara, someone = (Viewer(key, "کسی", frozenset({"pr_manager"})) for key in ("p-water", "p-roads"))
    outsider = a_certificate(to=replace(SARA, person_id=""))

    assert may_read(sara, a_signed_one())
    assert not may_read(sara, a_certificate())
    assert not may_read(someone, a_signed_one())
    assert not may_read(someone, outsider)


def test_an_edited_draft_has_to_be_checked_again() -> None:
    certificate = a_certificate()
    certificate.check(by="p-desk", at=NOON)

    certificate.edit("دوره خبرنویسی", replace(certificate.wording, paragraphs=("متن",)))

    assert (certificate.checked, certificate.award.occasion) == (None, "دوره خبرنویسی")


@pytest.mark.parametrize("form", Form)
def test_the_usual_text_names_the_person_and_the_occasion_and_needs_no_pronoun(form: Form) -> None:
    said = " ".join(COMPOSER.write(form, OCCASION, SARA).paragraphs)

    assert SARA.addressed in said
    assert OCCASION in said
    assert "{" not in said
    assert not any("شما" in each.split() for each in STANDARD[form])


def test_a_text_of_ones_own_is_filled_in_for_each() -> None:
    words = COMPOSER.write(Form.CERTIFICATE, OCCASION, SARA, ("{name} بیست ساعت آموزش دید.", "  "))

    assert words.paragraphs[0] == f"{SARA.addressed} بیست ساعت آموزش دید."


def test_the_page_of_a_draft_has_no_number_and_says_that_it_is_one() -> None:
    page = page_of(a_certificate(is_demo=True), County("بهاردشت", province="بهارستان"), verify_url="x", qr="x")

    assert (page.number, page.verify_code, page.qr, page.signatory_name) == ("", "", "", "")
    assert page.marks == (Mark.DRAFT, Mark.SAMPLE)
    assert page.letterhead[:2] == ("استانداری بهارستان", "فرمانداری شهرستان بهاردشت")


def test_the_code_of_a_signed_one_says_what_stands_on_it() -> None:
    statement = statement_of(a_signed_one())

    assert (statement.name, statement.role, statement.body) == (SARA.name, "تقدیرنامه", OCCASION)


def test_each_line_names_somebody_with_the_longest_honorific_that_fits() -> None:
    first, second = outsiders("جناب آقای دکتر علی رضایی، مدیر کتابخانه\n\n  سرکار خانم  مینا کرمی ")

    assert (first.name, first.addressed, first.post) == ("علی رضایی", "جناب آقای دکتر علی رضایی", "مدیر کتابخانه")
    assert (second.name, second.post, second.person_id) == ("مینا کرمی", "", "")


@pytest.mark.parametrize("line", ["علی رضایی", "جناب آقای", "جناب آقایعلی", f"جناب آقای {'ن' * 130}"])
def test_a_line_that_names_nobody_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(WrongAddressees, match="سطر ۲"):
        outsiders(f"جناب آقای علی رضایی\n{line}")


def test_everybody_is_addressed_once_and_at_most_so_many_are() -> None:
    assert without_doubles([SARA, replace(SARA, post="دیگر")], most=1) == [replace(SARA, post="دیگر")]
    with pytest.raises(WrongAddressees, match="حداکثر ۱"):
        without_doubles([SARA, replace(SARA, person_id="p-roads")], most=1)
    with pytest.raises(WrongAddressees):
        without_doubles([], most=1)
    assert without_doubles([], most=1, refused=1) == []
    with pytest.raises(WrongAddressees):
        without_doubles([SARA], most=1, refused=1)
