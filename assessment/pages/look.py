"""What calm looks like: one style sheet for every page, and text that can never become formatting."""

import re

import streamlit as st

from assessment.i18n.state_words import notice_in_words
from assessment.i18n.words import _

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:])")

_STYLE = """
<style>
:root {
  --ink: #1A1A1A; --quiet: #454545; --line: #BFBFBF; --soft: #F5F5F5;
  --action: #004D99; --wait: #FEBB30; --received: #358000; --mark: #FFEBB8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #F0F0F0; --quiet: #C8CDD1; --line: #5A6268; --soft: #22282D;
    --action: #8FC1F2; --received: #8CCB5E; --mark: #594510;
  }
  button[kind="primaryFormSubmit"] p { color: #161A1D; font-weight: 600; }
}
[data-testid="stMainBlockContainer"] { max-width: 62rem; padding: 1.5rem 2rem 6rem; }
[data-testid="stHeader"], [data-testid="InputInstructions"], [data-testid="stStatusWidget"] { display: none; }
h1 { font-size: 1.75rem !important; font-weight: 600 !important; padding: .5rem 0 .25rem !important; }
h2 { font-size: 1.3rem !important; font-weight: 600 !important; padding: 1.5rem 0 .25rem !important; }
h3 { font-size: 1.05rem !important; font-weight: 600 !important; padding: .75rem 0 0 !important; }
:focus-visible { outline: 3px solid var(--action) !important; outline-offset: 2px; }
button[data-testid^="stBaseButton"] { min-height: 3rem; padding: .5rem 1.25rem; }
[data-testid="stButtonGroup"] button { min-height: 3rem; padding: .5rem 1rem; }
[class*="st-key-view-"] [data-testid="stButtonGroup"] button { flex: 1 1 0; min-height: 3.5rem; }
[class*="st-key-weeks-"] [data-testid="stButtonGroup"] button { flex: 1 1 auto; padding: .5rem; }
@media (max-width: 600px) {
  [data-testid="stButtonGroup"] [role="radiogroup"] { flex-direction: column; width: 100%; }
  :is([class*="st-key-view-"], [class*="st-key-weeks-"]) [data-testid="stButtonGroup"] button {
    flex: none; width: 100%; margin: 0; border-radius: 4px; border: 1px solid var(--line);
  }
}
[data-testid="stRadioOption"] { min-height: 3rem; align-items: center; }
[data-testid="stTextInputRootElement"] { min-height: 3rem; }
[data-testid="stWidgetLabel"] p, [data-testid="stRadioOption"] p, [data-testid="stButtonGroup"] p,
button[data-testid^="stBaseButton"] p, [data-testid="stExpander"] summary p, [data-testid="stPageLink"] p {
  font-size: 1rem;
}
[data-testid="stWidgetLabel"] p { font-weight: 600; }
[data-testid="stExpander"] summary { min-height: 3rem; align-items: center; }
[data-testid="stCaptionContainer"] { color: var(--quiet); opacity: 1; }
[data-testid="stCaptionContainer"] p { font-size: .9rem; }

.st-key-top { border-bottom: 1px solid var(--line); padding-bottom: .5rem; }
.st-key-top a, .st-key-top button {
  display: inline-flex; align-items: center; min-height: 3rem; padding: 0 .75rem; font: inherit; color: var(--action);
}
.st-key-top button { background: none; border: 0; text-decoration: underline; cursor: pointer; }
.st-key-top form { margin: 0; }
.st-key-top .who { display: flex; flex-wrap: wrap; justify-content: flex-end; align-items: center; }
[data-testid="stPageLink"] a { min-height: 3rem; padding: 0; text-decoration: underline; background: none; }
[data-testid="stPageLink"] p { color: var(--action); }
.st-key-top [data-testid="stPageLink"] a { padding: 0; }

[class*="st-key-row-"] { position: relative; border-bottom: 1px solid var(--line); padding: .25rem .5rem; gap: 0; }
[class*="st-key-row-"] [data-testid="stHorizontalBlock"] { gap: .75rem; align-items: center; min-height: 3rem; }
[class*="st-key-row-"] [data-testid="stVerticalBlock"] { gap: 0; }
[class*="st-key-row-"]:hover { background: var(--soft); }
[class*="st-key-row-"] [data-testid="stPageLink"] :is(a, a *) {
  white-space: normal; overflow: visible; text-overflow: clip; line-height: 1.3;
}
[class*="st-key-row-"] [data-testid="stPageLink"] p { font-size: .95rem; }
[class*="st-key-row-"] [data-testid="stPageLink"] a::after { content: ""; position: absolute; inset: 0; }
[class*="st-key-row-"] [data-testid="stPageLink"] a:focus-visible { outline: none !important; }
[class*="st-key-row-"]:has(a:focus-visible) { outline: 3px solid var(--action); }
[class*="st-key-row-"] [data-testid="stMarkdown"] p { font-size: .9rem; line-height: 1.4; }
[class*="st-key-rows-"] { gap: 0; }
[class*="st-key-row-words-"] strong { background: var(--mark); color: var(--ink); }
[class*="st-key-section-"] details { border: 0; border-radius: 0; }
[class*="st-key-section-"] summary { padding-left: 0; background: none; }
[class*="st-key-section-"] :is(summary, summary *) { color: var(--ink) !important; opacity: 1 !important; }
[class*="st-key-section-"] summary p { font-size: 1.3rem !important; font-weight: 600; }
[class*="st-key-section-"] [data-testid="stExpanderDetails"] { padding: 0 0 1rem; border: 0; }

.st-key-queue-heading { margin-top: 1rem; }
.st-key-queue-heading [data-testid="stHorizontalBlock"] { gap: .75rem; }
.st-key-queue-heading h2 { padding: 0 !important; }
.st-key-queue-heading [data-testid="stMarkdown"] p { font-size: .95rem; text-align: right; }
:is(.st-key-queue-heading, .st-key-picked) [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
:is(.st-key-queue-heading, .st-key-picked) p { margin: 0; }
:is(.st-key-queue-heading, .st-key-picked) button { min-height: 3rem; }
.st-key-picked { background: var(--soft); padding: .25rem .25rem .25rem 1rem; }
[data-testid="stPopoverBody"] :is([role="group"], [data-testid="stCheckbox"] label) { min-height: 3rem; }
[data-testid="stPopoverBody"] [data-testid="stCheckbox"] label { align-items: center; }
[data-testid="stPopoverBody"] [data-testid="stVerticalBlock"] { gap: .5rem; }
.react-aria-Popover [role="option"] { min-height: 3rem; }

.st-key-synthetic, .st-key-saved, .st-key-ask, .st-key-unsaved { background: var(--soft); padding: .6rem 1rem; }
.st-key-synthetic, .st-key-ask, .st-key-unsaved { border-left: 6px solid var(--wait); }
.st-key-saved { border-left: 6px solid var(--received); }
[class*="st-key-entry-"] { border-left: 3px solid var(--line); padding: .1rem 0 .1rem 1rem; gap: 0; }
[class*="st-key-entry-marked-"] { border-left: 6px solid var(--action); background: var(--soft); padding: .5rem 1rem; }
.st-key-engine-view { border: 1px solid var(--line); border-radius: 4px; padding: 1rem 1.5rem 1.25rem; }
:is(.st-key-synthetic, .st-key-saved, .st-key-ask, .st-key-unsaved, [class*="st-key-row-"], [class*="st-key-entry-"])
  :is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]) { margin-bottom: 0; }
:is(.st-key-synthetic, .st-key-saved, .st-key-ask, .st-key-unsaved) p { margin: 0; }
:is([class*="st-key-row-"], [class*="st-key-entry-"]) p { margin: 0; }

.st-key-felt { gap: 0; }
.st-key-felt [data-testid="stElementContainer"]:has(iframe) { height: auto; }
.st-key-felt iframe { display: block; width: 100%; height: calc(100dvh - 9rem); min-height: 26rem; border: 0; }
@media (max-width: 600px) { .st-key-felt iframe { height: calc(100dvh - 1rem); } }
.st-key-felt a { display: inline-flex; align-items: center; min-height: 3rem; padding: 0 .75rem; color: var(--action); }
[data-testid="stMainBlockContainer"]:has(.st-key-felt) { padding: .5rem 1rem 0; }

[class*="st-key-beside"] { gap: 0; }
:is([class*="st-key-beside-"], [data-testid="stForm"]) [data-testid="stExpander"] details { border: 0; }
:is([class*="st-key-beside-"], [data-testid="stForm"]) [data-testid="stExpander"] summary {
  padding-left: 0; background: none;
}
:is([class*="st-key-beside-"], [data-testid="stForm"]) [data-testid="stExpander"] :is(summary, summary *) {
  color: var(--action) !important; opacity: 1 !important;
}
[class*="st-key-beside-"] [data-testid="stExpanderDetails"] {
  border-left: 3px solid var(--line); padding: .25rem 0 1rem 1.25rem; margin-bottom: .5rem;
}
[data-testid="stSelectbox"] [role="group"] { min-height: 3rem; }
[role="listbox"] [role="option"] { min-height: 3rem; align-items: center; }
[role="listbox"][data-empty="true"] [role="option"] > span { font-size: 0; }
[role="listbox"][data-empty="true"] [role="option"] > span::after { content: var(--not-listed); font-size: 1rem; }

.st-key-top .who :is(a, button) { padding: 0 .5rem; }
@media (prefers-color-scheme: dark) { button[kind="primary"] p { color: #161A1D; font-weight: 600; } }
.st-key-top-links { gap: 0 .5rem; }
.st-key-top-links [data-testid="stPageLink"] a { padding: 0 .75rem; }
[class*="st-key-facts-"] table { width: 100%; table-layout: fixed; }
[class*="st-key-facts-"] thead { display: none; }
[class*="st-key-facts-"] td {
  border: 0; border-bottom: 1px solid var(--line); padding: .5rem .5rem .5rem 0; vertical-align: top;
  overflow-wrap: anywhere; font-size: 1rem;
}
[class*="st-key-facts-"] td:first-child { width: 40%; }
[class*="st-key-ask-"] { background: var(--soft); padding: .6rem 1rem; border-left: 6px solid var(--wait); }
[class*="st-key-ask-"] :is([data-testid="stMarkdownContainer"], p) { margin: 0; }
:is([class*="st-key-entry-municipality-"], [class*="st-key-entry-delivery-"], [class*="st-key-entry-link-"],
  .st-key-entry-marked-link) { gap: .5rem; margin-bottom: .75rem; }
.st-key-section-gate-form [data-testid="stCheckbox"] label { min-height: 3rem; align-items: center; }

a.deliver {
  display: inline-flex; align-items: center; min-height: 3.5rem; padding: 0 2rem; border-radius: 4px; font-weight: 600;
  background: var(--action); color: var(--on-action, #FFFFFF) !important; text-decoration: none;
}
@media (prefers-color-scheme: dark) { a.deliver { --on-action: #161A1D; } }
[class*="st-key-row-delivery-"] button[kind="tertiary"] { padding: 0; justify-content: flex-start; }
[class*="st-key-row-delivery-"] button[kind="tertiary"] p {
  font-size: .9rem; color: var(--action); text-decoration: underline;
}
[class*="st-key-row-delivery-"] [class*="st-key-sure-"] { padding: .5rem 0; }

.st-key-report-choices { column-gap: 2.5rem; }
.st-key-report-first-page img { border: 1px solid var(--line); background: #FFFFFF; }
[data-testid="stElementToolbar"] { display: none; }

[data-testid="stSkipToContent"] { font-size: 0 !important; }
[data-testid="stSkipToContent"]::after { content: var(--skip); font-size: 1rem; }
section[role="dialog"]:not(:has([data-testid])) > :is(h2, div) { display: none; }
section[role="dialog"]:not(:has([data-testid]))::after {
  content: var(--no-connection); display: block; padding: 1.5rem 3.5rem 1.5rem 1.5rem;
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>
"""


