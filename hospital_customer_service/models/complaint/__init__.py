# The files that extend a model come after the file that makes it.
from . import hcs_complaint_part_mixin
from . import hcs_complaint_category
from . import hcs_complaint_cause
from . import hcs_complaint_refusal
from . import hcs_complaint_authority
from . import hcs_complaint_ticket
from . import hcs_complaint_ticket_person
from . import hcs_complaint_ticket_flow
from . import hcs_complaint_ticket_wall
from . import hcs_complaint_allegation
from . import hcs_complaint_statement
from . import hcs_complaint_answer
from . import hcs_complaint_inquiry
from . import hcs_complaint_transfer
from . import hcs_complaint_severity_change
from . import hcs_clock
