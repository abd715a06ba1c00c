from . import hcs_followup_allow_wizard
from . import hcs_followup_assign_wizard
from . import hcs_followup_outcome_wizard
from . import hcs_followup_qr
from . import hcs_followup_replan_wizard
from . import hcs_followup_sheet_wizard
from . import hcs_followup_doctor_wizard
