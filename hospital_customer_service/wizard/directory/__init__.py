from . import hcs_directory_refusal
from . import hcs_triage_help
