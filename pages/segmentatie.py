"""The card Segmentatie."""

from ui import segment_screen

segment_screen.show()
