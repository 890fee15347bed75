"""The card Communicatiekanalen."""

from ui import card_screen

card_screen.show("communicatiekanalen")
