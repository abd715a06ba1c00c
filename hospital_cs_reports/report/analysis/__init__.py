from . import hcs_complaint_analysis
from . import hcs_complaint_figures
from . import hcs_followup_analysis
from . import hcs_followup_funnel
from . import hcs_result_analysis
from . import hcs_service_analysis
