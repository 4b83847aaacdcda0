"""The first to open a page waits no longer than the next: all that pages use is loaded before anybody comes."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent
PROGRAM = """
import asyncio, gc, sys
from functools import partial
from streamlit.testing.v1 import AppTest
from invented_desk import a_queue, an_opened_case, as_wished
from assessment.web import application

def nothing():
    import streamlit as st
    st.write("")

def queue_page(open_queue):
    import streamlit as st
    from datetime import date
    from assessment.pages.queue import queue
    page = st.Page(lambda: queue(open_queue=open_queue, case_page=page, today=date.today), title="q", default=True)
    st.navigation([page], position="hidden").run()

def case_page(content):
    from assessment.pages.curve import draw_curve
    from assessment.pages.engine_view import draw_engine_view
    draw_curve(content, set())
    draw_engine_view(content)

async def warm_up():
    async with application._warmed_up(None):
        pass

asyncio.run(warm_up())
assert gc.get_freeze_count() > 100_000, gc.get_freeze_count()
AppTest.from_function(nothing).run()
before = set(sys.modules)
drawn = [
    AppTest.from_function(queue_page, kwargs={"open_queue": partial(as_wished, a_queue())}).run(timeout=60),
    AppTest.from_function(
        case_page, kwargs={"content": an_opened_case()}
    ).run(timeout=60),
]
assert not any(page.exception for page in drawn), drawn
print(sorted(set(sys.modules) - before))
"""


def test_no_page_of_a_caseworker_loads_anything_late(tmp_path: Path) -> None:
    folders = os.pathsep.join(str(folder) for folder in (TESTS, TESTS / "pages", TESTS.parent))
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": folders}
    done = subprocess.run(
        [sys.executable, str(program)], env=environment, capture_output=True, text=True, timeout=250, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "[]"
