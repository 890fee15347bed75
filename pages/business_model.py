"""The card Business Model."""

from ui.cards import card_screen

card_screen.card_page("business_model")
