from . import hcs_holiday_notice
from . import hcs_holiday_notice_line
