"""One word, behind our door and with our configuration."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from ui.web import EXCEPTION_HANDLERS, MIDDLEWARE, ROUTES, lifespan

    app = st.App(
        __file__,
        routes=ROUTES,
        middleware=MIDDLEWARE,
        lifespan=lifespan,
        exception_handlers=EXCEPTION_HANDLERS,
    )
else:
    st.write("Dag")
