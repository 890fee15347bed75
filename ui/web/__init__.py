"""Everything between the network and the pages: routes, middleware and what happens at the start."""

from ui.frame.cookies import visitor_of_cookie
from ui.web.routes import EXCEPTION_HANDLERS, ROUTES
from ui.web.start import MIDDLEWARE, lifespan

__all__ = ["EXCEPTION_HANDLERS", "MIDDLEWARE", "ROUTES", "lifespan", "visitor_of_cookie"]
