"""A page with nothing but one question of the deck, for journeys through the form: `/?bedrijf=...&vraag=B1`."""

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
    from strategy.company import access
    from strategy.deck import deck_in
    from ui.form import question_form
    from ui.frame import visitor
    from ui.look.palette import CARDS

    st.set_page_config(page_title="one question", layout="wide")
    company_id = st.query_params["bedrijf"]
    access.owner_or_stop(visitor.store(), visitor.visitor(), company_id)
    snapshot = visitor.store().read(company_id)
    for code in st.query_params["vraag"].split():
        question = deck_in(visitor.language()).question(code)
        assert question is not None, code
        st.html(f"<h2>{question.code} {question.title}</h2>")
        with st.container(width=int(st.query_params.get("breed", "720"))):
            said = question_form(
                question, snapshot, visitor.language(), accent=CARDS[question.card], key=f"form {code}"
            )
        if said is not None:
            st.session_state["heard"] = said
    st.text(f"heard: {st.session_state.get('heard')} of {snapshot.sequence}")
