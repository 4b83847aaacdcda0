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
OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.disableDataExport": True,  # its table download is unescaped and not logged
    "client.showErrorDetails": "none",
    "client.showSidebarNavigation": False,
    "client.toolbarMode": "minimal",
    "global.developmentMode": False,
    "server.disconnectedSessionTTL": 900,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "theme.baseFontSize": 18,
    "theme.baseRadius": "4px",
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
