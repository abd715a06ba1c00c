from . import hcs_summary_xlsx
from . import hcs_summary_rows
