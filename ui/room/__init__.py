"""The facilitator's room: `lead` is what its parts work with, `pictures` is shared with the projector."""
