"""The card Toegevoegde Waarde."""

from ui.cards import card_screen

card_screen.show("toegevoegde_waarde")