def set_the_look() -> None:
    """Give the page its style, and our words where Streamlit has its own; no data ever passes through it."""
    skip = _("Gå til indholdet")
    no_connection = _("Der er ikke forbindelse lige nu. Det, du har skrevet, står her stadig. Vi prøver selv igen.")
    not_listed = _("Det står ikke på listen.")
    words = f':root {{ --skip: "{skip}"; --no-connection: "{no_connection}"; --not-listed: "{not_listed}"; }}'
    st.html(_STYLE.replace("</style>", f"{words}\n</style>"))


def plain(text: str) -> str:
    r"""``text`` as it was written, safe to place in Markdown: nothing in it is formatting, a link, HTML or a formula.

    Examples
    --------
    >>> plain("*nej* <b> :red[x]")
    '\\*nej\\* \\<b\\> \\:red\\[x\\]'
    """
    return escaped(" ".join(text.split()))


def escaped(text: str) -> str:
    """A piece of a text as in `plain`, with the spaces around it that part it from its neighbours."""
    return _MARKDOWN.sub(r"\\\1", text)


def say_saved(sentence: str) -> None:
    """One quiet line that something was saved."""
    with st.container(key="saved"):
        st.markdown(f"✓ {sentence}")


def ask(sentence: str, *, key: str = "ask") -> None:
    """One quiet line that asks for what is missing."""
    with st.container(key=key):
        st.markdown(plain(sentence))


def say_notice() -> None:
    """The line under whatever is computed: what it may never be used for."""
    notice = notice_in_words()
    st.caption(notice[0].upper() + notice[1:] + ".")


def say_learned_from_invented() -> None:
    """The line on every page that shows what a model made that never learned from real people."""
    st.caption(_("Modellen er lært af opdigtede personer og ikke af rigtige."))


def say_synthetic() -> None:
    """The banner of a municipality of invented people."""
    with st.container(key="synthetic"):
        st.markdown(_("**Opdigtede personer.** Ingen af dem, du læser om her, findes."))
