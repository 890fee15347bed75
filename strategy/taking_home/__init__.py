"""What people take home of a `CompanyOverview`: a spreadsheet, Markdown, and the customers as CSV.

Nothing here computes or leaves out: what a level hides is not in the overview. `tables` says what stands where,
`spreadsheet`, `markdown` and `customer_list` write it.
"""

from strategy.taking_home.customer_list import as_csv as as_csv
from strategy.taking_home.markdown import as_markdown as as_markdown
from strategy.taking_home.spreadsheet import as_spreadsheet as as_spreadsheet
from strategy.taking_home.tables import SHEETS as SHEETS
from strategy.taking_home.tables import Sheet as Sheet
from strategy.taking_home.tables import customer_table as customer_table
from strategy.taking_home.tables import sheets_of as sheets_of
