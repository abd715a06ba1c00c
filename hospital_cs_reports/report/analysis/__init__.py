from . import hcs_followup_analysis
