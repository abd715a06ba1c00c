from . import hcs_followup_satisfaction
from . import hcs_followup_task
