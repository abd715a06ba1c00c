from . import hcs_day_sheet
from . import hcs_summary_compile_wizard
from . import hcs_summary_forward_wizard
from . import hcs_summary_return
from . import hcs_summary_rows_wizard
