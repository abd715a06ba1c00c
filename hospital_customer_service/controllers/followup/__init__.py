from . import detail_sheet
