"""How Streamlit is set, whichever folder and whichever command it is started from."""

from typing import Any

from streamlit import config

_LIGHT = {
    "primaryColor": "#004D99",
    "backgroundColor": "#FFFFFF",
    "secondaryBackgroundColor": "#F5F5F5",
    "textColor": "#1A1A1A",
    "linkColor": "#004D99",
    "borderColor": "#BFBFBF",
}
_DARK = {
    "primaryColor": "#8FC1F2",
    "backgroundColor": "#161A1D",
    "secondaryBackgroundColor": "#22282D",
    "textColor": "#F0F0F0",
    "linkColor": "#8FC1F2",
    "borderColor": "#5A6268",
}
_LATIN = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2212"
_LATIN_EXTENDED = "U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB"
_FONT_FACES = [
    {
        "family": "IBM Plex Sans",
        "url": f"app/static/ibm-plex-sans-{name}-wght-normal.woff2",
        "weight": "100 700",
        "unicodeRange": letters,
    }
    for name, letters in (("latin", _LATIN), ("latin-ext", _LATIN_EXTENDED))
]
OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.disableDataExport": True,  # its table download is unescaped and not logged
    "client.showErrorDetails": "none",
    "client.showSidebarNavigation": False,
    "client.toolbarMode": "minimal",
    "global.developmentMode": False,
    "server.disconnectedSessionTTL": 900,
    "server.enableStaticServing": True,  # the font files in ``static/`` beside the page script
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 1,  # MB; nothing is uploaded through Streamlit, and its address for it is shut
    "theme.baseFontSize": 18,
    "theme.baseRadius": "4px",
    "theme.fontFaces": _FONT_FACES,
    "theme.font": "'IBM Plex Sans', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    "theme.linkUnderline": True,
    **{f"theme.light.{name}": value for name, value in _LIGHT.items()},
    **{f"theme.dark.{name}": value for name, value in _DARK.items()},
}
"""Every option we rely on. With a light and a dark theme and no base, Streamlit follows the device."""


def apply() -> None:
    """Set every option of :data:`OPTIONS` in this process; harmless to repeat."""
    for name, value in OPTIONS.items():
        config.set_option(name, value)
