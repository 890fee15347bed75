"""Beheer: links, files, other devices, delete."""

from ui.company import manage_screen

manage_screen.manage_page()
