"""The script that Streamlit runs at every rerun; all of it is in ``desk``, so that importing this does nothing."""

from assessment.web.desk import draw_desk

if __name__ == "__main__":
    draw_desk()
