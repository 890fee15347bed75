"""The card Business Model."""

from ui import card_screen

card_screen.show("business_model")
