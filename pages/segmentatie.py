"""The card Segmentatie."""

from ui.customers import segment_screen

segment_screen.segment_page()
