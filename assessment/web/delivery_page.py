"""The provider's counter: one plain page that takes a file and says what became of it."""

from starlette.routing import BaseRoute

from assessment.web.doors import Doors


def delivery_routes(doors: Doors) -> list[BaseRoute]:
    """The route ``/levering``."""
    return []
