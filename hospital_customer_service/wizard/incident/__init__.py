from . import hcs_incident_call
from . import hcs_triage_help
