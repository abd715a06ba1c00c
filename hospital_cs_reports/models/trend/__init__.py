from . import hcs_trend
from . import hcs_trend_board
from . import hcs_trend_rows
from . import hcs_trend_row
from . import hcs_summary_counted_mixin
from . import hcs_day_figure
