"""Every answer carries the headers of a careful house, and the page is Danish before anything is drawn."""

import pytest

from assessment.web.headers import content_policy
from assessment.web.shell import inline_script_hashes, shell


@pytest.mark.parametrize(
    "path", ["/log-ind", "/", "/sag", "/healthz", "/_stcore/metrics", "/_stcore/host-config", "/nowhere"]
)
def test_every_answer_says_what_may_be_loaded_and_kept(visitor, path):
    headers = visitor.get(path).headers

    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_scripts_are_ours_and_the_one_inline_script_is_named_by_its_hash():
    scripts = next(rule for rule in content_policy().split("; ") if rule.startswith("script-src"))

    assert len(inline_script_hashes()) == 1
    assert inline_script_hashes()[0] in scripts
    assert "unsafe" not in scripts
    assert "http" not in scripts


@pytest.mark.parametrize("page", ["/", "/sag?id=S-0412"])
def test_the_page_is_danish_and_ours_from_the_first_byte(signed_in, page):
    answer = signed_in.get(page, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["content-type"].startswith("text/html")
    assert "etag" not in answer.headers
    assert '<html lang="da">' in answer.text
    assert "<title>Sprogspor</title>" in answer.text
    assert "JavaScript er slået til" in answer.text
    assert "_stcore/agent" not in answer.text
    assert "You need" not in answer.text


def test_the_font_comes_from_here(visitor):
    answer = visitor.get("/app/static/ibm-plex-sans-latin-wght-normal.woff2")

    assert answer.status_code == 200
    assert answer.content[:4] == b"wOF2"
    assert "woff2" in visitor.get("/log-ind").text


def test_the_shell_is_still_streamlits_own_otherwise():
    assert '<div id="root"></div>' in shell("da")
    assert 'type="module"' in shell("da")
