"""The card Toegevoegde Waarde."""

from ui import card_screen

card_screen.show("toegevoegde_waarde")
