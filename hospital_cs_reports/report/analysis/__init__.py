from . import hcs_followup_analysis
from . import hcs_followup_funnel
