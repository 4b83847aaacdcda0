"""The buddy's Streamlit page: the tablet form in a frame, and the way to open it on its own."""

import pytest
from streamlit.testing.v1 import AppTest


def _page(language):
    from assessment.i18n.words import in_language
    from assessment.pages.my_colleagues import my_colleagues

    with in_language(language):
        my_colleagues(form="/felt")


@pytest.mark.parametrize(("language", "alone"), [("da", "Åbn siden for sig selv"), ("en", "Open the page on its own")])
def test_the_form_stands_in_a_frame_of_this_site_and_can_be_opened_alone(language, alone):
    page = AppTest.from_function(_page, kwargs={"language": language}, default_timeout=30).run()

    (frame,) = page.get("iframe")
    assert frame.proto.src == "/felt"
    assert f'<a href="/felt" target="_self">{alone}</a>' in page.get("html")[0].value
    assert not page.exception
