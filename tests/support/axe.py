"""What axe-core finds on a page: the faults that keep somebody out, and those of Streamlit's own that we know."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

KEEPS_SOMEBODY_OUT = ("serious", "critical")
RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"]


@dataclass(frozen=True)
class Fault:
    """One rule that one element breaks."""

    rule: str
    impact: str
    element: str
    why: str


@dataclass(frozen=True)
class Known:
    """A fault that is Streamlit's: the rule, what its element looks like, and why we live with it."""

    rule: str
    element: str
    why: str


STREAMLITS_OWN: tuple[Known, ...] = ()


@contextmanager
def tablet_to_examine(browser: Any, address: str, *, token: str = "") -> Iterator[Any]:
    """A tablet in whose pages axe may run: without our content policy, and signed in where a token is given."""
    from assessment.web.cookies import SESSION

    tablet = {"width": 768, "height": 1024}
    context = browser.new_context(viewport=tablet, locale="da-DK", base_url=address, bypass_csp=True)
    if token:
        context.add_cookies([{"name": SESSION, "value": token, "url": address}])
    yield context
    context.close()


def faults_on(page: Any, *, of_colours: bool = False) -> list[Fault]:
    """The serious and critical faults of the page as it stands, but for those of :data:`STREAMLITS_OWN`.

    ``of_colours`` looks for those of colours alone: all that can differ between the same page by day and in the dark.
    """
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=_axe())
    asked = {"resultTypes": ["violations"], **({"runOnly": RULES_OF_COLOURS} if of_colours else {})}
    found = page.evaluate("asked => axe.run(document, asked)", asked)["violations"]
    faults = [
        Fault(violation["id"], violation["impact"], node["html"][:300], node["failureSummary"])
        for violation in found
        for node in violation["nodes"]
        if violation["impact"] in KEEPS_SOMEBODY_OUT
    ]
    return [fault for fault in faults if not any(_is(fault, known) for known in STREAMLITS_OWN)]


def _is(fault: Fault, known: Known) -> bool:
    return fault.rule == known.rule and known.element in fault.element


def _axe() -> Path:
    spec = find_spec("axe_playwright_python")
    assert spec is not None, "axe-core is missing: pip install axe-playwright-python"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "axe.min.js"
