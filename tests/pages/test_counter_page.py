"""The provider's front page: what to do next, what was delivered, and a calm way back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessment.domain.delivery_record import DeliveryRecord, FileCounts
from assessment.domain.errors import CallerCanMend, NotAllowed, StillInUse

Show = Callable[..., AppTest]


def a_delivery(batch_id: str = "b1", **changes: Any) -> DeliveryRecord:
    given: dict[str, Any] = {
        "batch_id": batch_id,
        "source": "Prøver *uge* 34.csv",
        "received_at": datetime(2026, 11, 20, 9, 42, tzinfo=UTC),
        "received_by": "kirsten",
        "provider_id": "sprogcenter",
        "added": 212,
        "changed": 3,
        "unchanged": 40,
        "redacted": 0,
        "files": (FileCounts(file="results.csv", added=212, changed=3, unchanged=40),),
        "undone_at": None,
    }
    return DeliveryRecord(**(given | changes))


def _counter_page(list_deliveries, undo_delivery, language):
    from assessment.i18n.words import in_language
    from assessment.pages.counter import counter

    with in_language(language):
        counter(list_deliveries=list_deliveries, undo_delivery=undo_delivery)


@pytest.fixture
def show() -> Show:
    """Run the page with some deliveries; what is undone is handed to ``undo``."""

    def show_page(
        *deliveries: DeliveryRecord,
        undo: Callable[[str], object] = lambda _batch: None,
        language: str = "da",
        look=None,
    ) -> AppTest:
        kwargs = {"list_deliveries": look or (lambda: deliveries), "undo_delivery": undo, "language": language}
        return AppTest.from_function(_counter_page, kwargs=kwargs, default_timeout=30).run()

    return show_page


def words_on(page: AppTest) -> str:
    return "\n".join(piece.value for piece in page.markdown)


def test_the_one_thing_to_do_stands_first_and_leads_to_the_counter(show: Show) -> None:
    page = show()

    assert page.title[0].value == "Leveringer"
    assert 'href="/levering"' in "".join(piece.value for piece in page.get("html"))
    assert "I har ikke leveret noget endnu." in words_on(page)
    assert not page.button
    assert not page.exception


def test_an_earlier_delivery_says_when_by_whom_what_and_how_many(show: Show) -> None:
    page = show(a_delivery())

    told = words_on(page)
    assert "20\\. november 2026 kl\\. 10\\.42  \nkirsten" in told
    assert "Prøver \\*uge\\* 34\\.csv" in told
    assert "● gælder" in told
    assert "taget ind 212 · ændret 3 · uændret 40" in told
    assert not page.exception


def test_a_delivery_is_undone_only_after_the_question(show: Show) -> None:
    undone: list[str] = []
    page = show(a_delivery("b1"), a_delivery("b2"), undo=undone.append)

    page.button(key="undo-b2").click().run()
    assert undone == []
    assert "Vil du fortryde?" in words_on(page)
    page.button(key="undo-sure-b2").click().run()

    assert undone == ["b2"]
    assert "✓ Leveringen er fortrudt" in words_on(page)
    assert not page.exception


def test_whoever_keeps_the_delivery_is_back_where_they_were(show: Show) -> None:
    undone: list[str] = []
    page = show(a_delivery("b1"), undo=undone.append)

    page.button(key="undo-b1").click().run()
    page.button(key="keep-b1").click().run()

    assert undone == []
    assert "Vil du fortryde?" not in words_on(page)
    assert page.button(key="undo-b1")
    assert not page.exception


def test_an_undone_delivery_stays_and_cannot_be_undone_again(show: Show) -> None:
    page = show(a_delivery(undone_at=datetime(2026, 11, 21, 8, tzinfo=UTC)))

    assert "‖ fortrudt 21\\. november 2026" in words_on(page)
    assert not page.button
    assert not page.exception


def test_what_still_rests_on_it_is_named_by_its_day_and_file(show: Show) -> None:
    def undo(_batch: str) -> None:
        raise StillInUse("Kan ikke fortrydes.", ["Leveringen b2 bygger på den. Fortryd først den."])

    page = show(a_delivery("b2", source="fremmøde (csv)"), a_delivery("b1"), undo=undo)
    page.button(key="undo-b1").click().run()
    page.button(key="undo-sure-b1").click().run()

    told = words_on(page).replace("\\", "")
    assert "kan ikke fortrydes endnu" in told
    assert "Leveringen fra 20. november 2026 kl. 10.42 med fremmøde (csv) bygger på den." in told
    assert page.button(key="keep-b1")
    assert not page.exception


def test_any_other_refusal_is_one_sentence(show: Show) -> None:
    def undo(_batch: str) -> None:
        raise CallerCanMend("Leveringen b1 er allerede fortrudt.")

    page = show(a_delivery("b1"), undo=undo)
    page.button(key="undo-b1").click().run()
    page.button(key="undo-sure-b1").click().run()

    assert "er allerede fortrudt" in words_on(page)
    assert not page.exception


def test_whoever_may_not_look_reads_the_one_sentence(show: Show) -> None:
    def look() -> tuple[DeliveryRecord, ...]:
        raise NotAllowed("Det har du ikke adgang til.")

    page = show(look=look)

    assert "Det har du ikke adgang til" in words_on(page)
    assert not page.header
    assert not page.exception


def test_the_page_is_in_english_where_that_is_chosen(show: Show) -> None:
    page = show(a_delivery(), language="en")

    assert page.header[0].value == "Earlier deliveries"
    assert "taken in 212 · changed 3 · unchanged 40" in words_on(page)
    assert not page.exception
