from . import hcs_bulk_mixin
from . import hcs_holiday_notice
from . import hcs_holiday_notice_line
