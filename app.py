"""The application for ``uvicorn app:app`` and ``streamlit run app.py``."""

import streamlit as st

from assessment.settings import database_url
from assessment.web.application import PAGE_SCRIPT, parts_over

# `streamlit run` looks for this very call: without it, it would run this file as a page, without the gate.
app = st.App(PAGE_SCRIPT, **parts_over(database_url()))
