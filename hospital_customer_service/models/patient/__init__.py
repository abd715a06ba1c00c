# The mixin of the read log comes before the models that inherit it; the behaviours of a patient follow the patient.
from . import res_company
from . import res_config_settings
from . import hcs_read_log_mixin
from . import hcs_access_log
from . import hcs_patient
from . import hcs_patient_personal
from . import hcs_patient_attributes
from . import hcs_patient_care
from . import hcs_patient_search
from . import hcs_patient_consent
from . import hcs_patient_timeline
from . import hcs_patient_phone
from . import hcs_patient_identifier
from . import hcs_patient_relation
from . import hcs_consent
