from . import weasy
from . import ir_actions_report
from . import hcs_summary_report
from . import hcs_day_report
