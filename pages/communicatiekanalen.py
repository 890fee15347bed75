"""The card Communicatiekanalen."""

from ui.cards import card_screen

card_screen.card_page("communicatiekanalen")
