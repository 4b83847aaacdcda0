"""What could help: three things to try, all of them at the workplace."""

import streamlit as st

from assessment.i18n.words import _


def draw_help() -> None:
    """Draw the short, fixed list; the placement comes first, never the person."""
    st.header(_("Hvad kunne hjælpe"), anchor=False)
    suggestions = [
        _("**Flere at tale dansk med** på en vagt: en plads ved pausebordet, en opgave for to."),
        _("**Andre opgaver eller en anden makker**: et sted, hvor arbejdet kræver, at man taler sammen."),
        _("**Fri til undervisning**: en vagtplan, der passer med sprogcentrets tider."),
    ]
    st.markdown("\n".join(f"- {suggestion}" for suggestion in suggestions))
