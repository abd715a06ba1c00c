from . import hcs_summary_xlsx
