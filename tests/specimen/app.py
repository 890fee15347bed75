"""Every element of Streamlit that speaks English by itself, behind our own door."""

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
    st.title("Proef")
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.html(f"<p id='runs'>{st.session_state['runs']}</p>")
    st.html(f"<p id='seen'>{st.context.cookies.get('bk_visitor', 'geen')}</p>")
    st.text_input("Naam", key="naam", help="Hoe je heet")
    st.text_area("Verhaal")
    st.selectbox("Soort", ["Upload", "Search"], index=None)
    st.multiselect("Kanalen", ["Winkel", "Markt"])
    st.file_uploader("Bestand", type=["csv", "xlsx"], accept_multiple_files=True)
    st.number_input("Aantal", value=1)
    st.date_input("Dag", format="DD/MM/YYYY")
    st.checkbox("Vink")
    st.radio("Een van", ["dit", "dat"])
    st.dataframe([{"klant": "Search", "omzet": 1}], key="tabel")
    st.markdown("Upload")
    st.code("tekst")
    with st.form("formulier"):
        st.text_input("In een formulier")
        st.form_submit_button("Verstuur", type="primary")
    if st.button("Open"):
        st.toast("Close")

    @st.dialog("Vraag")
    def ask() -> None:
        """A dialog with a field."""
        st.text_input("Antwoord")

    if st.button("Dialoog"):
        ask()
    if st.button("Breek"):
        raise RuntimeError("stuk")
