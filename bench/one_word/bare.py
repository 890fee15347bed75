"""One word, as Streamlit serves it by itself."""

import streamlit as st

st.write("Dag")
