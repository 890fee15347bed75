"""The card Toegevoegde Waarde."""

from ui.cards import card_screen

card_screen.card_page("toegevoegde_waarde")
