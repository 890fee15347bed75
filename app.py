"""The door: the ASGI app when a server imports it, the kaartenset screen when Streamlit runs it."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from ui.frame.refusals import say_refusal
    from ui.web import EXCEPTION_HANDLERS, MIDDLEWARE, ROUTES, lifespan

    app = st.App(
        __file__,
        routes=ROUTES,
        middleware=MIDDLEWARE,
        lifespan=lifespan,
        on_script_error=say_refusal,
        exception_handlers=EXCEPTION_HANDLERS,
    )
else:
    from ui.cards.deck_screen import deck_page

    deck_page()
