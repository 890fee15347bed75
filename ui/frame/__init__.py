"""What stands around every page: who visits, header, addresses, live updates, a chart with its table.

It imports look alone.
"""
