"""`CompanyOverview`: the one thing that page, link, PDF, spreadsheet and JSON show (method.md section 4).

`shape` says what it holds, `reader` what a level may see, `sentences` puts findings into words, `build` makes it.
"""

from strategy.overview.build import overview_of as overview_of
from strategy.overview.parts import PARTS as PARTS
from strategy.overview.parts import with_only as with_only
from strategy.overview.reader import Reader as Reader
from strategy.overview.shape import ActionRow as ActionRow
from strategy.overview.shape import CardSummary as CardSummary
from strategy.overview.shape import ClassRow as ClassRow
from strategy.overview.shape import CompanyOverview as CompanyOverview
from strategy.overview.shape import CustomerRow as CustomerRow
from strategy.overview.shape import Gap as Gap
from strategy.overview.shape import ItemRef as ItemRef
from strategy.overview.shape import Level as Level
from strategy.overview.shape import LinkTo as LinkTo
from strategy.overview.shape import MethodUsed as MethodUsed
from strategy.overview.shape import PortfolioSummary as PortfolioSummary
from strategy.overview.shape import Seam as Seam
from strategy.overview.shape import SettingShown as SettingShown
from strategy.overview.shape import SheetPanel as SheetPanel
from strategy.overview.shape import SheetRow as SheetRow
from strategy.overview.shape import StrongPoint as StrongPoint
from strategy.overview.shape import WorkPoint as WorkPoint
