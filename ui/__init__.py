"""How things look: frame, fields, charts, texts, routes."""
