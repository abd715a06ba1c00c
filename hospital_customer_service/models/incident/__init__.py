# The files that extend a model come after the file that makes it.
from . import hcs_incident_fallback
from . import hcs_incident_fallback_step
from . import hcs_incident_recipient
from . import hcs_incident
from . import hcs_clock
from . import hcs_incident_flow
from . import hcs_incident_anonymous
from . import hcs_incident_chain
from . import hcs_incident_acute
from . import hcs_incident_equipment
from . import hcs_incident_report
from . import hcs_incident_observation
from . import hcs_incident_step
from . import hcs_patient
from . import hcs_triage_rule
