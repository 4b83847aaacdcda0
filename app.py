"""The application for ``uvicorn app:app`` and ``streamlit run app.py``."""

from assessment.settings import database_url
from assessment.web.application import build_application

app = build_application(database_url())
