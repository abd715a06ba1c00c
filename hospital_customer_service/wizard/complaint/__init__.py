from . import hcs_complaint_dialog
from . import hcs_complaint_intake
from . import hcs_complaint_step
from . import hcs_receipt_lookup
from . import hcs_complaint_note_wizard
